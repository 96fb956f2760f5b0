"""分野: field schemes, the maps between them, and the types of documents that are compared, as dated data.

Schemes: ``subfield`` (252) and ``field`` (26) of OpenAlex, ``concept`` (the 19 top concepts of its older format),
``eight`` (the 8 fields of NISTEP). OpenAlex has no such eight fields, so the maps to them are ours and carry an
edition; an administrator may replace one by a file of the same columns.
"""

from __future__ import annotations

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
from tsunagu.strengths.errors import WrongTable

EIGHT = "eight"  # the scheme of the eight fields of the decks
ALL = 0  # the field number that stands for all fields together
NOT_COMPARED = -1  # the type group of works that are not compared with others
_ALL_FIELDS = Label("全分野", "All fields")
RULES = ("nistep", "cwts")  # which types of documents are compared, and with which
MAP_COLUMNS = ("base", "to", "edition", "field", "target", "reason")

_MAP_SCHEMA = pa.schema([("field", pa.int16()), ("to", pa.int16())])
_PACKAGED = (("field", "eight"), ("concept", "eight"))
_LONGEST_EDITION = 60


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
    names = [f"map_{one}_{other}.csv" for one, other in _PACKAGED]
    others = sorted(
        path.name
        for path in (Path(folder) / "schemes").glob("*")
        if path.name not in names and not path.name.startswith(".")
    )
    if others:
        raise WrongTable(
            [
                Problem("name", f"a map in the folder schemes is named {' or '.join(names)}", where=name)
                for name in others
            ]
        )
    path = Path(folder) / "schemes" / f"map_{base}_{to}.csv"
    return path if path.exists() else None


def field_map(base: str, to: str, path: Path | None = None) -> FieldMap:
    """The packaged map of a scheme's fields to another's, or the one in a file (CSV, columns as ``MAP_COLUMNS``).

    A file has one row for every field of ``base``; one without a target is outside and says why. Raises WrongTable with
    everything that is wrong with it, each with its row, and ValueError where no map of these schemes is packaged and no
    file is given.
    """
    if path is None:
        return _packaged(base, to)
    found = _checked(base, to, spreadsheets.read(Path(path)), Path(path).name)
    if (
        (base, to) in _PACKAGED
        and found.edition == _packaged(base, to).edition
        and not _same(found, _packaged(base, to))
    ):
        where = Path(path).name
        raise WrongTable(
            [
                Problem(
                    "edition",
                    f"a changed map needs an edition of its own, not {found.edition!r} of the packaged one",
                    where=where,
                )
            ]
        )
    return found


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
    if rule not in RULES:
        raise ValueError(f"there is no rule {rule!r} for types of documents; there are {', '.join(RULES)}")
    return {row["type"]: int(row[rule]) for row in rows("document_types.csv")}


def _field(row: Mapping[str, str]) -> Field:
    source, parent = (int(row[column]) if row[column] else None for column in ("source_id", "parent"))
    return Field(row["scheme"], row["edition"], int(row["field"]), row["name_ja"], row["name_en"], source, parent)


@cache
def _by_number(scheme: str) -> Mapping[int, Field]:
    return {field.field: field for field in fields(scheme)}


@cache
def _packaged(base: str, to: str) -> FieldMap:
    if (base, to) not in _PACKAGED:
        raise ValueError(
            f"no map from {base!r} to {to!r} is packaged; there are {', '.join(f'{a} to {b}' for a, b in _PACKAGED)}"
        )
    file = f"map_{base}_{to}.csv"
    sheet = [list(MAP_COLUMNS), *(list(row.values()) for row in rows(f"schemes/{file}"))]
    return _checked(base, to, {file: sheet}, file)


def _same(one: FieldMap, other: FieldMap) -> bool:
    return bool(one.table.equals(other.table)) and one.outside.keys() == other.outside.keys()


def _checked(base: str, to: str, sheets: Mapping[str, Sequence[Sequence[str]]], file: str) -> FieldMap:
    """The map in a file, or every problem with it at once."""
    lines = [[cell.strip() for cell in line] for line in next(iter(sheets.values()), [])]
    header = tuple(lines[0]) if lines else ()
    if header[: len(MAP_COLUMNS)] != MAP_COLUMNS:
        raise WrongTable([Problem("columns", f"the first row must be {','.join(MAP_COLUMNS)}", where=f"{file} row 1")])
    check = _MapCheck(base, to, file)
    for number, line in enumerate(lines[1:], start=2):
        if any(line):
            check.row(number, dict(zip(MAP_COLUMNS, [*line, *[""] * len(MAP_COLUMNS)], strict=False)))
    return check.done()


class _MapCheck:
    """Rows of a map, checked one by one, with the problems found so far."""

    def __init__(self, base: str, to: str, file: str) -> None:
        self.base, self.to, self.file = base, to, file
        self.problems: list[Problem] = []
        self.editions: dict[str, int] = {}
        self.seen: dict[int, int] = {}
        self.targets: dict[int, int] = {}
        self.outside: dict[int, str] = {}
        self.reasons: dict[int, str] = {}

    def row(self, number: int, row: Mapping[str, str]) -> None:
        """One row of the file."""
        if (row["base"], row["to"]) != (self.base, self.to):
            self._add(
                "scheme",
                f"the row maps {row['base']!r} to {row['to']!r}, this map is from {self.base!r} to {self.to!r}",
                number,
            )
        self.editions.setdefault(row["edition"], number)
        field = self._number(self.base, row["field"], "field", number)
        target = self._number(self.to, row["target"], "target", number) if row["target"] else None
        if not row["target"] and not row["reason"]:
            self._add("reason", "a field without a target needs a reason", number)
        if field is None:
            return
        if field in self.seen:
            self._add("twice", f"the field {field} is in row {self.seen[field]} already", number)
            return
        self.seen[field] = number
        if target is not None:
            self.targets[field] = target
        if row["reason"]:
            (self.reasons if row["target"] else self.outside)[field] = row["reason"]

    def done(self) -> FieldMap:
        """The whole map. Raises WrongTable where anything is wrong."""
        if self.seen and not self.targets:
            self._add("empty", "no field has a target: then there is nothing in the eight fields")
        missing = [field for field in _by_number(self.base) if field not in self.seen]
        if missing:
            self._add(
                "missing",
                f"the map must name every field of {self.base!r}; there is no row for {', '.join(map(str, missing))}",
            )
        for edition, number in list(self.editions.items())[1:]:
            self._add(
                "edition", f"all rows are of one edition, here {edition!r} after {next(iter(self.editions))!r}", number
            )
        edition = next(iter(self.editions), "")
        if not 0 < len(edition) <= _LONGEST_EDITION:
            self._add(
                "edition", f"the map needs an edition of 1 to {_LONGEST_EDITION} characters, such as tsunagu-2026-1"
            )
        if self.problems:
            raise WrongTable(self.problems)
        pairs = sorted(self.targets.items())
        table = pa.table(
            [pa.array(column, pa.int16()) for column in zip(*pairs, strict=True)] if pairs else [[], []],
            schema=_MAP_SCHEMA,
        )
        return FieldMap(self.base, self.to, edition, table, self.outside, self.reasons)

    def _number(self, scheme: str, text: str, column: str, number: int) -> int | None:
        if text.isascii() and text.isdecimal() and len(text) < 6 and int(text) in _by_number(scheme):
            return int(text)
        self._add("unknown", f"{column}: {scheme!r} has no field {text!r}", number)
        return None

    def _add(self, code: str, message: str, number: int | None = None) -> None:
        self.problems.append(Problem(code, message, where=f"{self.file} row {number}" if number else self.file))
