"""Bring a spreadsheet in: maps as drafts, documents, programs and rules into the text files; all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.catalog import files, rights, sheets
from tsunagu.catalog.actions import data_folder
from tsunagu.catalog.actions.editions import publish
from tsunagu.catalog.actions.facts import Named, Sources, take_load_lock
from tsunagu.catalog.actions.load import load
from tsunagu.catalog.actions.load_map import load_map
from tsunagu.catalog.enums import EditionState, RowChange, Verb
from tsunagu.catalog.files import MapFile
from tsunagu.catalog.models import Document, Map, Program
from tsunagu.catalog.models.days import known_from
from tsunagu.catalog.queries import editions
from tsunagu.catalog.rules.editions import FILE
from tsunagu.catalog.sheets import Difference
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import queries as organizations

Sheets = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought.

    drafts: the maps that differ from what was there before, by key. waiting: those whose draft is there already, as it
    came. unchanged: those that came as they are published; they need no draft. files: the text files that changed.
    """

    drafts: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def import_edition(
    rows: Sheets,
    fiscal_year: FiscalYear,
    *,
    by: Actor,
    data: Path | None = None,
    into_files: bool = True,
    dry_run: bool = False,
    publishing: bool = False,
    reason: str = "",
) -> Imported:
    """Make a draft of each map that the sheets change, in this fiscal year, and say what is new in it.

    A draft takes the place of the one before; readers see none unless it is published at once. A map that came back as
    it is published, in this year or the newest one before, needs no draft. What the sheets of documents, programs and
    rules say anew is written into the text files of the folder ``data`` and loaded, and refused without ``into_files``.
    Raises ``Rejected`` with every problem of every row; then nothing is changed. With ``dry_run`` nothing is changed
    either.
    """
    rights.EDITIONS.require_anywhere(by, Verb.IMPORT)
    folder = data or Path(settings.DATA)
    lists = _lists(rows, folder)
    reader = _reader(lists)
    records = _records(reader, lists, rows, fiscal_year)
    contents = lists.edits.contents(folder) if lists else {}
    if contents and lists and not into_files:
        raise Rejected(list(_of_files(lists)))
    imported = Imported(files=sorted(contents), warnings=reader.warnings)
    imported.warnings.extend(lists.warnings if lists else [])
    imported.differences.extend(lists.differences if lists else [])
    with data_folder.taking_back(contents, folder), transaction.atomic():
        take_load_lock()
        if contents:
            with data_folder.copy_with(contents, folder) as edited:
                load(edited)
        named = Named(Sources.known(), organizations.authorities_by_name(), _programs())
        for new in records:
            _draft(new, named, reader, imported, partial(_brought, by, reason))
        if publishing:
            publish([*imported.drafts, *imported.waiting], fiscal_year, by=by, reason=reason)
        if dry_run:
            transaction.set_rollback(True)
        else:
            data_folder.write(contents, folder)
    return imported


def _lists(rows: Sheets, folder: Path) -> sheets.ListReader | None:
    """The sheets of documents, programs and rules against the text files, where one of them is there."""
    if not sheets.holds_lists(rows):
        return None
    reader = sheets.ListReader(files.read(folder))
    reader.read(rows)
    return reader


def _programs() -> dict[str, Program]:
    return {program.key: program for program in Program.objects.all()}


def _documents() -> dict[str, bool]:
    """The documents that are there, and whether each has a day."""
    return {key: day is not None for key, day in Document.objects.values_list("key", known_from())}


def _reader(lists: sheets.ListReader | None) -> sheets.Reader:
    """The reader of the maps; it knows the programs and documents that the other sheets bring."""
    names = {program.key: program.name for program in _programs().values()}
    documents = _documents()
    if lists:
        names |= lists.programs
        documents |= lists.documents
    return sheets.Reader(names, set(organizations.authorities_by_name()), documents)


def _records(
    reader: sheets.Reader,
    lists: sheets.ListReader | None,
    rows: Sheets,
    fiscal_year: FiscalYear,
) -> list[MapFile]:
    """The maps that the sheets hold; a workbook of the other sheets may do without. Raises ``Rejected``."""
    problems = list(lists.problems) if lists else []
    records = reader.read(rows, int(fiscal_year)) if sheets.holds_edition(rows) or not lists else []
    if not (records or lists or reader.problems):
        reader.problems.append(Problem("empty", _("地図が一枚もありません。"), where=str(sheets.NAMES["maps"])))
    if problems := problems + reader.problems:
        raise Rejected(sheets.together(problems))
    return records


def _of_files(lists: sheets.ListReader) -> Iterator[Problem]:
    """That what sheets of documents, programs and rules say anew is not for drafts."""
    message = _(
        "資料、事業、要件の追加と変更は、ここでは取り込めません。読む人にすぐ見えるものなので、端末の"
        " tsunagu catalog import で取り込むか、元の内容に戻してください。"
    )
    changed = dict.fromkeys(difference.sheet for difference in lists.differences)
    yield from (Problem("files", message, where=str(sheets.NAMES[name])) for name in changed)


def _draft(
    new: MapFile,
    named: Named,
    reader: sheets.Reader,
    imported: Imported,
    brought: Callable[[Map, Map | None], object],
) -> None:
    """Make the draft of one map, and say by whom; none where nothing differs from what waits or is published."""
    year = FiscalYear(new.fiscal_year)
    waiting = editions.drafts(year).filter(key=new.key).first()
    old = waiting or editions.before(new.key, year)
    was = editions.sheets_of(old)
    draft = load_map(new, named, number=waiting.number if waiting else _next_number(new.key, year))
    now, of_another_year = editions.sheets_of(draft), old is not None and old.fiscal_year != year
    found = sheets.differences(was, now, reader.places, of_another_year=of_another_year)
    if old and all(difference.change is RowChange.OLD_SOURCE for difference in found):
        _leave(draft, waiting, imported)
        return
    brought(draft, waiting)
    imported.drafts.append(new.key)
    imported.differences.extend(found)


def _leave(draft: Map, waiting: Map | None, imported: Imported) -> None:
    """Leave all as it was, where nothing is new in a draft."""
    if waiting:
        # It is the same row, written anew: whoever has it before them need not look again.
        Map.objects.filter(pk=waiting.pk).update(updated=waiting.updated)
        imported.waiting.append(draft.key)
    else:
        draft.delete()
        imported.unchanged.append(draft.key)


def _brought(by: Actor, reason: str, draft: Map, waiting: Map | None) -> None:
    """Keep who brought a draft, and write down that it came. waiting: the one whose place it took."""
    # Who had looked at it saw another one; who brought that one may publish this one.
    Map.objects.filter(pk=draft.pk).update(state=EditionState.DRAFT, brought_by=by.user)
    before = {"state": str(waiting.state)} if waiting else None
    after = {"state": str(EditionState.DRAFT), "rows": draft.boxes.count() + draft.contacts.count()}
    ledger.record(by=by, verb=Verb.IMPORT, thing=draft, before=before, after=after, reason=reason)


def _next_number(key: str, fiscal_year: FiscalYear) -> int:
    last = Map.objects.filter(key=key, fiscal_year=fiscal_year).order_by("-number").first()
    return (last.number if last else FILE) + 1
