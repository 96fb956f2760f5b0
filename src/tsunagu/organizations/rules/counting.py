"""What is counted of printed lists, to compare with the number printed beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from tsunagu.organizations.enums import Measure, TieKind


@dataclass(frozen=True, slots=True)
class Listed:
    """A body in a list. hosts: those who set it up. prefectures: its own and theirs."""

    body: int
    role: str = ""
    hosts: frozenset[int] = frozenset()
    prefectures: frozenset[str] = frozenset()

    @property
    def is_linked(self) -> bool:
        """Whether it only stands beside those that count."""
        return self.role == TieKind.LINKED


@dataclass(frozen=True, slots=True)
class PrintedList:
    """A list. network: whether all of it is one center. figures: the printed parts of its number."""

    entries: Sequence[Listed] = ()
    network: bool = False
    figures: Sequence[int] = ()


def counted(measure: Measure, lists: Sequence[PrintedList]) -> int:
    """What a measure comes to over some lists."""
    return _COUNTED[measure](lists)


def _entries(lists: Iterable[PrintedList]) -> Iterable[Listed]:
    return chain.from_iterable(one.entries for one in lists)


def _members(lists: Iterable[PrintedList]) -> list[Listed]:
    return [entry for entry in _entries(lists) if not entry.is_linked]


def _linked(lists: Iterable[PrintedList]) -> int:
    return sum(entry.is_linked for entry in _entries(lists))


def _hosts(lists: Iterable[PrintedList]) -> int:
    return len(set().union(*[entry.hosts for entry in _members(lists)]))


def _prefectures(lists: Iterable[PrintedList]) -> int:
    return len(set().union(*[entry.prefectures for entry in _members(lists)]))


def _centers(lists: Iterable[PrintedList]) -> int:
    return sum(1 if one.network else len(_members([one])) for one in lists)


def _figures(lists: Iterable[PrintedList]) -> int:
    return sum(sum(one.figures) for one in lists)


_COUNTED: dict[Measure, Callable[[Sequence[PrintedList]], int]] = {
    Measure.ENTRIES: lambda lists: len(_members(lists)),
    Measure.CENTERS: _centers,
    Measure.HOSTS: _hosts,
    Measure.NETWORKS: len,
    Measure.LINKED: _linked,
    Measure.FIGURES: _figures,
    Measure.PREFECTURES: _prefectures,
}
