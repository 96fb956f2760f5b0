"""Bring editions of the maps in from a spreadsheet, as drafts: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from tsunagu.catalog import sheets
from tsunagu.catalog.actions.editions import record
from tsunagu.catalog.actions.facts import Named, Sources, take_load_lock
from tsunagu.catalog.actions.load_map import FILE, load_map
from tsunagu.catalog.enums import EditionState, EditionVerb
from tsunagu.catalog.files import MapFile
from tsunagu.catalog.models import Document, Map, Program
from tsunagu.catalog.queries import editions
from tsunagu.catalog.sheets import Difference
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import queries as organizations

Sheets = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought. drafts: the maps that differ from what was there before, by key."""

    drafts: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def import_edition(
    rows: Sheets, fiscal_year: FiscalYear, *, dry_run: bool = False, by: str = "", reason: str = ""
) -> Imported:
    """Make a draft of each map that the sheets name, in this fiscal year, and say what is new in it.

    A draft takes the place of the one before; readers see none. A map that came back as it is in the same year needs
    no draft. Raises ``Rejected`` with every problem of every row; then nothing is changed. With ``dry_run`` nothing is
    changed either.
    """
    programs = {program.key: program for program in Program.objects.all()}
    reader = _reader(programs.values())
    records = _records(reader, rows, fiscal_year)
    imported = Imported(warnings=reader.warnings)
    named = Named(Sources.known(), organizations.by_name(), programs)
    with transaction.atomic():
        take_load_lock()
        drafts = [_draft(new, named, reader, imported) for new in records]
        record(EditionVerb.IMPORT, filter(None, drafts), by, reason)
        if dry_run:
            transaction.set_rollback(True)
    return imported


def _reader(programs: Iterable[Program]) -> sheets.Reader:
    names = {program.key: program.name for program in programs}
    documents = set(Document.objects.values_list("key", flat=True))
    return sheets.Reader(names, set(organizations.by_name()), documents)


def _records(reader: sheets.Reader, rows: Sheets, fiscal_year: FiscalYear) -> list[MapFile]:
    """The maps that the sheets hold. Raises ``Rejected``."""
    records = reader.read(rows, int(fiscal_year))
    if not records and not reader.problems:
        reader.problems.append(Problem("empty", _("地図が一枚もありません。"), where=str(sheets.NAMES["maps"])))
    if reader.problems:
        raise Rejected(reader.problems)
    return records


def _draft(new: MapFile, named: Named, reader: sheets.Reader, imported: Imported) -> Map | None:
    """The draft of one map, or none where nothing differs from what is there for the same year."""
    year = FiscalYear(new.fiscal_year)
    waiting = editions.drafts(year).filter(key=new.key).first()
    old = waiting or editions.before(new.key, year)
    was = editions.sheets_of(old)
    draft = load_map(new, named, number=waiting.number if waiting else _next_number(new.key, year))
    of_another_year = old is not None and old.fiscal_year != year
    found = sheets.differences(was, editions.sheets_of(draft), reader.places, of_another_year=of_another_year)
    if old and not (waiting or of_another_year or found):
        draft.delete()
        return None
    Map.objects.filter(pk=draft.pk).update(state=EditionState.DRAFT)  # who had looked at it saw another one
    imported.drafts.append(new.key)
    imported.differences.extend(found)
    return draft


def _next_number(key: str, fiscal_year: FiscalYear) -> int:
    last = Map.objects.filter(key=key, fiscal_year=fiscal_year).order_by("-number").first()
    return (last.number if last else FILE) + 1
