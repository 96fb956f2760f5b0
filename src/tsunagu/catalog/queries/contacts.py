"""Whom to call: the contact tables of the maps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from tsunagu.catalog.enums import State
from tsunagu.catalog.models import Contact, ContactPoint, Map
from tsunagu.catalog.queries import choices, days, states
from tsunagu.catalog.queries.editions import shown
from tsunagu.catalog.queries.maps import NEWEST
from tsunagu.catalog.queries.states import ProgramState
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns, Table, file_column, page_column
from tsunagu.kernel.text import normalize
from tsunagu.kernel.years import FiscalYear

_WORDS = Label("ことば（事業名・部署・電話番号など）", "Words (program, department, telephone number …)")


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """Which contact rows to show. Empty fields do not narrow."""

    words: str = asked(
        _WORDS, "", name="q", also="words", most=choices.LONGEST, help="only rows with this text", example="自動車課"
    )
    theme: str = choices.theme()
    ministry: str = choices.spending_ministry()
    fiscal_year: FiscalYear | None = choices.year(choices=choices.map_year_choices, blank=NEWEST)
    program: str = choices.program()
    state: State | None = states.in_state()
    as_of: date | None = days.as_of()


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A row of a contact table, and the state of its program."""

    contact: Contact
    state: ProgramState

    @property
    def new_call(self) -> bool:
        """新規課題採択 as the table prints it for its year."""
        return self.contact.new_call

    @property
    def year(self) -> FiscalYear:
        """The fiscal year of the table."""
        return FiscalYear(self.contact.map.fiscal_year)


def _points(part: Callable[[ContactPoint], str]) -> Callable[[ContactRow], str]:
    """A part of a row's offices: each text once, joined with ``;``."""

    def joined(row: ContactRow) -> str:
        texts = [part(point) for point in row.contact.points.all()]
        return ";".join(dict.fromkeys(text for text in texts if text))

    return joined


CONTACTS = Columns[ContactRow](
    file_column("theme", lambda row: row.contact.map.name),
    Column("program", "事業", "Program", lambda row: row.contact.name, show="catalog/cells/contact_program.html"),
    page_column("map", "地図と年度", "Map and year", lambda row: row.contact.map, "catalog/cells/contact_map.html"),
    page_column(
        "points",
        "担当部署と連絡先",
        "Department and contact",
        lambda row: row.contact.points.all(),
        "catalog/cells/points.html",
    ),
    page_column("applicants", "申請主体", "Applicant", lambda row: row.contact.applicants_printed, "as_written"),
    file_column("applicant_types", lambda row: ";".join(row.contact.applicant_types)),
    page_column(
        "budget", "予算額（千円）", "Budget (thousand yen)", lambda row: row.contact.budget_printed, "as_written"
    ),
    file_column("budget_thousand_yen", lambda row: row.contact.budget_thousand_yen),
    file_column("inclusive", lambda row: row.contact.inclusive),
    Column("new_call", "公募", "Calls", lambda row: row.new_call, show="catalog/cells/new_call.html"),
    file_column("ministry", _points(lambda point: point.ministry)),
    file_column("department", _points(lambda point: "/".join(point.department))),
    file_column("tel", _points(lambda point: point.tel)),
    file_column("extension", _points(lambda point: point.extension)),
    file_column("email", _points(lambda point: point.email)),
    file_column("partial", lambda row: ";".join(row.contact.partial)),
    file_column("consortium", lambda row: row.contact.consortium),
    *states.columns(),
)


@days.on_its_day
def contacts(query: ContactQuery) -> list[ContactRow]:
    """Rows of the contact tables in the order of the maps, those of ended programs last."""
    words = _searchable([query.words]).split()
    in_state = [row for row in _with_states(_chosen(query)) if query.state in (None, row.state.state)]
    rows = [row for row in in_state if _has_all(row.contact, words)]
    return sorted(rows, key=lambda row: row.state.state is State.ENDED)


def of_edition(edition: Map) -> list[ContactRow]:
    """The contact table of one edition, published or not."""
    rows = _with_states(_of(Map.objects.filter(pk=edition.pk)))
    return sorted(rows, key=lambda row: row.state.state is State.ENDED)


def contact_table(rows: Sequence[ContactRow]) -> Table:
    """Contact rows as a table; two offices of one row are joined with ``;``."""
    return CONTACTS.keyed("contacts", rows)


def _of(chosen: QuerySet[Map]) -> QuerySet[Contact]:
    points = ContactPoint.objects.select_related("office__organization")
    rows = Contact.objects.filter(map__in=chosen).select_related("map", "program__ministry", "document")
    return rows.prefetch_related(Prefetch("points", queryset=points)).order_by("map__order", "order")


def _with_states(rows: Iterable[Contact]) -> list[ContactRow]:
    chosen = list(rows)
    found = states.states(programs={row.program_id for row in chosen})
    return [ContactRow(row, found[row.program_id]) for row in chosen if row.program_id in found]


def _chosen(query: ContactQuery) -> QuerySet[Contact]:
    rows = _of(shown(query.fiscal_year))
    if query.theme:
        rows = rows.filter(map__key=query.theme)
    if query.program:
        rows = rows.filter(program__key=query.program)
    if query.ministry:
        rows = rows.filter(program__ministry__key=query.ministry)
    return rows


def _has_all(row: Contact, words: Sequence[str]) -> bool:
    text = _searchable(_texts(row))
    return all(word in text for word in words)


def _texts(row: Contact) -> Iterable[str]:
    """All that a row can be found by."""
    program = row.program
    yield from (row.name, program.name, program.abbreviation, program.name_en, program.ministry.name_en)
    yield from (row.map.name, row.map.name_en)
    for point in row.points.all():
        yield from (point.ministry, *point.department, point.tel, point.extension, point.email)


def _searchable(texts: Iterable[str]) -> str:
    """One form for what is printed and what is typed: width, case, and telephone numbers without their hyphens."""
    return re.sub(r"(?<=[0-9])-(?=[0-9])", "", normalize(" ".join(texts)).lower())
