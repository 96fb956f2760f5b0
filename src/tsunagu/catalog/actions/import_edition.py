"""Bring a map edition in from a spreadsheet: all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from tsunagu.catalog import sheets
from tsunagu.catalog.actions.load import LoadReport, Sources, load_map, take_load_lock
from tsunagu.catalog.models import Document, Map, Program
from tsunagu.catalog.queries.maps import edition
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import queries as organizations


@dataclass(frozen=True, slots=True)
class EditionChange:
    """Rows of one sheet that an import adds and takes away."""

    sheet: str
    added: list[tuple[str, ...]]
    removed: list[tuple[str, ...]]


def import_edition(
    rows: Mapping[str, Sequence[Sequence[str]]], fiscal_year: FiscalYear, *, dry_run: bool = False
) -> list[EditionChange]:
    """Replace the maps that the sheets name, in this fiscal year, and say what changed; other maps stay.

    Raises ``Rejected`` with every problem of every row; then nothing is changed. With ``dry_run`` nothing is changed
    either.
    """
    programs = {program.key: program for program in Program.objects.all()}
    documents = set(Document.objects.values_list("key", flat=True))
    reader = sheets.Reader(
        {key: program.name for key, program in programs.items()}, set(organizations.by_name()), documents
    )
    records = reader.read(rows, int(fiscal_year))
    if not records and not reader.problems:
        reader.problems.append(Problem("empty", "the sheet has no map", where="maps"))
    if reader.problems:
        raise Rejected(reader.problems)
    with transaction.atomic():
        take_load_lock()
        named = [record.key for record in records]
        before = _rows(fiscal_year, named)
        officers = set(
            Map.objects.filter(fiscal_year=fiscal_year, key__in=named, edited_by_officer=True).values_list(
                "key", flat=True
            )
        )
        sources = Sources.known()
        for record in records:
            load_map(record, "", programs, sources, LoadReport(), force=True)
        after = _rows(fiscal_year, named)
        touched = {
            key for key in named if any(_of_map(before[sheet], key) != _of_map(after[sheet], key) for sheet in after)
        }
        changes = _difference(before, after)
        # A map that came back as it was stays the file's; only the others are the officer's from now on.
        Map.objects.filter(fiscal_year=fiscal_year, key__in=touched | officers).update(edited_by_officer=True)
        if dry_run:
            transaction.set_rollback(True)
    return changes


def _rows(fiscal_year: FiscalYear, keys: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
    return {
        table.name: [tuple("" if cell is None else str(cell) for cell in row) for row in table.rows]
        for table in sheets.tables(edition(fiscal_year).filter(key__in=keys))
    }


def _of_map(rows: Sequence[tuple[str, ...]], key: str) -> list[tuple[str, ...]]:
    """One map's rows in their order, which is the order on the page."""
    return [row for row in rows if row[0] == key]


def _difference(
    before: Mapping[str, list[tuple[str, ...]]], after: Mapping[str, list[tuple[str, ...]]]
) -> list[EditionChange]:
    changes = []
    for name in after:
        old, new = Counter(before[name]), Counter(after[name])
        changes.append(EditionChange(name, list((new - old).elements()), list((old - new).elements())))
    return changes
