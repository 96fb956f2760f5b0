"""The map of Japan: how many networks each prefecture has, by program, kind and year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.networks.queries import directory
from tsunagu.networks.queries.directory import Listed, NetworkQuery
from tsunagu.organizations.queries import regions


@dataclass(frozen=True, slots=True)
class Mapped:
    """A prefecture on the map. starred: whether both programs of the package's ★ gave rise to a network there."""

    tile: Any
    rows: Sequence[Listed]
    starred: bool

    @property
    def size(self) -> int:
        """How many networks work there."""
        return len(self.rows)

    @property
    def shade(self) -> int:
        """How dark its tile is, from 0 to 3."""
        return sum(self.size >= least for least in (1, 2, 4))


MAP = Columns[Mapped](
    Column("name", "都道府県", "Prefecture", lambda row: row.tile.display_name),
    file_column("code", lambda row: row.tile.code),
    Column("networks", "座組", "Networks", lambda row: row.size, style="number"),
    Column("starred", "★", "★", lambda row: row.starred),
)


def mapped(question: NetworkQuery) -> list[Mapped]:
    """All prefectures from north to south with the networks that fit."""
    places = directory.by_prefecture(directory.networks(question))
    return [_mapped(tile, places.get(tile.code, [])) for tile in regions.known_tiles()]


def _mapped(tile: Any, rows: Sequence[Listed]) -> Mapped:
    return Mapped(tile, rows, directory.meeting(rows))
