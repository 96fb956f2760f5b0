"""What those who keep a network see: its facts, its members, and who has not agreed yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.merging import Facts
from tsunagu.networks.enums import Verb
from tsunagu.networks.models import Candidate, Network
from tsunagu.networks.rights import NETWORKS
from tsunagu.organizations.queries import directory, memberships

TEXTS = ("plan", "plan_en", "summary", "summary_en", "begun")
DAYS = ("valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class Kept:
    """A membership for those who keep it. is_over: whether its last day has passed or is set."""

    tie: Any
    is_over: bool


def network(key: str) -> Network | None:
    """The network whose body has this key, also a draft; who may see it is asked at the door."""
    return Network.objects.filter(body__key=key).select_related("body").first()


def may_edit(by: Actor, found: Network) -> bool:
    """Whether somebody may edit a network."""
    return NETWORKS.may(by, Verb.EDIT, found)


def facts(found: Network) -> Facts:
    """What can be edited of a network, as a form carries it."""
    texts = {name: getattr(found, name) for name in TEXTS}
    days = {name: _day(getattr(found, name)) for name in DAYS}
    return {**texts, **days, "topics": list(found.topics), "draft": "1" if found.draft else ""}


def members(found: Network) -> list[Kept]:
    """All memberships there ever were, those that last first."""
    today = clock.today()
    rows = [Kept(tie, tie.valid_to is not None) for tie in memberships.memberships([found.body_id])]
    return sorted(rows, key=lambda row: (row.is_over, row.tie.valid_to or today))


def candidates(found: Network) -> Sequence[Candidate]:
    """Who has not agreed to be named."""
    return list(Candidate.objects.filter(network=found).select_related("body"))


def waits(found: Network, body: Any, told: dict[str, Any]) -> bool:
    """Whether a body waits to agree, and this is said of it."""
    return Candidate.objects.filter(network=found, body=body, **told).exists()


def body(words: str) -> tuple[Any, list[Any]]:
    """The body that is meant by a key or a whole name; else those that resemble it."""
    by_key = memberships.bodies([words]).get(words)
    if by_key:
        return by_key, []
    like = directory.named(words)
    exact = [one for one in like if words in {one.name, one.name_en, one.short}]
    return (exact[0], []) if len(exact) == 1 else (None, like)


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
