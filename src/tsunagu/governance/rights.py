"""Who may do what in this room: everybody reads, officers record."""

from __future__ import annotations

from tsunagu.access.enums import Role
from tsunagu.access.rights import Right, Rights, either
from tsunagu.governance.enums import BodyKind, Fact, Outcome, PointKind, Verb

_OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR)
_EVERYBODY = (Role.ANYBODY,)

BODIES = Rights(
    of="governance.Body",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _EVERYBODY),
        Right(Verb.ADD_MEETING, _OFFICERS),
        Right(Verb.ADD_POINT, _OFFICERS),
    ),
    history=Verb.ADD_MEETING,
    facts=(Fact,),
    values={"kind": either(PointKind, BodyKind)},
)
MEETINGS = Rights(
    of="governance.Meeting",
    see=Verb.SEE,
    rows=(Right(Verb.SEE, _EVERYBODY), Right(Verb.REMOVE, _OFFICERS)),
    history=Verb.REMOVE,
    facts=(Fact,),
)
POINTS = Rights(
    of="governance.Point",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _EVERYBODY),
        Right(Verb.ANSWER, _OFFICERS),
        Right(Verb.REMOVE, _OFFICERS),
    ),
    history=Verb.ANSWER,
    facts=(Fact,),
    values={Fact.STATUS: Outcome, "kind": PointKind},
)
ANSWERS = Rights(
    of="governance.Answer",
    see=Verb.SEE,
    rows=(Right(Verb.SEE, _EVERYBODY), Right(Verb.REMOVE, _OFFICERS)),
    history=Verb.REMOVE,
    facts=(Fact,),
    values={Fact.STATUS: Outcome},
)
TABLES = (BODIES, MEETINGS, POINTS, ANSWERS)
