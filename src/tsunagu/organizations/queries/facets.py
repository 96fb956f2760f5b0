"""What a list of bodies can be narrowed by next, with how many each choice would leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.kernel.questions import Choices
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.organizations.queries import directory
from tsunagu.organizations.queries.directory import OrganizationQuery


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, and how many bodies it leaves."""

    value: str
    label: str
    size: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """The choices that leave anybody."""

    kinds: Sequence[Choice]
    listings: Sequence[Choice]


def offered(question: OrganizationQuery) -> Offered:
    """What can be chosen beside a question, of what says most about a body; in three statements."""
    return Offered(
        _choices(OrganizationKind.options(), directory.kinds(question), question.kind or ""),
        _choices(directory.listings(), directory.listed(question), question.listing),
    )


def _choices(options: Choices, sizes: Mapping[Any, int], chosen: str) -> Sequence[Choice]:
    there = [(value, str(label), sizes.get(value, 0)) for value, label in options]
    return [Choice(value, label, size, value == chosen) for value, label, size in there if size]
