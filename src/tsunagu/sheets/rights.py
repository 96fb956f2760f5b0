"""Who may do what in this room: officers make sheets and ask, the people of a body answer for it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights, within
from tsunagu.kernel.labels import Label
from tsunagu.sheets.enums import Fact, ResponseState, Verb, VersionState

OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR)
ANSWERING = (Role.ADMINISTRATOR, Role.URA, Role.LOCAL_OFFICER, Role.COMPANY_MEMBER)
"""In which roles people of a body answer for it."""


def _is_sent(by: Actor, role: Role, thing: Any) -> bool:
    return bool(thing.state == ResponseState.SENT)


SENT = Condition(
    name="sent",
    label=Label("提出されたもの", "Once submitted"),
    test=_is_sent,
    filter=lambda by, role: Q(state=ResponseState.SENT),
)

VERSIONS = Rights(
    of="sheets.Version",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, OFFICERS),
        Right(Verb.EDIT, (*OFFICERS, Role.TERMINAL)),
        Right(Verb.PUBLISH, OFFICERS),
    ),
    history=Verb.EDIT,
    facts=(Fact,),
    values={"state": VersionState},
)
RESPONSES = Rights(
    of="sheets.Response",
    see=Verb.SEE_RESPONSE,
    rows=(
        Right(Verb.SEE_RESPONSE, (*ANSWERING, Role.APPROVER), within("body_id")),
        Right(Verb.SEE_RESPONSE, OFFICERS, SENT),
        Right(Verb.ANSWER, ANSWERING, within("body_id")),
        Right(Verb.SUBMIT, ANSWERING, within("body_id")),
    ),
    history=Verb.SEE_RESPONSE,
    facts=(Fact,),
    values={"state": ResponseState},
)
TABLES = (VERSIONS, RESPONSES)
