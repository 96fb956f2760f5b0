"""Who may do what in this room: everybody sees what is published, officers ask, remind and publish."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights
from tsunagu.kernel.labels import Label
from tsunagu.surveys.enums import Fact, State, Verb

_OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)


def _is_published(by: Actor, role: Role, thing: Any) -> bool:
    return bool(thing.state == State.PUBLISHED)


PUBLISHED = Condition(
    name="published",
    label=Label("公開されたもの", "Once published"),
    test=_is_published,
    filter=lambda by, role: Q(state=State.PUBLISHED),
)

SURVEYS = Rights(
    of="surveys.Survey",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, (Role.ANYBODY,), PUBLISHED),
        Right(Verb.SEE, _OFFICERS),
        Right(Verb.MAKE, _OFFICERS),
        Right(Verb.KEEP, _OFFICERS),
    ),
    history=Verb.KEEP,
    facts=(Fact,),
    values={"state": State},
)
TABLES = (SURVEYS,)
