"""Who may do what in this room: everybody reads, officers record."""

from __future__ import annotations

from tsunagu.access.enums import Role
from tsunagu.access.rights import Right, Rights
from tsunagu.governance.enums import Fact, Verb

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
)
ANSWERS = Rights(
    of="governance.Answer",
    see=Verb.SEE,
    rows=(Right(Verb.SEE, _EVERYBODY), Right(Verb.REMOVE, _OFFICERS)),
    history=Verb.REMOVE,
    facts=(Fact,),
)
TABLES = (BODIES, MEETINGS, POINTS, ANSWERS)
