"""The maps laid out for a page: what repeats on every map once, themes as rows, frameworks as bands that cross them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from tsunagu.catalog.enums import Axis, Phase
from tsunagu.catalog.models import Map, Program
from tsunagu.catalog.queries.maps import Card, DrawnMap, MapColumn


@dataclass(frozen=True, slots=True)
class Lane:
    """Cards under one printed heading of a column."""

    name: str
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a map."""

    phase: Phase
    lanes: list[Lane]
    heading: str = ""

    @property
    def cards(self) -> list[Card]:
        """All cards of the cell."""
        return list(chain.from_iterable(lane.cards for lane in self.lanes))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One map: the university's column and the two of society."""

    map: Map
    university: Cell
    society: list[Cell]

    @property
    def cards(self) -> list[Card]:
        """All cards of the map."""
        return list(chain.from_iterable(cell.cards for cell in (self.university, *self.society)))


@dataclass(frozen=True, slots=True)
class Common:
    """A program of the university's side that several maps repeat."""

    card: Card
    maps: list[Map]


@dataclass(frozen=True, slots=True)
class Band:
    """A program that runs under several maps."""

    text: str
    program: Program | None
    maps: list[Map]


@dataclass(frozen=True, slots=True)
class Atlas:
    """All maps at once. ``size``: how many boxes they hold, repeated ones counted each time."""

    common: list[Common]
    axes: dict[Axis, list[Sheet]]
    bands: list[Band]
    size: int


def sheet(drawn: DrawnMap) -> Sheet:
    """One map laid out."""
    university, *society = (_cell(drawn.map, column) for column in drawn.columns)
    return Sheet(drawn.map, university, society)


def atlas(drawn: Sequence[DrawnMap]) -> Atlas:
    """All maps laid out at once."""
    sheets = [sheet(drawn_map) for drawn_map in drawn]
    common = _common(sheets)
    return Atlas(
        list(common.values()),
        _by_axis([_without(one_map, common) for one_map in sheets]),
        bands(one_map.map for one_map in sheets),
        sum(len(one_map.cards) for one_map in sheets),
    )


def bands(maps: Iterable[Map]) -> list[Band]:
    """The bands printed under the maps, each once."""
    by_name: dict[str, Band] = {}
    for map_ in maps:
        if map_.band:
            name = map_.band_program.key if map_.band_program else map_.band
            by_name.setdefault(name, Band(map_.band, map_.band_program, [])).maps.append(map_)
    return list(by_name.values())


def _by_axis(sheets: Iterable[Sheet]) -> dict[Axis, list[Sheet]]:
    axes: dict[str, list[Sheet]] = {}
    for one_map in sheets:
        axes.setdefault(one_map.map.axis, []).append(one_map)
    return {axis: axes[axis] for axis in Axis if axis in axes}


def _common(sheets: Sequence[Sheet]) -> dict[int, Common]:
    """What stands on the university's side of more than one map, by the program's row number."""
    repeated: dict[int, Common] = {}
    for one_map in sheets:
        for card in one_map.university.cards:
            repeated.setdefault(card.box.program_id, Common(card, [])).maps.append(one_map.map)
    return {program: common for program, common in repeated.items() if len(common.maps) > 1}


def _without(one_map: Sheet, programs: Collection[int]) -> Sheet:
    """A map without some programs of the university's side, and without the lanes that are empty then."""
    lanes = []
    for lane in one_map.university.lanes:
        cards = [card for card in lane.cards if card.box.program_id not in programs]
        if cards:
            lanes.append(Lane(lane.name, cards))
    return replace(one_map, university=Cell(Phase.UNIVERSITY, lanes))


def _cell(map_: Map, column: MapColumn) -> Cell:
    lanes = [Lane(name, cards) for name, cards in column.lanes.items()]
    return Cell(column.phase, lanes, _heading(map_, column))


def _heading(map_: Map, column: MapColumn) -> str:
    """What is printed above a column and is no lane's name."""
    printed = (heading["text"] for heading in map_.headings if heading["phase"] == column.phase)
    return next((text for text in printed if text not in column.lanes), "")
