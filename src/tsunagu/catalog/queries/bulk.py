"""The catalog as a whole: one table a kind of fact, as files hold them, each row with the key of its program."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from tsunagu.catalog.enums import OpenTable
from tsunagu.catalog.models import PackageItem
from tsunagu.catalog.queries import calendar, contacts, maps, money, packages, search
from tsunagu.catalog.queries.calendar import CallsQuery
from tsunagu.catalog.queries.contacts import ContactQuery
from tsunagu.catalog.queries.maps import MapQuery
from tsunagu.catalog.queries.money import BudgetQuery
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.paging import EVERYTHING
from tsunagu.kernel.tables import Columns, Table, file_column


@dataclass(frozen=True, slots=True)
class Whole:
    """A table as a whole: its columns, and where its records come from."""

    columns: Columns[Any]
    records: Callable[[], Sequence[Any]]


def table(which: OpenTable) -> Table:
    """A table as it is today, under the keys of its columns."""
    whole = _TABLES[which]
    with speaking("ja"):  # names and sentences as the sources have them, whoever asks
        return whole.columns.keyed(which.value, whole.records())


def headings(which: OpenTable) -> dict[str, str]:
    """The English heading of each column, by its key."""
    return {column.key: column.en for column in _TABLES[which].columns.filed}


def _items() -> list[PackageItem]:
    return [item for package in packages.packages() for item in package.items.all()]


_ITEMS = Columns[PackageItem](
    file_column("package", lambda item: item.package.key),
    file_column("program_key", lambda item: item.program.key),
    file_column("name", lambda item: item.name),
    file_column("pillar", lambda item: item.pillar),
    file_column("heading", lambda item: item.heading),
    file_column("document", lambda item: item.document.key if item.document else ""),
    file_column("page", lambda item: item.page),
)
_FOUND_BY_WORDS = ("fit", "matched", "sentence", "only_partner_applies")
_TABLES: Mapping[OpenTable, Whole] = MappingProxyType(
    {
        OpenTable.PROGRAMS: Whole(
            search.FOUND.without(*_FOUND_BY_WORDS), partial(search.programs, ProgramQuery(limit=EVERYTHING))
        ),
        OpenTable.BOXES: Whole(maps.BOXES, lambda: maps.cards(maps.maps(MapQuery()))),
        OpenTable.CONTACTS: Whole(
            Columns(file_column("program_key", lambda row: row.contact.program.key), *contacts.CONTACTS),
            partial(contacts.contacts, ContactQuery()),
        ),
        OpenTable.BUDGETS: Whole(
            Columns(file_column("program_key", lambda figure: figure.program.key), *money.FIGURES),
            partial(money.budget_figures, BudgetQuery()),
        ),
        OpenTable.TOTALS: Whole(money.TOTALS, money.totals),
        OpenTable.CALLS: Whole(calendar.CALLS, partial(calendar.calls, CallsQuery())),
        OpenTable.PACKAGES: Whole(_ITEMS, _items),
    }
)
