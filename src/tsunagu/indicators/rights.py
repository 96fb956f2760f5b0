"""Who may do what in this room: what is confirmed is for everybody, the rest for the body itself and for officers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights, within
from tsunagu.indicators.enums import Fact, Kind, Status, Verb
from tsunagu.kernel.labels import Label

_OFFICE = (Role.ADMINISTRATOR, Role.URA)
_OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR)
_OF_THE_BODY = within("subject_id")


def _is_public(by: Actor, role: Role, row: Any) -> bool:
    return bool(row.public)


PUBLIC = Condition(
    name="confirmed or of a data file",
    label=Label("確定した値と、データファイルの値", "What is confirmed or stands in a data file"),
    test=_is_public,
    filter=lambda by, role: Q(public=True),
)
OBSERVATIONS = Rights(
    of="indicators.Observation",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, (Role.ANYBODY,), PUBLIC),
        Right(Verb.SEE, _OFFICE, _OF_THE_BODY),
        Right(Verb.SEE, (*_OFFICERS, Role.TERMINAL)),
        Right(Verb.KEEP, _OFFICE, _OF_THE_BODY),
        Right(Verb.KEEP, _OFFICERS),
        Right(Verb.SUBMIT, _OFFICE, _OF_THE_BODY),
        Right(Verb.CORRECT, _OFFICE, _OF_THE_BODY),
        Right(Verb.CONFIRM, _OFFICERS),
        Right(Verb.TAKE_BACK, _OFFICE, _OF_THE_BODY),
        Right(Verb.TAKE_BACK, _OFFICERS),
    ),
    history=Verb.KEEP,
    facts=(Fact,),
    values={Fact.STATUS: Status, "kind": Kind},
)
TABLES = (OBSERVATIONS,)
