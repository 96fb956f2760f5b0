"""関連事業マップ: boxes by theme and phase, and the contact tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from tsunagu.catalog.enums import Axis, BodyKind, Phase
from tsunagu.catalog.models import Box, Contact, ContactPoint, Map
from tsunagu.catalog.queries import choices
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Table
from tsunagu.kernel.text import normalize
from tsunagu.kernel.years import FiscalYear

CONTACT_COLUMNS = (
    "theme",
    "program",
    "applicant_types",
    "budget_thousand_yen",
    "inclusive",
    "new_call",
    "ministry",
    "department",
    "tel",
    "extension",
    "email",
)


_NEWEST = Label("最新", "Newest")
_WORDS = Label("ことば（事業名・部署・電話番号など）", "Words (program, department, telephone number …)")


@dataclass(frozen=True, slots=True)
class MapQuery:
    """Which part of the maps to show. Empty fields do not narrow."""

    theme: str = choices.theme()
    phase: Phase | None = choices.phase()
    ministry: str = choices.ministry()
    applicant: BodyKind | None = choices.applicant()
    fiscal_year: FiscalYear | None = choices.year(choices=choices.map_years, blank=_NEWEST)
    new_call: bool | None = choices.new_call()


@dataclass(slots=True)
class Column:
    """The boxes of one map in one phase, by the lane they stand under."""

    phase: Phase
    lanes: dict[str, list[Box]] = field(default_factory=lambda: defaultdict(list))

    @property
    def boxes(self) -> list[Box]:
        """All boxes of the column."""
        return [box for lane in self.lanes.values() for box in lane]


@dataclass(slots=True)
class DrawnMap:
    """One map ready to draw: its columns in the order of the phases."""

    map: Map
    columns: list[Column]
    contacts: dict[int, Contact] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many boxes are shown."""
        return sum(len(column.boxes) for column in self.columns)


def map_years() -> list[FiscalYear]:
    """The fiscal years that have maps, newest first."""
    return sorted(
        {FiscalYear(year) for year in Map.objects.order_by().values_list("fiscal_year", flat=True).distinct()},
        reverse=True,
    )


def _newest_year() -> FiscalYear:
    """The newest year with maps; a year without any where there are none at all."""
    return next(iter(map_years()), FiscalYear(0))


def maps(query: MapQuery) -> list[DrawnMap]:
    """The maps of one fiscal year (the newest unless asked otherwise) with the boxes that fit."""
    chosen = Map.objects.filter(fiscal_year=query.fiscal_year or _newest_year()).select_related(
        "band_program", "document"
    )
    if query.theme:
        chosen = chosen.filter(key=query.theme)
    boxes = Box.objects.select_related("program__ministry", "document").prefetch_related("program__eligibilities")
    if query.phase:
        boxes = boxes.filter(phase=query.phase.value)
    if query.ministry:
        boxes = boxes.filter(program__ministry__key=query.ministry)
    contacts = Contact.objects.only("map_id", "program_id", "new_call", "applicants", "partial", "consortium")
    drawn = []
    for map_ in chosen.prefetch_related(Prefetch("boxes", queryset=boxes), Prefetch("contacts", queryset=contacts)):
        rows = {contact.program_id: contact for contact in map_.contacts.all()}
        shown = [box for box in map_.boxes.all() if _fits(box, rows, query)]
        drawn.append(DrawnMap(map_, _columns(shown), rows))
    return drawn


def edition(fiscal_year: FiscalYear) -> QuerySet[Map]:
    """All maps of one fiscal year with every row, as a spreadsheet needs them."""
    boxes = Box.objects.select_related("program", "document")
    points = ContactPoint.objects.select_related("office")
    rows = Contact.objects.select_related("program", "document").prefetch_related(Prefetch("points", queryset=points))
    return (
        Map.objects.filter(fiscal_year=fiscal_year)
        .select_related("document", "band_program")
        .prefetch_related(Prefetch("boxes", queryset=boxes), Prefetch("contacts", queryset=rows))
    )


def box_table(drawn: Sequence[DrawnMap]) -> Table:
    """The boxes of maps as a table, one row a box."""
    columns = (
        "map",
        "axis",
        "phase",
        "confidence",
        "lane",
        "program",
        "name",
        "ministry",
        "amount_yen",
        "amount_printed",
        "inclusive",
        "applicant_types",
        "new_call",
        "page",
    )
    rows = [_box_cells(one, box) for one in drawn for column in one.columns for box in column.boxes]
    return Table("maps", columns, rows)


def _box_cells(drawn: DrawnMap, box: Box) -> list[str | int | bool | None]:
    contact = drawn.contacts.get(box.program_id)
    return [
        drawn.map.name,
        drawn.map.axis,
        box.phase,
        box.confidence,
        box.lane,
        box.program.key,
        box.name,
        box.program.ministry.name,
        None if box.amount is None else int(box.amount),
        box.amount_printed,
        box.inclusive,
        ";".join(kind.value for kind in contact.applicant_types) if contact else "",
        contact.new_call if contact else None,
        box.page,
    ]


def axes(drawn: Sequence[DrawnMap]) -> dict[Axis, list[DrawnMap]]:
    """The maps by axis: policy themes, and the frameworks that cross them."""
    return {axis: found for axis in Axis if (found := [one for one in drawn if one.map.axis == axis])}


def _fits(box: Box, contacts: dict[int, Contact], query: MapQuery) -> bool:
    contact = contacts.get(box.program_id)
    if query.new_call is not None and (contact is None or contact.new_call is not query.new_call):
        return False
    if query.applicant is not None:
        rules = box.program.eligibilities.all()
        named = {kind for rule in rules for kind in rule.lead_kinds}
        if not named and contact is not None:
            named = {kind.body for kind in contact.applicant_types}
        return any(kind.covers(query.applicant) or query.applicant.covers(kind) for kind in named)
    return True


def _columns(boxes: Sequence[Box]) -> list[Column]:
    columns = {phase: Column(phase) for phase in Phase}
    for box in boxes:
        columns[Phase(box.phase)].lanes[box.lane].append(box)
    return list(columns.values())


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """Which contact rows to show. Empty fields do not narrow."""

    words: str = asked(_WORDS, "", name="q", also="words", most=choices.LONGEST, help="only rows with this text")
    theme: str = choices.theme()
    ministry: str = choices.spending_ministry()
    fiscal_year: FiscalYear | None = choices.year(choices=choices.map_years, blank=_NEWEST)
    program: str = choices.program()


def contacts(query: ContactQuery) -> list[Contact]:
    """Rows of the contact tables in the order of the maps."""
    rows = (
        Contact.objects.filter(map__fiscal_year=query.fiscal_year or _newest_year())
        .select_related("map", "program__ministry", "document")
        .prefetch_related(Prefetch("points", queryset=ContactPoint.objects.select_related("office__organization")))
        .order_by("map__order", "order")
    )
    if query.theme:
        rows = rows.filter(map__key=query.theme)
    if query.program:
        rows = rows.filter(program__key=query.program)
    if query.ministry:
        rows = rows.filter(program__ministry__key=query.ministry)
    found = list(rows)
    needles = _searchable(query.words).split()
    return [row for row in found if all(needle in _contact_text(row) for needle in needles)] if needles else found


def _contact_text(row: Contact) -> str:
    program = row.program
    parts = [
        row.name,
        program.name,
        program.abbreviation,
        program.name_en,
        program.ministry.name_en,
        row.map.name,
        row.map.name_en,
    ]
    for point in row.points.all():
        parts += [point.ministry, *point.department, point.tel, point.extension, point.email]
    return _searchable(" ".join(parts))


def _searchable(text: str) -> str:
    """One form for what is printed and what is typed: width, case, and telephone numbers without their hyphens."""
    return re.sub(r"(?<=[0-9])-(?=[0-9])", "", normalize(text).lower())


def contact_table(rows: Sequence[Contact]) -> Table:
    """Contact rows as a table; two offices of one row are joined with ``;``."""
    return Table("contacts", CONTACT_COLUMNS, [_contact_cells(row) for row in rows])


def _contact_cells(row: Contact) -> list[str | int | bool | None]:
    points = list(row.points.all())

    def joined(values: list[str]) -> str:
        return ";".join(dict.fromkeys(value for value in values if value))

    return [
        row.map.name,
        row.name,
        ";".join(kind.value for kind in row.applicant_types),
        row.budget_thousand_yen,
        row.inclusive,
        row.new_call,
        joined([point.ministry for point in points]),
        joined(["/".join(point.department) for point in points]),
        joined([point.tel for point in points]),
        joined([point.extension for point in points]),
        joined([point.email for point in points]),
    ]
