"""Who may do what in this room: everybody sees what is published, officers make calls, publish and extend them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights
from tsunagu.calls.enums import Fact, ProcedureKind, State, Verb
from tsunagu.kernel.labels import Label

_OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)
_DEMONSTRATION = Role.SYSTEM


def _is_shown(by: Actor, role: Role, thing: Any) -> bool:
    return bool(thing.state != State.DRAFT)


SHOWN = Condition(
    name="published",
    label=Label("公開されたもの", "Once published"),
    test=_is_shown,
    filter=lambda by, role: ~Q(state=State.DRAFT),
)

CALLS = Rights(
    of="calls.Call",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, (Role.ANYBODY,), SHOWN),
        Right(Verb.SEE, _OFFICERS),
        Right(Verb.MAKE, (*_OFFICERS, _DEMONSTRATION)),
        Right(Verb.PUBLISH, (*_OFFICERS, _DEMONSTRATION)),
        Right(Verb.EXTEND, _OFFICERS),
    ),
    history=Verb.MAKE,
    facts=(Fact,),
    values={"state": State, "kind": ProcedureKind},
)
TABLES = (CALLS,)
