"""What is asked of a network, as a condition over what records say of it (S77).

Records show that something is there, never that it is not: no directory of members is complete. So a requirement is
met or unknown, and a person judges the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol, TypeVar

from tsunagu.kernel.conditions import AllOf, Holds, Leaf
from tsunagu.networks.enums import Required
from tsunagu.organizations.enums import Side

_SIDES = {
    Side.ACADEMIA: Required.ACADEMIA,
    Side.INDUSTRY: Required.INDUSTRY,
    Side.GOVERNMENT: Required.GOVERNMENT,
}


class Asked(Protocol):
    """A requirement as it is kept."""

    key: str
    fact: str
    printed: str


A = TypeVar("A", bound=Asked)


def condition(asked: Iterable[A]) -> AllOf[A]:
    """All requirements together, each with its source."""
    return AllOf(tuple(Leaf(one.key, Holds(), one, one.printed) for one in asked))


def known(asked: Iterable[A], *, sides: Collection[Side | None], coordinated: bool, plan: str) -> Mapping[str, bool]:
    """What records show of a network, by the keys of the requirements; what they do not show is left out, unknown.

    sides: of its members. coordinated: whether a body speaks for it. plan: the name of its plan.
    """
    there = {fact for side, fact in _SIDES.items() if side in sides}
    if coordinated:
        there.add(Required.COORDINATOR)
    if plan:
        there.add(Required.PLAN)
    return {one.key: True for one in asked if one.fact in there}
