"""What rooms add to the page of a body, whose own room stands below them; and where facts are cited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A body as other rooms are told of it.

    row: its number in the database. numbers: those of registers, by scheme; unsure: the schemes of those that only a
    name speaks for. day: the day on which it is looked at, none for today.
    """

    row: int
    key: str
    name: str
    kind: str
    prefecture: str
    numbers: Mapping[str, str] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a room adds to the page of a body. key: its place there. template: is given ``part``, what it holds."""

    key: str
    title: str
    template: str
    holds: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a fact was read. title: of the document, in the reader's language. address: of its page.

    short: what a citation calls the document.
    """

    title: str
    short: str
    address: str


Citing = Callable[[str, str, str], Citation | None]
"""Gives the citation of a fact from the key of its document, the page and the words printed there."""
