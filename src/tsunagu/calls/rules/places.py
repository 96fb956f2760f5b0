"""Where in a TOML file something stands: no parser of TOML that is maintained tells lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tsunagu.kernel.labels import Label
from tsunagu.kernel.problems import Problem

_LINE = Label("%s行 %s", "line %s %s")
Place = tuple[str | int, ...]
_TABLE = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_PART = re.compile(r"([A-Za-z0-9_-]+)|\[(\d+)\]")
_FENCE = re.compile(r'"""|\'\'\'')
_SAID = re.compile(r" [a-z0-9-]+(?=\.|$)")  # the key that problems of a sheet name beside the number


def line(text: str, where: str) -> int:
    """The line, from 1, of what a problem names: ``step[1].closes``; of what is not there, that of its table."""
    known = dict(_places(text))
    place = _place(where)
    while place and place not in known:
        place = (*place, 0) if (*place, 0) in known else place[:-1]
    return known.get(place, 1)


def named(content: bytes, problems: Iterable[Problem]) -> list[Problem]:
    """Problems of a file whose places say the line."""
    text = content.decode("utf-8-sig", errors="replace")
    return [_named(text, one) for one in problems]


def _named(text: str, problem: Problem) -> Problem:
    return replace(problem, where=_LINE % (line(text, problem.where), problem.where))


def _place(where: str) -> Place:
    parts = _PART.findall(_SAID.sub("", where))
    return tuple(int(number) if number else name for name, number in parts)


def _places(text: str) -> Iterator[tuple[Place, int]]:
    """Every table and every key that begins a line, with its line."""
    tables = _Tables()
    is_fenced = False
    for number, row in enumerate(text.splitlines(), start=1):
        was_fenced, is_fenced = is_fenced, is_fenced ^ (len(_FENCE.findall(row)) % 2 == 1)
        if was_fenced:
            continue
        if header := _TABLE.match(row):
            yield tables.enter(header[2], is_row=header[1] == "[["), number
        elif key := _KEY.match(row):
            yield (*tables.within, key[1]), number


class _Tables:
    """The table that a line stands in, and how many rows each list of tables has so far."""

    def __init__(self) -> None:
        self.within: Place = ()
        self._rows: Counter[Place] = Counter()

    def enter(self, name: str, *, is_row: bool) -> Place:
        """Go into a table; one of a list has its number in the row."""
        *above, last = name.split(".")
        place: Place = ()
        for part in above:
            place = self._latest((*place, part))
        place = (*place, last)
        if is_row:
            self._rows[place] += 1
        self.within = self._latest(place)
        return self.within

    def _latest(self, place: Place) -> Place:
        rows = self._rows[place]
        return (*place, rows - 1) if rows else place
