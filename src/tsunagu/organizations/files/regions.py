"""Where prefectures lie: their tiles on the map of Japan, and which are next to which. The file is ours."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tsunagu.kernel.labels import worded
from tsunagu.organizations.rules.distances import kilometers

_FOLDER = "organizations"


@dataclass(frozen=True, slots=True)
class Tile:
    """A prefecture on the map, and where its capital lies, in degrees.

    neighbors: the codes of those that it meets on land, over a bridge or through a tunnel.

    The neighbor of Okinawa is the one across the sea.
    """

    code: str
    name: str
    name_en: str
    row: int
    column: int
    neighbors: tuple[str, ...]
    latitude: float
    longitude: float

    @property
    def display_name(self) -> str:
        """Its name in the language of the reader."""
        return worded(self.name, self.name_en)

    @property
    def brief(self) -> str:
        """Its name where there is little room: without 都, 府 or 県."""
        return worded(self.name if self.name == "北海道" else self.name[:-1], self.name_en)

    def kilometers(self, other: Tile) -> int:
        """How far its capital is from that of another, in a straight line."""
        return kilometers(self.latitude, self.longitude, other.latitude, other.longitude)


@cache
def tiles(data: Path) -> Mapping[str, Tile]:
    """The tiles of all prefectures by code, from north to south."""
    names = _lines(data, "prefectures.csv")
    return {code: _tile(line, names[code]) for code, line in _lines(data, "regions.csv").items()}


def _lines(data: Path, name: str) -> dict[str, dict[str, str]]:
    with (data / _FOLDER / name).open(encoding="utf-8", newline="") as file:
        return {line["code"]: line for line in csv.DictReader(file)}


def _tile(line: Mapping[str, str], named: Mapping[str, str]) -> Tile:
    place = int(line["row"]), int(line["column"])
    capital = float(line["latitude"]), float(line["longitude"])
    neighbors = tuple(line["neighbors"].split("|"))
    return Tile(line["code"], named["name"], named["name_en"], *place, neighbors, *capital)
