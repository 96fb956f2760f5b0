"""Bring a map edition in from a spreadsheet: all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from django.db import transaction

from tsunagu.catalog import sheets
from tsunagu.catalog.actions.facts import Named, Sources, take_load_lock
from tsunagu.catalog.actions.load_map import load_map
from tsunagu.catalog.files import MapFile
from tsunagu.catalog.models import Document, Map, Program
from tsunagu.catalog.queries.maps import edition
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.tables import Cell
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import queries as organizations

Sheets = Mapping[str, Sequence[Sequence[str]]]
Row = tuple[str, ...]
Rows = Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class EditionChange:
    """Rows of one sheet that an import adds and takes away."""

    sheet: str
    added: list[Row]
    removed: list[Row]


def import_edition(rows: Sheets, fiscal_year: FiscalYear, *, dry_run: bool = False) -> list[EditionChange]:
    """Replace the maps that the sheets name, in this fiscal year, and say what changed; other maps stay.

    Raises ``Rejected`` with every problem of every row; then nothing is changed. With ``dry_run`` nothing is changed
    either.
    """
    programs = {program.key: program for program in Program.objects.all()}
    records = _records(rows, fiscal_year, programs.values())
    keys = [record.key for record in records]
    with transaction.atomic():
        take_load_lock()
        before = _rows(fiscal_year, keys)
        officers = _officers(fiscal_year, keys)
        named = Named(Sources.known(), organizations.by_name(), programs)
        for record in records:
            load_map(record, named)
        after = _rows(fiscal_year, keys)
        # A map that came back as it was stays the file's; only the others are the officer's from now on.
        edited = officers | {key for key in keys if _of_map(before, key) != _of_map(after, key)}
        Map.objects.filter(fiscal_year=fiscal_year, key__in=edited).update(edited_by_officer=True)
        if dry_run:
            transaction.set_rollback(True)
    return [_change(name, before[name], after[name]) for name in after]


def _records(rows: Sheets, fiscal_year: FiscalYear, programs: Iterable[Program]) -> list[MapFile]:
    """The maps that the sheets hold. Raises ``Rejected``."""
    names = {program.key: program.name for program in programs}
    documents = set(Document.objects.values_list("key", flat=True))
    reader = sheets.Reader(names, set(organizations.by_name()), documents)
    records = reader.read(rows, int(fiscal_year))
    if not records and not reader.problems:
        reader.problems.append(Problem("empty", "the sheet has no map", where="maps"))
    if reader.problems:
        raise Rejected(reader.problems)
    return records


def _officers(fiscal_year: FiscalYear, keys: Sequence[str]) -> set[str]:
    """The maps that were edited before."""
    edited = Map.objects.filter(fiscal_year=fiscal_year, key__in=keys, edited_by_officer=True)
    return set(edited.values_list("key", flat=True))


def _rows(fiscal_year: FiscalYear, keys: Sequence[str]) -> Rows:
    """What the sheets of these maps would hold now."""
    tables = sheets.tables(edition(fiscal_year).filter(key__in=keys))
    return {table.name: list(map(_texts, table.rows)) for table in tables}


def _texts(cells: Iterable[Cell]) -> Row:
    return tuple("" if cell is None else str(cell) for cell in cells)


def _of_map(rows: Rows, key: str) -> list[Row]:
    """One map's rows of all sheets in their order, which is the order on the page."""
    return [row for row in chain.from_iterable(rows.values()) if row[0] == key]


def _change(name: str, before: Iterable[Row], after: Iterable[Row]) -> EditionChange:
    old, new = Counter(before), Counter(after)
    added, removed = new - old, old - new
    return EditionChange(name, list(added.elements()), list(removed.elements()))
