"""Documents, programs and eligibility rules read from sheets: what is new in them against the text files.

Rows are named by their keys. A document or a program that no row names stays as it is; the rules of a program for a
fiscal year are those that the sheet gives, where it gives any.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, TypeVar

import msgspec
from django.utils.translation import gettext as _

from tsunagu.catalog import files
from tsunagu.catalog.enums import BodyKind, Pillar, ProgramKind, RowChange, Stage
from tsunagu.catalog.enums.tags import TAGS
from tsunagu.catalog.files.editing import Edits, ProgramEdit
from tsunagu.catalog.models import Document, Eligibility, Program
from tsunagu.catalog.sheets.columns import LAYOUTS, LISTS, Listed, Ruled, body_names
from tsunagu.catalog.sheets.differences import Difference
from tsunagu.catalog.sheets.reader import longest
from tsunagu.catalog.sheets.references import check_document, no_day, program_key
from tsunagu.catalog.sheets.rows import Row
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spreadsheets.finding import filled_rows, refuse_repeated
from tsunagu.kernel.spreadsheets.layout import Cells, found
from tsunagu.kernel.spreadsheets.rows import BROKEN, not_among, suggestion, word
from tsunagu.kernel.years import FiscalYear

_File = TypeVar("_File", bound=msgspec.Struct)
_Values = dict[str, Any]
_Numbered = tuple[int, Ruled]  # a rule with its place in the file, or with the number of its row
_EMPTY: tuple[Any, ...] = ("", None, [])

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")
_BETWEEN = re.compile(r"[、，;；\n]")
_LONGEST = {"documents": longest(Document), "programs": longest(Program), "eligibility": longest(Eligibility)}
_REQUIRED = {
    "documents": ("key", "title"),
    "programs": ("key", "name", "ministry", "kind", "stage", "summary", "description"),
    "eligibility": ("program", "fiscal_year"),
}
_BODIES = ("lead", "partial", "consortium", "requires", "partners")
_WHAT = (*_BODIES, "excludes", "condition")  # one of these makes a rule


@dataclass
class ListReader:
    """Sheets of documents, programs and rules turned into edits of the text files, collecting every problem."""

    catalog: files.Catalog
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    edits: Edits = field(default_factory=Edits)
    differences: list[Difference] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._documents = {document.key: document for document in self.catalog.documents}
        self._programs = {program.key: program for program in self.catalog.programs}
        self._bodies = body_names(self.catalog)
        self._body_keys = _body_keys(self.catalog)
        self._rule_columns: set[str] = set()  # that the sheet of rules has
        self.documents = {key: document.has_day for key, document in self._documents.items()}
        self.programs = {key: program.name for key, program in self._programs.items()}

    def read(self, sheets: Mapping[str, Cells]) -> None:
        """Take in those of the three sheets that are there. Look at ``problems`` before using anything.

        ``documents`` and ``programs`` then name those of the sheets, too.
        """
        given = found(sheets, LAYOUTS)
        rows = {name: self._filled(name, given[name]) for name in LISTS if name in given}
        for name in ("documents", "programs"):
            self._check_keys(rows.get(name, ()))
        self.documents |= {row["key"]: True for row in rows.get("documents", ())}  # one without a day is refused itself
        self.programs |= {row["key"]: row["name"] for row in rows.get("programs", ())}
        for row in rows.get("documents", ()):
            self._take_document(row)
        for row in rows.get("programs", ()):
            self._take_program(row)
        self._take_rules(rows.get("eligibility", ()))

    def _filled(self, name: str, sheet: Cells) -> list[Row]:
        return list(filled_rows(LAYOUTS[name], sheet, self.problems, self.warnings, Row))

    def _check_keys(self, rows: Iterable[Row]) -> None:
        seen: set[str] = set()
        for row in rows:
            key = row["key"]
            if key and not _KEY.fullmatch(key):
                message = _("「%(key)s」はキーに使えません。半角の英小文字、数字、-、_ で書いてください。")
                row.refuse("key", "key", message % {"key": key})
            if key in seen:
                row.refuse("key", "key_twice", _("「%(key)s」が二度あります。") % {"key": key})
            seen.add(key)

    # One row each ---------------------------------------------------------------------------------------------------

    def _take_document(self, row: Row) -> None:
        values = row.texts("key", "title", "publisher", "date_text", "note") | {
            "date": row.day("date"),
            "known_from": row.day("known_from"),
            "url": _address(row),
        }
        old = self._documents.get(row["key"])
        new = self._record(files.DocumentFile, old, row, values)
        if new and not new.has_day:
            row.refuse("date", "no_day", no_day(new.key))
        elif new:
            self.edits.documents |= self._told(row, old, new)

    def _take_program(self, row: Row) -> None:
        texts = row.texts("key", "name", "name_en", "abbreviation", "heading", "summary", "summary_en")
        values = texts | {
            "ministry": self._body(row, "ministry"),
            "agency": self._body(row, "agency"),
            "kind": row.choice("kind", ProgramKind) if row["kind"] else "",
            "stage": row.choice("stage", Stage) if row["stage"] else "",
            "pillar": _pillar(row),
            "description": _paragraphs(row["description"]),
            "description_en": _paragraphs(row["description_en"]),
            "url": _address(row),
            "tags": _several(row, "tags", _tag, _no_tag),
        }
        old = self._programs.get(row["key"])
        if new := self._record(files.ProgramFile, old, row, values):
            for key, changed in self._told(row, old, new).items():
                self.edits.programs[key].values = changed

    def _body(self, row: Row, column: str) -> Any:
        """The key of a ministry or an agency by any of its names."""
        given = row[column]
        if given in self._body_keys or not given:
            return self._body_keys.get(given, "")
        near = {"body": given, "near": suggestion(given, self._body_keys)}
        message = _("「%(body)s」という府省や機関は登録されていません%(near)s。正式な名前で書いてください。")
        return row.refuse(column, "unknown_body", message % near)

    def _record(
        self,
        kind: Callable[..., _File],
        old: _File | None,
        row: Row,
        values: _Values,
    ) -> _File | None:
        """A row as a record of the files, over what its file says; none where anything is wrong with the row."""
        before = len(self.problems)
        for column in _REQUIRED[row.sheet]:
            row.require(column)
        for column, text in row.values.items():
            row.check_length(column, text.strip(), _LONGEST[row.sheet].get(column))
        if len(self.problems) > before or BROKEN in values.values():
            return None
        given = {column: value for column, value in values.items() if column in row.values}
        return msgspec.structs.replace(old, **given) if old else kind(**given)

    def _told(self, row: Row, old: Any, new: Any) -> dict[str, _Values]:
        """Say what is new in a row, and give the values to write by its key; nothing where nothing is."""
        key = row["key"]
        if old is None:
            self._tell(row.sheet, row.number, RowChange.ADDED, new=f"{key} {row['name'] or row['title']}")
            return {key: _plain(new, row.values, filled=True)}
        changed = list(self._tell_cells(row.sheet, row.number, self._listed(old), self._listed(new)))
        return {key: _plain(new, changed)} if changed else {}

    def _listed(self, record: Any) -> Any:
        return Listed(record, self._bodies) if isinstance(record, files.ProgramFile) else record

    def _tell(
        self,
        sheet: str,
        number: int | None,
        change: RowChange,
        column: str = "",
        old: str = "",
        new: str = "",
    ) -> None:
        self.differences.append(Difference(sheet, number, column, change, old, new))

    def _tell_cells(
        self,
        sheet: str,
        number: int,
        old: Any,
        new: Any,
    ) -> Iterator[str]:
        """Tell the cells of a row that differ, and give their columns."""
        was, now = self._cells(sheet, old), self._cells(sheet, new)
        for column, text in now.items():
            if text != was[column]:
                self._tell(sheet, number, RowChange.CHANGED, column, was[column], text)
                yield column

    def _cells(self, sheet: str, record: Any) -> dict[str, str]:
        """A record as the cells of its row, without those of rules for which the sheet has no column."""
        columns = (column for column in LISTS[sheet] if sheet != "eligibility" or column.key in self._rule_columns)
        return {column.key: str(column.value(record)).strip() for column in columns}

    # Rules ----------------------------------------------------------------------------------------------------------

    def _take_rules(self, rows: Sequence[Row]) -> None:
        refuse_repeated(rows)
        self._rule_columns = set().union(*(row.values for row in rows))
        given: dict[tuple[str, int], list[_Numbered]] = defaultdict(list)
        for row in rows:
            program: Any = program_key(row, "program", self.programs) if row["program"] else BROKEN
            rule = self._rule(row)
            if rule and program is not BROKEN:
                given[program, rule.fiscal_year].append((row.number, Ruled(program, rule)))
        for (program, year), rules in given.items():
            self._replace_rules(program, year, rules)

    def _rule(self, row: Row) -> files.EligibilityFile | None:
        self._check_source(row)
        if not any(row[column] for column in _WHAT):
            row.refuse("lead", "empty_rule", _("申請主体、相手、対象外、条件のどれかを書いてください。"))
        values = row.texts("excludes", "excludes_en", "condition", "condition_en", "at", "printed") | {
            "fiscal_year": _year(row),
            **{column: _several(row, column, _body_kind, _no_body_kind) for column in _BODIES},
        }
        return self._record(files.EligibilityFile, None, row, values)

    def _check_source(self, row: Row) -> None:
        page = check_document(row, self.documents)
        row.check_length("at", page, longest(Eligibility)["page"])
        if page and not page[0].isdigit():
            row.refuse("at", "page", _("ページは数字で始めてください。「資料のキー:ページ」の形で書きます。"))

    def _replace_rules(self, program: str, year: int, rules: Sequence[_Numbered]) -> None:
        """The rules of a program for a year become those of the sheet: equal ones stay, the others in their order."""
        record = self._programs.get(program)
        known = enumerate(record.eligibility if record else [])
        old = [(place, Ruled(program, rule)) for place, rule in known if rule.fiscal_year == year]
        new = [given for given in rules if not self._take_equal(old, given)]
        for was, now in zip_longest(old, new):
            self._replace_rule(self.edits.programs[program], was, now)

    def _take_equal(self, old: list[_Numbered], given: _Numbered) -> bool:
        """Whether a rule of the sheet is among those of the file, which is then no longer asked for."""
        cells = self._cells("eligibility", given[1])
        equal = next((known for known in old if self._cells("eligibility", known[1]) == cells), None)
        if equal:
            old.remove(equal)
        return equal is not None

    def _replace_rule(self, edit: ProgramEdit, was: _Numbered | None, now: _Numbered | None) -> None:
        if was and now:
            columns = list(self._tell_cells("eligibility", now[0], was[1], now[1]))
            edit.changed_rules[was[0]] = _plain(now[1].rule, columns)
        elif now:
            self._tell("eligibility", now[0], RowChange.ADDED, new=_name(now[1]))
            edit.added_rules.append(_plain(now[1].rule, now[1].rule.__struct_fields__, filled=True))
        elif was:
            self._tell("eligibility", None, RowChange.GONE, old=_name(was[1]))
            edit.dropped_rules.add(was[0])


# One cell each ------------------------------------------------------------------------------------------------------


def _pillar(row: Row) -> Any:
    pillar = row.choice("pillar", Pillar) if row["pillar"] else None
    return int(pillar) if isinstance(pillar, Pillar) else pillar


def _year(row: Row) -> Any:
    try:
        return int(FiscalYear.parse(row["fiscal_year"]))
    except ValueError:
        message = _("「%(text)s」は年度として読めません。「令和5年度」「R5」「2023」のように書いてください。")
        return row.refuse("fiscal_year", "year", message % {"text": row["fiscal_year"]})


def _address(row: Row) -> Any:
    """An address to which a browser may be sent."""
    if not row["url"] or row["url"].startswith(("https://", "http://")):
        return row["url"]
    message = _("「%(text)s」はURLとして読めません。https:// から書いてください。")
    return row.refuse("url", "url", message % {"text": row["url"]})


def _paragraphs(text: str) -> str:
    """A text of one or more lines as the files have them, with an end to each."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _several(
    row: Row,
    column: str,
    known: Callable[[str], str | None],
    refusal: Callable[[str], str],
) -> Any:
    """The words of a cell. English ones may hold a comma, so that one parts only what is no word itself."""
    parts = list(_parts(row[column], known))
    if unknown := next((part for part in parts if not known(part)), None):
        return row.refuse(column, "choice", refusal(unknown))
    return list(dict.fromkeys(map(known, parts)))


def _parts(text: str, known: Callable[[str], str | None]) -> Iterator[str]:
    for part in _BETWEEN.split(text):
        words = [part] if known(part) else part.split(",")
        yield from filter(None, map(str.strip, words))


def _body_kind(text: str) -> str | None:
    return word(text, BodyKind)


def _no_body_kind(text: str) -> str:
    return not_among(text, BodyKind)


def _tag(text: str) -> str | None:
    """A tag by its name in either language."""
    by_name = {english.lower(): tag for tag, english in TAGS.items()}
    return text if text in TAGS else by_name.get(text.strip().lower())


def _no_tag(text: str) -> str:
    message = _("「%(tag)s」というタグはありません%(near)s。決まったタグから選んでください。")
    return message % {"tag": text, "near": suggestion(text, [*TAGS, *TAGS.values()])}


# Records ------------------------------------------------------------------------------------------------------------


def _body_keys(catalog: files.Catalog) -> dict[str, str]:
    """The keys of ministries and agencies by their names in either language, and by the keys."""
    keys = {body[name]: body["key"] for name in ("name_en", "name", "key") for body in catalog.organizations}
    return {name: key for name, key in keys.items() if name}


def _plain(record: msgspec.Struct, columns: Iterable[str], *, filled: bool = False) -> _Values:
    """The values of some columns as a text file holds them, in the order of the file; ``filled`` ones only."""
    values = msgspec.to_builtins(record, builtin_types=(datetime.date,))
    source_last = sorted(values, key=lambda key: key in ("at", "printed"))
    chosen = [key for key in source_last if key in set(columns) and not (filled and values[key] in _EMPTY)]
    return {key: values[key] for key in chosen}


def _name(row: Ruled) -> str:
    return f"{row.program} {FiscalYear(row.rule.fiscal_year).text()}"
