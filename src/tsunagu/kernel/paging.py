"""Long lists in pages: the address says which one, the export always holds everything."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

SIZE = 30
EVERYTHING = 1_000_000


@dataclass(frozen=True, slots=True)
class Pager:
    """Which page of how many, and the addresses of its neighbors."""

    number: int
    total: int
    others: str  # the address of this list, ready for a page number behind it

    @property
    def last(self) -> int:
        """The number of the last page."""
        return last_page(self.total)

    @property
    def place(self) -> tuple[str, str, str]:
        """The places of the first and the last entry shown and the number of all, as they are read."""
        first, last = (self.number - 1) * SIZE + 1, min(self.number * SIZE, self.total)
        return f"{first:,}", f"{last:,}", f"{self.total:,}"

    @property
    def previous(self) -> int:
        """The number of the page before; 0 on the first one."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The number of the page behind; 0 on the last one."""
        return self.number + 1 if self.number < self.last else 0

    @property
    def steps(self) -> list[int]:
        """The first page, the last one and those around this one, with a 0 where pages are left out between them."""
        near = range(max(1, self.number - 2), min(self.last, self.number + 2) + 1)
        steps: list[int] = []
        for number in sorted({1, self.last, *near}):
            steps += _between(steps[-1] if steps else 0, number)
            steps.append(number)
        return steps


def _between(before: int, number: int) -> list[int]:
    """What stands between two numbers of a pager: a gap of one page is that page, a longer one a 0."""
    missing = list(range(before + 1, number))
    return missing if len(missing) < 2 else [0]


def offset(number: int) -> int:
    """The place of a page's first entry, counted from 0."""
    return (number - 1) * SIZE


def last_page(total: int) -> int:
    """The number of a list's last page; an empty list has one."""
    return max(1, -(-total // SIZE))


def existing(number: int, total: int) -> int:
    """The page asked for, or the last one where the list ends before it."""
    return min(number, last_page(total))


def pager(request: HttpRequest, number: int, total: int) -> Pager:
    """The pager of a list."""
    return Pager(number, total, address_for(request, "page"))


def address_for(request: HttpRequest, name: str) -> str:
    """The address of this list, ready for another value of one parameter behind it."""
    given = request.GET.copy()
    for dropped in (name, "page", "format"):
        given.pop(dropped, None)
    others = given.urlencode()
    return f"?{others}&{name}=" if others else f"?{name}="
