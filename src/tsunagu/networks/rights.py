"""Who may do what in this room. What is published is for everybody; a draft is for those who may edit it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights, within
from tsunagu.kernel.labels import Label
from tsunagu.networks.enums import Fact, NetworkKind, Topic, Verb

_KEEPERS = (Role.PLATFORM_ADMINISTRATOR, Role.PROGRAM_OFFICER, Role.TERMINAL)


def _is_published(by: Actor, role: Role, network: Any) -> bool:
    return not network.draft


PUBLISHED = Condition(
    name="published",
    label=Label("公開されたもの", "What is published"),
    test=_is_published,
    filter=lambda by, role: Q(draft=False),
)
NETWORKS = Rights(
    of="networks.Network",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, (Role.ANYBODY,), PUBLISHED),
        Right(Verb.SEE, _KEEPERS),
        Right(Verb.SEE, (Role.ADMINISTRATOR,), within("body_id")),
        Right(Verb.EDIT, _KEEPERS),
        Right(Verb.EDIT, (Role.ADMINISTRATOR,), within("body_id")),
    ),
    history=Verb.EDIT,
    facts=(Fact,),
    values={Fact.TOPICS: Topic, "kind": NetworkKind},
)
TABLES = (NETWORKS,)
