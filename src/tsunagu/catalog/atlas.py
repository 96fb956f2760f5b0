"""The maps laid out for a page: what repeats on every map once, themes as rows, frameworks as bands that cross them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tsunagu.catalog.enums import ApplicantType, Axis, BodyKind, Confidence, Phase
from tsunagu.catalog.models import Box, Contact, Map, Program
from tsunagu.catalog.queries.maps import DrawnMap
from tsunagu.catalog.queries.search import newest_rules


@dataclass(frozen=True, slots=True)
class Applicant:
    """申請主体 ① to ④ on a card; ``partial``: only for a part."""

    kind: ApplicantType
    partial: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A box with what the contact table says of the same program."""

    box: Box
    applicants: list[Applicant]
    consortium: bool
    new_call: bool | None
    maps: list[Map] = field(default_factory=list)

    @property
    def inferred(self) -> bool:
        """Whether the phase was inferred."""
        return self.box.confidence != Confidence.HIGH


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
        return [card for lane in self.lanes for card in lane.cards]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One map: the university's column and the two of society."""

    map: Map
    university: Cell
    society: list[Cell]

    @property
    def cells(self) -> list[Cell]:
        """The three columns."""
        return [self.university, *self.society]

    @property
    def cards(self) -> list[Card]:
        """All cards of the map."""
        return [card for cell in self.cells for card in cell.cards]


@dataclass(frozen=True, slots=True)
class Band:
    """A program that runs under several maps."""

    text: str
    program: Program | None
    maps: list[Map]


@dataclass(frozen=True, slots=True)
class Atlas:
    """All maps at once. ``common`` holds the university's programs that several maps repeat."""

    common: list[Card]
    axes: dict[Axis, list[Sheet]]
    bands: list[Band]

    @property
    def size(self) -> int:
        """How many boxes the maps hold, repeated ones counted each time."""
        return sum(len(card.maps) for card in self.common) + sum(
            len(one.cards) for sheets in self.axes.values() for one in sheets
        )


def sheet(drawn: DrawnMap) -> Sheet:
    """One map laid out."""
    cells = [_cell(drawn, column.phase, column.lanes) for column in drawn.columns]
    return Sheet(drawn.map, cells[0], cells[1:])


def atlas(drawn: Sequence[DrawnMap]) -> Atlas:
    """All maps laid out at once."""
    sheets = [sheet(one) for one in drawn]
    repeated = _repeated(sheets)
    axes: dict[Axis, list[Sheet]] = {}
    for one in sheets:
        axes.setdefault(Axis(one.map.axis), []).append(_without(one, repeated))
    return Atlas(
        list(repeated.values()), {axis: axes[axis] for axis in Axis if axis in axes}, bands([one.map for one in sheets])
    )


def bands(maps: Iterable[Map]) -> list[Band]:
    """The bands printed under the maps, each once."""
    found: dict[str, Band] = {}
    for map_ in maps:
        if map_.band:
            name = map_.band_program.key if map_.band_program else map_.band
            found.setdefault(name, Band(map_.band, map_.band_program, [])).maps.append(map_)
    return list(found.values())


def _repeated(sheets: Sequence[Sheet]) -> dict[int, Card]:
    """The university's programs that stand on more than one map, with those maps."""
    found: dict[int, Card] = {}
    for one in sheets:
        for card in one.university.cards:
            kept = found.setdefault(
                card.box.program_id, Card(card.box, card.applicants, card.consortium, card.new_call)
            )
            kept.maps.append(one.map)
    return {pk: card for pk, card in found.items() if len(card.maps) > 1}


def _without(one: Sheet, repeated: dict[int, Card]) -> Sheet:
    lanes = [
        Lane(lane.name, [card for card in lane.cards if card.box.program_id not in repeated])
        for lane in one.university.lanes
    ]
    return Sheet(one.map, Cell(Phase.UNIVERSITY, [lane for lane in lanes if lane.cards]), one.society)


def _cell(drawn: DrawnMap, phase: Phase, lanes: dict[str, list[Box]]) -> Cell:
    printed = [
        heading["text"] for heading in drawn.map.headings if heading["phase"] == phase and heading["text"] not in lanes
    ]
    return Cell(
        phase,
        [Lane(name, [_card(drawn, box) for box in boxes]) for name, boxes in lanes.items()],
        printed[0] if printed else "",
    )


def _card(drawn: DrawnMap, box: Box) -> Card:
    contact = drawn.contacts.get(box.program_id)
    return Card(
        box, _applicants(box, contact), bool(contact and contact.consortium), contact.new_call if contact else None
    )


def _applicants(box: Box, contact: Contact | None) -> list[Applicant]:
    """申請主体 of the contact table; where it has no row for the box, of the newest rules."""
    if contact is not None:
        return [Applicant(kind, kind.value in contact.partial) for kind in contact.applicant_types]
    leads = {BodyKind(kind).broader for rule in newest_rules(box.program) for kind in [*rule.lead, *rule.consortium]}
    return [Applicant(kind, False) for kind in ApplicantType if kind.body in leads]
