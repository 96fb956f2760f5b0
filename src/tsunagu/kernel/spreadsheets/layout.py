"""The layout of a sheet that people fill in: how it is called, its columns, and where in it a cell stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.kernel.labels import Label, worded
from tsunagu.kernel.tables import Columns
from tsunagu.kernel.text import squeeze

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet as it is written and read back.

    optional: the columns that it may do without. days: those in which a day is meant.
    """

    key: str
    name: Label
    columns: Columns[Any]
    optional: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()

    def heading(self, column: str) -> str:
        """How a column is called in the language of the reader."""
        return self.columns[column].heading

    def place(self, rows: int | str, column: str) -> str:
        """Where a cell stands, in the language of the reader: 「箱 4行目 段階」."""
        return worded("{} {}行目 {}", "{} {} {}").format(self.name, rows, self.heading(column))


def found(sheets: Mapping[str, Cells], layouts: Mapping[str, Layout]) -> dict[str, Cells]:
    """The sheets that are there by the keys of their layouts, whatever the spelling of their names."""
    keys = {spelled(layout.name.ja): key for key, layout in layouts.items()}
    given = {spelled(name): sheet for name, sheet in sheets.items()}
    known = {keys.get(name, name): sheet for name, sheet in given.items()}
    return {key: known[key] for key in layouts if key in known}


def spelled(text: str) -> str:
    """One form of the spellings of a name."""
    return squeeze(text).lower()
