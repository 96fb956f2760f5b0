"""分野: field schemes, the maps between them, and the types of documents that are compared, as dated data.

Schemes: ``subfield`` (252) and ``field`` (26) of OpenAlex, ``concept`` (the 19 top concepts of its older format),
``eight`` (the 8 fields of NISTEP). OpenAlex has no such eight fields, so the maps to them are ours and carry an
edition; an administrator may replace one by a file of the same columns.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.labels import Label, worded
from tsunagu.kernel.problems import Problem
from tsunagu.strengths.conventions.data import rows
from tsunagu.strengths.enums import TypeRule
from tsunagu.strengths.errors import WrongTable

EIGHT = "eight"  # the scheme of the eight fields of the decks
ALL = 0  # the field number that stands for all fields together
NOT_COMPARED = -1  # the type group of works that are not compared with others
_ALL_FIELDS = Label("全分野", "All fields")
MAP_COLUMNS = ("base", "to", "edition", "field", "target", "reason")

_MAP_SCHEMA = pa.schema([("field", pa.int16()), ("to", pa.int16())])
_PACKAGED = (("field", EIGHT), ("concept", EIGHT))  # the pairs of schemes that have a map
_LONGEST_EDITION = 60
_LONGEST_NUMBER = 5  # digits of a number of a field

Sheets = Mapping[str, Sequence[Sequence[str]]]  # the cells of a file by the names of its sheets
MapRow = Mapping[str, str]  # by the columns of ``MAP_COLUMNS``


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way to cut research into fields."""

    scheme: str
    edition: str
    name_ja: str
    name_en: str
    note_ja: str
    note_en: str
    source: str

    @property
    def name(self) -> str:
        """Its name in the language of the reader."""
        return worded(self.name_ja, self.name_en)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a scheme.

    ``source_id``: its number at OpenAlex, None where it has none. ``parent``: the field of ``field`` it belongs to.
    """

    scheme: str
    edition: str
    field: int
    name_ja: str
    name_en: str
    source_id: int | None
    parent: int | None

    @property
    def name(self) -> str:
        """Its name in the language of the reader."""
        return worded(self.name_ja, self.name_en)

    @classmethod
    def all_of(cls, scheme: str) -> Field:
        """What stands for all fields of a scheme together."""
        return cls(scheme, schemes()[scheme].edition, ALL, _ALL_FIELDS.ja, _ALL_FIELDS.en, None, None)


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Which field of one scheme counts as which of another.

    ``table``: field and to (int16), the fields that have one; bind it as the Ibis table ``field_map``. ``outside``: the
    others, each with the reason. ``reasons``: why a field is mapped as it is, where that is not plain.
    """

    base: str
    to: str
    edition: str
    table: pa.Table
    outside: Mapping[int, str]
    reasons: Mapping[int, str]

    def record(self) -> dict[str, Any]:
        """Edition, field and to, as a run keeps them.

        Numbers are read with the map they were computed with, whatever became of its file.
        """
        return {"edition": self.edition, **self.table.to_pydict()}


@cache
def schemes() -> Mapping[str, Scheme]:
    """All schemes by key."""
    return {row["scheme"]: Scheme(**row) for row in rows("schemes/schemes.csv")}


@cache
def fields(scheme: str) -> tuple[Field, ...]:
    """The fields of a scheme in the order of their numbers. Raises ValueError for a scheme that does not exist."""
    if scheme not in schemes():
        raise ValueError(f"there is no field scheme {scheme!r}; there are {', '.join(schemes())}")
    return tuple(_field(row) for row in rows("schemes/fields.csv") if row["scheme"] == scheme)


def name(scheme: str, field: int) -> str:
    """The name of a field, or of all fields together (0), in the reader's language.

    Raises ValueError for one that does not exist.
    """
    if field == ALL:
        return str(_ALL_FIELDS)
    if field not in _by_number(scheme):
        raise ValueError(f"the scheme {scheme!r} has no field {field}")
    return _by_number(scheme)[field].name


def base(names: Sequence[str]) -> str | None:
    """The scheme of these that is summed to the eight fields: the 26 fields, or the concepts of older data."""
    return next((name for name in ("field", "concept") if name in names), None)


def map_path(folder: Path, base: str, to: str) -> Path | None:
    """The administrator's own map in the folder ``schemes`` of a store, if there is one: ``map_<base>_<to>.csv``.

    Raises WrongTable for files of other names there: they would be passed over.
    """
    own = Path(folder) / "schemes"
    _refuse_other_names(own)
    path = own / _map_name(base, to)
    return path if path.exists() else None


def _map_name(base: str, to: str) -> str:
    return f"map_{base}_{to}.csv"


def _refuse_other_names(folder: Path) -> None:
    """Raise WrongTable for files that would never be read; hidden ones are the system's."""
    names = [_map_name(*pair) for pair in _PACKAGED]
    present = sorted(path.name for path in folder.glob("*"))
    others = [name for name in present if name not in names and not name.startswith(".")]
    if others:
        message = f"a map in the folder schemes is named {' or '.join(names)}"
        raise WrongTable([Problem("name", message, where=name) for name in others])


def field_map(base: str, to: str, path: Path | None = None) -> FieldMap:
    """The packaged map of a scheme's fields to another's, or the one in a file (CSV, columns as ``MAP_COLUMNS``).

    A file has one row for every field of ``base``; one without a target is outside and says why. Raises WrongTable with
    everything that is wrong with it, each with its row, and ValueError where no map of these schemes is packaged and no
    file is given.
    """
    if path is None:
        return _packaged(base, to)
    file = Path(path)
    own = _checked(base, to, spreadsheets.read(file), file.name)
    if (base, to) in _PACKAGED and _borrows_edition(own, _packaged(base, to)):
        message = f"a changed map needs an edition of its own, not {own.edition!r} of the packaged one"
        raise WrongTable([Problem("edition", message, where=file.name)])
    return own


def _borrows_edition(own: FieldMap, packaged: FieldMap) -> bool:
    """Whether a map says something else than the packaged one under the same edition."""
    same = own.table.equals(packaged.table) and own.outside.keys() == packaged.outside.keys()
    return own.edition == packaged.edition and not same


def type_name(code: str) -> str:
    """The name of a type of documents in the language of the reader; the code itself where it is not listed."""
    return str(_type_names().get(code, code))


@cache
def _type_names() -> Mapping[str, Label]:
    return {row["type"]: Label(row["name_ja"], row["name_en"]) for row in rows("document_types.csv")}


def type_groups(rule: str) -> dict[str, int]:
    """The type group (int8) of each type of document of OpenAlex, of the present and the older format.

    ``nistep``: articles and reviews are compared together (0). ``cwts``: articles (0), reviews (1) and book chapters
    (2), each among themselves. All others, and types that are not listed, are not compared (-1). Sources: NISTEP's
    benchmarking (Article and Review); core publications of the CWTS Leiden Ranking Open Edition. Raises ValueError for
    another rule.
    """
    if rule not in list(TypeRule):
        raise ValueError(f"there is no rule {rule!r} for types of documents; there are {', '.join(TypeRule)}")
    return {row["type"]: int(row[rule]) for row in rows("document_types.csv")}


def _field(row: Mapping[str, str]) -> Field:
    texts = {name: row[name] for name in ("scheme", "edition", "name_ja", "name_en")}
    source, parent = _whole(row["source_id"]), _whole(row["parent"])
    return Field(**texts, field=int(row["field"]), source_id=source, parent=parent)


def _whole(text: str) -> int | None:
    return int(text) if text else None


@cache
def _by_number(scheme: str) -> Mapping[int, Field]:
    return {field.field: field for field in fields(scheme)}


@cache
def _packaged(base: str, to: str) -> FieldMap:
    if (base, to) not in _PACKAGED:
        known = ", ".join(f"{source} to {target}" for source, target in _PACKAGED)
        raise ValueError(f"no map from {base!r} to {to!r} is packaged; there are {known}")
    file = _map_name(base, to)
    lines = [list(row.values()) for row in rows(f"schemes/{file}")]
    return _checked(base, to, {file: [list(MAP_COLUMNS), *lines]}, file)


def _checked(base: str, to: str, sheets: Sheets, file: str) -> FieldMap:
    """The map in the first sheet of a file. Raises WrongTable with every problem at once."""
    header, *lines = _lines(sheets)
    if tuple(header[: len(MAP_COLUMNS)]) != MAP_COLUMNS:
        raise WrongTable([Problem("columns", f"the first row must be {','.join(MAP_COLUMNS)}", where=f"{file} row 1")])
    check = _MapCheck(base, to, file)
    for number, line in enumerate(lines, start=2):
        if any(line):
            check.take(number, _by_column(line))
    return check.whole()


def _lines(sheets: Sheets) -> list[list[str]]:
    """The lines of the first sheet, at least an empty header."""
    sheet = next(iter(sheets.values()), [])
    return [_stripped(line) for line in sheet] or [[]]


def _stripped(line: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in line]


def _by_column(line: Sequence[str]) -> MapRow:
    """The cells of a line by their columns; those that the line ends before are empty."""
    padding = [""] * len(MAP_COLUMNS)
    return dict(zip(MAP_COLUMNS, [*line, *padding], strict=False))


@dataclass
class _MapCheck:
    """Rows of a map taken one by one, with what is wrong so far.

    editions, seen: the row in which an edition or a field stands first.
    """

    base: str
    to: str
    file: str
    problems: list[Problem] = dataclasses.field(default_factory=list)
    editions: dict[str, int] = dataclasses.field(default_factory=dict)
    seen: dict[int, int] = dataclasses.field(default_factory=dict)
    targets: dict[int, int] = dataclasses.field(default_factory=dict)
    outside: dict[int, str] = dataclasses.field(default_factory=dict)
    reasons: dict[int, str] = dataclasses.field(default_factory=dict)

    def take(self, number: int, row: MapRow) -> None:
        """Check one row of the file and keep what it says."""
        self._check_schemes(number, row)
        self.editions.setdefault(row["edition"], number)
        field = self._number(self.base, row["field"], "field", number)
        target = self._number(self.to, row["target"], "target", number) if row["target"] else None
        if not row["target"] and not row["reason"]:
            self._add("reason", "a field without a target needs a reason", number)
        if field is not None and self._is_first(field, number):
            self._keep(field, target, row)

    def whole(self) -> FieldMap:
        """The map of all rows. Raises WrongTable where anything is wrong."""
        self._check_fields()
        edition = self._edition()
        if self.problems:
            raise WrongTable(self.problems)
        return FieldMap(self.base, self.to, edition, _map_table(self.targets), self.outside, self.reasons)

    def _check_schemes(self, number: int, row: MapRow) -> None:
        base, to = row["base"], row["to"]
        if (base, to) != (self.base, self.to):
            message = f"the row maps {base!r} to {to!r}, this map is from {self.base!r} to {self.to!r}"
            self._add("scheme", message, number)

    def _is_first(self, field: int, number: int) -> bool:
        first = self.seen.setdefault(field, number)
        if first != number:
            self._add("twice", f"the field {field} is in row {first} already", number)
        return first == number

    def _keep(self, field: int, target: int | None, row: MapRow) -> None:
        if target is not None:
            self.targets[field] = target
        if row["reason"]:
            reasons = self.reasons if row["target"] else self.outside
            reasons[field] = row["reason"]

    def _check_fields(self) -> None:
        """Every field has a row, and some a target."""
        if self.seen and not self.targets:
            self._add("empty", "no field has a target: then there is nothing in the eight fields")
        missing = [str(field) for field in _by_number(self.base) if field not in self.seen]
        if missing:
            fields = ", ".join(missing)
            self._add("missing", f"the map must name every field of {self.base!r}; there is no row for {fields}")

    def _edition(self) -> str:
        """The one edition of all rows."""
        first, *others = self.editions or [""]
        for edition in others:
            message = f"all rows are of one edition, here {edition!r} after {first!r}"
            self._add("edition", message, self.editions[edition])
        if not 0 < len(first) <= _LONGEST_EDITION:
            message = f"the map needs an edition of 1 to {_LONGEST_EDITION} characters, such as tsunagu-2026-1"
            self._add("edition", message)
        return first

    def _number(self, scheme: str, text: str, column: str, number: int) -> int | None:
        """The field that a cell names, if the scheme has it."""
        written = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
        if written and int(text) in _by_number(scheme):
            return int(text)
        self._add("unknown", f"{column}: {scheme!r} has no field {text!r}", number)
        return None

    def _add(self, code: str, message: str, number: int | None = None) -> None:
        self.problems.append(Problem(code, message, where=f"{self.file} row {number}" if number else self.file))


def _map_table(targets: Mapping[int, int]) -> pa.Table:
    fields = sorted(targets)
    return pa.table({"field": fields, "to": [targets[field] for field in fields]}, schema=_MAP_SCHEMA)
