"""A university's own research time: a sheet with a row for each field, read with everything that is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TypeVar

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.text import squeeze
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.conventions.worktime import PERCENT, Time, part
from tsunagu.strengths.errors import WrongTable

COLUMNS = {  # with the names that a file may use instead
    "field": ("分野",),
    "headcount": ("人数", "教員数"),
    "research_share": ("研究時間割合", "研究時間割合(%)"),
    "survey_error": ("標準誤差率", "標準誤差率(%)"),
}
MAX_ROWS = 50  # far more than eight fields need, few enough to name every problem
BOUNDS = spreadsheets.Bounds(
    file=200_000,
    unpacked=4_000_000,
    entries=60,
    columns=10,
    rows=MAX_ROWS,
    cells=10 * MAX_ROWS,
    characters=20_000,
)

_OPTIONAL = frozenset({"survey_error"})
_MAX_HEADCOUNT = 1_000_000
_SHOWN = 40  # characters of a cell that a message repeats

_Meant = TypeVar("_Meant", str, int)

Line = Sequence[str]
Row = tuple[int, Line]  # with its number
Cells = Mapping[str, str]  # of a row, by the key of their column


@dataclass(frozen=True, slots=True)
class _Range:
    """The numbers that a column takes. above: whether the least itself is none of them."""

    least: int
    most: int
    message: str
    above: bool = False

    def __contains__(self, value: Fraction) -> bool:
        return (value > self.least if self.above else value >= self.least) and value <= self.most


_RANGES = {
    "headcount": _Range(0, _MAX_HEADCOUNT, f"a headcount must be above 0 and at most {_MAX_HEADCOUNT:,}", above=True),
    "research_share": _Range(1, PERCENT, "research time is in percent, from 1 to 100; write 32.9, not 0.329"),
    "survey_error": _Range(0, PERCENT, "the relative standard error is in percent, from 0 to 100"),
}


def read_own(path: Path) -> dict[int, Time]:
    """A university's own figures from a CSV or XLSX file (its first sheet).

    The research time of each of the eight fields, by number.

    Columns in any order: field (1 to 8, or its name), headcount (persons), research_share (percent) and, where known,
    survey_error (relative standard error of the share, percent). Raises Rejected with everything that is wrong, each
    with its row and column.
    """
    path = Path(path)
    if path.is_dir():
        raise WrongTable([Problem("no_file", "this is a folder; name one CSV or XLSX file", where=path.name)])
    return _first(spreadsheets.read(path, BOUNDS))


def read_sent(content: bytes, name: str) -> dict[int, Time]:
    """The same from a file that somebody sent under a name. Raises Busy where another one is being read."""
    return _first(spreadsheets.read_sent(content, name, BOUNDS))


def _first(sheets: spreadsheets.Sheets) -> dict[int, Time]:
    return times(next(iter(sheets.values()), []))


def times(lines: Sequence[Line]) -> dict[int, Time]:
    """The research time by field in the lines of a sheet. Raises WrongTable with everything that is wrong."""
    return _Sheet(lines).times()


class _Sheet:
    """The lines of a sheet, with the problems met so far."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.problems: list[Problem] = []

    def times(self) -> dict[int, Time]:
        if not any(map(_filled, self.lines)):
            self._add("empty", f"the sheet is empty; its columns are {', '.join(COLUMNS)}", "row 1")
            raise WrongTable(self.problems)
        columns = self._columns()
        rows = self._rows()
        times = {} if self.problems else self._times(columns, rows)
        if self.problems:
            raise WrongTable(self.problems)
        return times

    def _columns(self) -> dict[str, int]:
        """The place of each column."""
        places: dict[str, int] = {}
        for place, cell in enumerate(self.lines[0]):
            key = _column_names().get(squeeze(cell).casefold())
            if key is None and cell.strip():
                message = f"there is no column {cell[:_SHOWN]!r}; there are {', '.join(COLUMNS)}"
                self._add("unknown_column", message, f"row 1 column {place + 1}")
            elif key in places:
                self._add("twice", f"the column {key} is there twice", f"row 1 column {place + 1}")
            elif key:
                places[key] = place
            if len(self.problems) >= MAX_ROWS:
                break
        for key in COLUMNS:
            if key not in places and key not in _OPTIONAL:
                self._add("missing_column", f"the column {key} is missing", "row 1")
        return places

    def _rows(self) -> list[Row]:
        """The lines below the columns that hold something."""
        numbered = enumerate(self.lines[1:], start=2)
        rows = [(number, line) for number, line in numbered if _filled(line)]
        if not rows:
            self._add("empty", "the sheet has no rows; give one row for each field", "row 2")
        if len(rows) > MAX_ROWS:
            message = f"the sheet has more than {MAX_ROWS} rows; give one row for each of the eight fields"
            self._add("too_many_rows", message, f"row {rows[MAX_ROWS][0]}")
        return rows

    def _times(self, columns: Mapping[str, int], rows: Sequence[Row]) -> dict[int, Time]:
        times: dict[int, Time] = {}
        first: dict[int, int] = {}
        for number, line in rows:
            cells = _cells(columns, line)
            field, time = self._field(number, cells), self._time(number, cells)
            if field in first:
                self._add("twice", f"this field is in row {first[field]} already", f"row {number} field")
            elif field is not None:
                first[field], times[field] = number, time
        return times

    def _field(self, number: int, cells: Cells) -> int | None:
        text = cells.get("field", "")
        field = _field_names().get(squeeze(text).casefold())
        if field is None:
            known = "、".join(f"{eighth.field} {eighth.name_ja}" for eighth in schemes.fields(EIGHT))
            message = f"{text[:_SHOWN]!r} is none of the eight fields: {known}"
            self._add("unknown_field", message, f"row {number} field")
        return field

    def _time(self, number: int, cells: Cells) -> Time:
        headcount, share, error = (self._number(number, column, cells) for column in _RANGES)
        return Time(headcount, part(share), part(error))

    def _number(self, number: int, column: str, cells: Cells) -> Fraction | None:
        """The number in a cell; None where it is unknown or wrong."""
        text, where = squeeze(cells.get(column, "")), f"row {number} {column}"
        value = _number(text)
        if not text:
            if column not in _OPTIONAL:
                self._add("empty", f"{column} is empty", where)
        elif value is None:
            self._add("not_a_number", f"{text[:_SHOWN]!r} is not a number", where)
        elif value not in _RANGES[column]:
            self._add("out_of_range", _RANGES[column].message, where)
        return value

    def _add(self, code: str, message: str, where: str) -> None:
        self.problems.append(Problem(code, message, where=where))


def _cells(columns: Mapping[str, int], line: Line) -> Cells:
    inside = [(name, place) for name, place in columns.items() if place < len(line)]
    return {name: line[place].strip() for name, place in inside}


def _filled(line: Line) -> bool:
    return any(cell.strip() for cell in line)


def _number(text: str) -> Fraction | None:
    """A number as typed: full-width digits, commas for thousands and a percent sign are taken."""
    if len(text) > _SHOWN or "_" in text:
        return None
    try:
        value = Decimal(text.replace(",", "").removesuffix("%"))
    except InvalidOperation:
        return None
    return Fraction(value) if value.is_finite() and abs(value.adjusted()) <= _SHOWN else None


@cache
def _column_names() -> Mapping[str, str]:
    """The columns by what a person may write for them."""
    return _by_word({key: (key, *others) for key, others in COLUMNS.items()})


@cache
def _field_names() -> Mapping[str, int]:
    """The eight fields by what a person may write for them."""
    fields = schemes.fields(EIGHT)
    return _by_word({field.field: _names(field) for field in fields})


def _names(field: schemes.Field) -> Sequence[str]:
    return str(field.field), field.name_ja, field.name_en


def _by_word(words: Mapping[_Meant, Sequence[str]]) -> Mapping[str, _Meant]:
    """What is meant by each word, however wide or large its letters are."""
    meant: dict[str, _Meant] = {}
    for thing, every in words.items():
        meant |= dict.fromkeys((squeeze(word).casefold() for word in every), thing)
    return meant
