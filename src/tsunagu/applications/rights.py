"""Who may do what in this room: the people of a body write and submit, officers receive what was submitted."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights, within
from tsunagu.applications.enums import ApplicationState, Fact, Verb
from tsunagu.kernel.labels import Label

OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR)
WRITING = (Role.ADMINISTRATOR, Role.URA, Role.RESEARCHER, Role.LOCAL_OFFICER, Role.COMPANY_MEMBER)
"""In which roles people of a body write for it."""
SUBMITTING = (Role.ADMINISTRATOR, Role.APPROVER)
"""In which roles somebody submits for a body: it approves before anybody else receives an application."""


def _counts(by: Actor, role: Role, thing: Any) -> bool:
    return thing.withdrawn is None


COUNTING = Condition(
    name="not withdrawn",
    label=Label("取り下げられていないもの", "Unless withdrawn"),
    test=_counts,
    filter=lambda by, role: Q(withdrawn__isnull=True),
)

APPLICATIONS = Rights(
    of="applications.Application",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, (*WRITING, Role.APPROVER), within("body_id")),
        Right(Verb.EDIT, WRITING, within("body_id")),
        Right(Verb.SUBMIT, SUBMITTING, within("body_id")),
    ),
    history=Verb.SEE,
    facts=(Fact,),
    values={"state": ApplicationState},
)
RECEIVED = Rights(
    of="applications.Submission",
    see=Verb.RECEIVE,
    rows=(Right(Verb.RECEIVE, (*OFFICERS, Role.TERMINAL), COUNTING),),
)
TABLES = (APPLICATIONS, RECEIVED)
