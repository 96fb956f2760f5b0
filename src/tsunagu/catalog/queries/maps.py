"""関連事業マップ: boxes by theme and phase."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from django.db.models import Prefetch, QuerySet

from tsunagu.catalog.enums import ApplicantType, BodyKind, Confidence, Phase, State
from tsunagu.catalog.models import Box, Contact, Map, Program
from tsunagu.catalog.queries import choices, days, states
from tsunagu.catalog.queries.editions import shown
from tsunagu.catalog.queries.newest import newest_rules
from tsunagu.catalog.queries.states import ProgramState
from tsunagu.kernel.labels import Label
from tsunagu.kernel.tables import Column, Columns, Table, file_column
from tsunagu.kernel.years import FiscalYear

NEWEST = Label("最新", "Newest")


@dataclass(frozen=True, slots=True)
class MapQuery:
    """Which part of the maps to show. Empty fields do not narrow."""

    theme: str = choices.theme()
    phase: Phase | None = choices.phase()
    ministry: str = choices.ministry()
    applicant: BodyKind | None = choices.applicant(help="only boxes that this kind of body may apply for")
    fiscal_year: FiscalYear | None = choices.year(choices=choices.map_year_choices, blank=NEWEST)
    state: State | None = states.in_state()
    new_call: bool | None = choices.new_call()
    updated_since: date | None = choices.updated_since()
    as_of: date | None = days.as_of()


@dataclass(frozen=True, slots=True)
class Applicant:
    """申請主体 ① to ④ of a box; ``partial``: only for a part."""

    kind: ApplicantType
    partial: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A box with the state of its program, and the row of the map's contact table that speaks of it, if any."""

    box: Box
    contact: Contact | None
    state: ProgramState

    @property
    def inferred(self) -> bool:
        """Whether the phase was inferred."""
        return self.box.confidence != Confidence.HIGH

    @property
    def consortium(self) -> bool:
        """Whether only a consortium applies."""
        return bool(self.contact and self.contact.consortium)

    @property
    def new_call(self) -> bool | None:
        """新規課題採択 as the contact table prints it for its year; unknown without a row."""
        return self.contact.new_call if self.contact else None

    @property
    def year(self) -> FiscalYear:
        """The fiscal year of the map."""
        return FiscalYear(self.box.map.fiscal_year)

    @property
    def printed_applicants(self) -> list[ApplicantType]:
        """申請主体 of the contact table."""
        return self.contact.applicant_types if self.contact else []

    @property
    def applicants(self) -> list[Applicant]:
        """申請主体 of the contact table; where it has no row for the box, of the newest rules."""
        if self.contact:
            partial = self.contact.partial
            return [Applicant(kind, kind.value in partial) for kind in self.printed_applicants]
        leaders = _leaders_of_the_whole(self.box.program)
        return [Applicant(kind, partial=False) for kind in ApplicantType if kind.body in leaders]


@dataclass(slots=True)
class MapColumn:
    """The cards of one map in one phase, by the lane they stand under."""

    phase: Phase
    lanes: dict[str, list[Card]] = field(default_factory=lambda: defaultdict(list))

    @property
    def cards(self) -> list[Card]:
        """All cards of the column."""
        return list(chain.from_iterable(self.lanes.values()))


@dataclass(slots=True)
class DrawnMap:
    """One map ready to draw: its columns in the order of the phases."""

    map: Map
    columns: list[MapColumn]

    @property
    def cards(self) -> list[Card]:
        """All cards of the map."""
        return list(chain.from_iterable(column.cards for column in self.columns))


BOXES = Columns[Card](
    Column("map", "地図", "Map", lambda card: card.box.map.name, show="named", page=lambda card: card.box.map),
    file_column("axis", lambda card: card.box.map.axis),
    Column("phase", "段階", "Phase", lambda card: card.box.phase, show="catalog/cells/phase.html"),
    file_column("confidence", lambda card: card.box.confidence),
    file_column("lane", lambda card: card.box.lane),
    file_column("program", lambda card: card.box.program.key),
    Column("name", "事業", "Program", lambda card: card.box.name, show="catalog/cells/boxed_program.html"),
    Column(
        "ministry",
        "府省",
        "Ministry",
        lambda card: card.box.program.ministry.name,
        page=lambda card: card.box.program.ministry,
        show="named",
        style="ministry",
    ),
    file_column("amount_yen", lambda card: card.box.amount),
    Column(
        "amount_printed",
        "額（原資料の表記）",
        "Amount as printed",
        lambda card: card.box.amount_printed,
        show="as_written",
    ),
    file_column("inclusive", lambda card: card.box.inclusive),
    Column(
        "applicant_types",
        "申請主体",
        "Applicant",
        lambda card: ";".join(card.printed_applicants),
        show="catalog/cells/applicants.html",
    ),
    Column("new_call", "公募", "Calls", lambda card: card.new_call, show="catalog/cells/new_call.html"),
    Column("page", "ページ", "Page", lambda card: card.box.page),
    file_column("fiscal_year", lambda card: card.box.map.fiscal_year),
    *states.columns(),
)


@days.on_its_day
def maps(query: MapQuery) -> list[DrawnMap]:
    """The maps of one fiscal year (of each the newest unless asked otherwise) with the boxes that fit."""
    return drawn(_chosen(query), query)


def one(key: str) -> DrawnMap | None:
    """A map as readers see it now, with all its boxes; none where no map has the key."""
    return next(iter(drawn(shown().filter(key=key), MapQuery())), None)


def drawn(chosen: QuerySet[Map], query: MapQuery) -> list[DrawnMap]:
    """Some editions, published or not, with the boxes that fit."""
    contacts = Contact.objects.only("map_id", "program_id", "new_call", "applicants", "partial", "consortium")
    complete = chosen.select_related("band_program", "document").prefetch_related(
        Prefetch("boxes", queryset=_boxes(query)), Prefetch("contacts", queryset=contacts)
    )
    found = states.states()
    return [_drawn(map_, query, found) for map_ in complete]


def box_table(drawn: Sequence[DrawnMap]) -> Table:
    """The boxes of maps as a table, one row a box."""
    return BOXES.keyed("maps", cards(drawn))


def cards(drawn: Sequence[DrawnMap]) -> list[Card]:
    """The cards of maps in their order."""
    return list(chain.from_iterable(drawn_map.cards for drawn_map in drawn))


def _chosen(query: MapQuery) -> QuerySet[Map]:
    chosen = shown(query.fiscal_year)
    if query.updated_since:
        chosen = chosen.filter(updated__date__gte=query.updated_since)
    return chosen.filter(key=query.theme) if query.theme else chosen


def _boxes(query: MapQuery) -> QuerySet[Box]:
    boxes = Box.objects.select_related("program__ministry", "document").prefetch_related("program__eligibilities")
    if query.phase:
        boxes = boxes.filter(phase=query.phase.value)
    if query.ministry:
        boxes = boxes.filter(program__ministry__key=query.ministry)
    return boxes


def _drawn(map_: Map, query: MapQuery, found: Mapping[int, ProgramState]) -> DrawnMap:
    """A map with the boxes that fit, in each lane those of ended programs last."""
    contacts = {contact.program_id: contact for contact in map_.contacts.all()}
    columns = {phase: MapColumn(phase) for phase in Phase}
    boxes = [box for box in map_.boxes.all() if box.program_id in found]
    every = [Card(box, contacts.get(box.program_id), found[box.program_id]) for box in boxes]
    for card in sorted(every, key=lambda card: card.state.state is State.ENDED):
        if _fits(card, query):
            columns[Phase(card.box.phase)].lanes[card.box.lane].append(card)
    return DrawnMap(map_, list(columns.values()))


def _fits(card: Card, query: MapQuery) -> bool:
    """Whether a card fits what is asked of states and rules; the rest was asked of the database."""
    if card.state.state not in states.wanted_states(query.state, query.new_call):
        return False
    return query.applicant is None or any(kind.overlaps(query.applicant) for kind in _leaders(card))


def _leaders(card: Card) -> set[BodyKind]:
    """Who may lead by any rule of the program, else by the contact table."""
    by_rules: set[BodyKind] = set()
    for rule in card.box.program.eligibilities.all():
        by_rules.update(rule.lead_kinds)
    return by_rules or {kind.body for kind in card.printed_applicants}


def _leaders_of_the_whole(program: Program) -> set[BodyKind]:
    """Who may lead all of a program by its newest rules, alone or together; the general kinds."""
    leaders: set[BodyKind] = set()
    for rule in newest_rules(program):
        leaders.update(BodyKind(kind).broader for kind in (*rule.lead, *rule.consortium))
    return leaders
