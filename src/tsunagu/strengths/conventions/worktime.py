"""職務時間.

The survey of full-time equivalents, papers per researcher's full time, and a university's own figures (S99).

The survey (大学等におけるフルタイム換算データに関する調査) is published by field and by kind of university, not for
each university. Papers are therefore put beside research time by group and field, or by field from what a university
uploads itself.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
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
from tsunagu.strengths.conventions.data import rows
from tsunagu.strengths.errors import WrongTable

TEACHERS = "教員"
RESEARCH = "研究"
COLUMNS = {  # of a university's own file, with the names it may use instead
    "field": ("分野",),
    "headcount": ("人数", "教員数"),
    "research_share": ("研究時間割合", "研究時間割合(%)"),
    "survey_error": ("標準誤差率", "標準誤差率(%)"),
}
MAX_ROWS = 100  # far more than eight fields need, few enough to name every problem

_OPTIONAL = frozenset({"survey_error"})
_MAX_HEADCOUNT = 1_000_000
_SHOWN = 40  # characters of a cell that a message repeats
_PERCENT = 100

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure.

    kind: all, founder, field or university_group. value: in ``unit``, None where the source shows no figure.
    """

    year: int
    kind: str
    group: str
    person: str
    category: str
    value: Fraction | None
    unit: str
    source: str
    page: str
    printed: str
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Time:
    """Research time of some teachers.

    headcount: persons. research_share: 0 to 1. error: relative standard error of the share. None: unknown.
    """

    headcount: Fraction | None
    research_share: Fraction | None
    error: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Papers beside the research time in which they were written.

    full_time: researchers in full-time equivalents. per_full_time: papers for each of them. error: its relative
    standard error as far as the survey's share of research time goes. None: unknown.
    """

    papers: Fraction
    time: Time
    full_time: Fraction | None
    per_full_time: Fraction | None
    error: Fraction | None

    @property
    def standard_error(self) -> Fraction | None:
        """The standard error of ``per_full_time`` in its own unit."""
        return None if self.per_full_time is None or self.error is None else self.per_full_time * self.error


@cache
def figures() -> tuple[Figure, ...]:
    """All published figures at hand, by year."""
    known = ((row, Fraction(row["value"]) if row["value"] else None) for row in rows("worktime.csv"))
    return tuple(Figure(**{**row, "year": int(row["year"]), "value": value}) for row, value in known)  # type: ignore[arg-type]


def research_share(year: int, *, kind: str = "all", group: str = "", person: str = TEACHERS) -> Fraction | None:
    """The share of working time (0 to 1) that goes to research by the survey of a year.

    None where no figure is at hand.
    """
    return next(
        (
            None if f.value is None else f.value / _PERCENT
            for f in figures()
            if _is(f, year, kind, group, person, RESEARCH)
        ),
        None,
    )


def adjusted(
    papers: Fraction | int,
    headcount: Fraction | int | None,
    research_share: Fraction | None,
    error: Fraction | None = None,
) -> Adjusted:
    """Papers per full-time researcher: papers / (headcount x research share).

    papers: any counting, not negative. headcount: persons, above 0. research_share: above 0, at most 1. error: relative
    standard error of the share, not negative. An unknown headcount or share (None) leaves the result unknown, an
    unknown error leaves its error unknown. To the first order the quotient has the relative error of the share; papers
    and headcount are taken as counted, without error. Raises ValueError for other amounts. Source: definition of the
    coefficient in 大学等におけるフルタイム換算データに関する調査 (MEXT): full-time equivalent = headcount x
    coefficient.
    """
    if papers < 0:
        raise ValueError(f"papers must not be negative, not be {papers}")
    if headcount is not None and headcount <= 0:
        raise ValueError(f"a headcount must be above 0, not be {headcount}; leave it out where it is unknown")
    if research_share is not None and not 0 < research_share <= 1:
        raise ValueError(
            f"a share of research time must be above 0 and at most 1, not be {research_share}; "
            "leave it out where it is unknown"
        )
    if error is not None and error < 0:
        raise ValueError(f"a relative standard error must not be negative, not be {error}")
    count = Fraction(papers)
    time = Time(None if headcount is None else Fraction(headcount), research_share, error)
    if time.headcount is None or time.research_share is None:
        return Adjusted(count, time, None, None, None)
    full_time = time.headcount * time.research_share
    return Adjusted(count, time, full_time, count / full_time, error)


def adjusted_by(papers: Mapping[_Key, Fraction | int], times: Mapping[_Key, Time]) -> dict[_Key, Adjusted]:
    """Papers per full-time researcher for each key, in the order of ``papers``.

    A key is such as a field, or a pair of group and field.

    A key without a time has an unknown result. Errors as of ``adjusted``.
    """
    unknown = Time(None, None)
    found = {key: times.get(key, unknown) for key in papers}
    return {key: adjusted(papers[key], time.headcount, time.research_share, time.error) for key, time in found.items()}


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
    lines = next(iter(spreadsheets.read(path).values()), [])
    return _Own(lines).times()


def _is(figure: Figure, *key: object) -> bool:
    return (figure.year, figure.kind, figure.group, figure.person, figure.category) == key


class _Own:
    """A university's own sheet, with the problems found so far."""

    def __init__(self, lines: Sequence[Sequence[str]]) -> None:
        self.lines = lines
        self.problems: list[Problem] = []

    def times(self) -> dict[int, Time]:
        """The research time by field. Raises WrongTable where anything is wrong."""
        found: dict[int, Time] = {}
        first: dict[int, int] = {}
        if not any(cell.strip() for line in self.lines for cell in line):
            raise WrongTable(
                [Problem("empty", f"the sheet is empty; its columns are {', '.join(COLUMNS)}", where="row 1")]
            )
        columns = self._columns()
        filled = [
            (number, line) for number, line in enumerate(self.lines[1:], start=2) if any(cell.strip() for cell in line)
        ]
        if not filled:
            self._add("empty", "the sheet has no rows; give one row for each field", "row 2")
        if len(filled) > MAX_ROWS:
            self._add(
                "too_many_rows",
                f"the sheet has more than {MAX_ROWS} rows; give one row for each of the eight fields",
                f"row {filled[MAX_ROWS][0]}",
            )
        if not self.problems:
            for number, line in filled:
                cells = {name: line[place].strip() if place < len(line) else "" for name, place in columns.items()}
                field, time = self._row(number, cells)
                if field is not None and field in first:
                    self._add("twice", f"this field is in row {first[field]} already", f"row {number} field")
                elif field is not None:
                    first[field] = number
                    found[field] = time
        if self.problems:
            raise WrongTable(self.problems)
        return found

    def _columns(self) -> dict[str, int]:
        """The place of each column."""
        names = {squeeze(name).casefold(): key for key, others in COLUMNS.items() for name in (key, *others)}
        found: dict[str, int] = {}
        for place, cell in enumerate(self.lines[0] if self.lines else []):
            key = names.get(squeeze(cell).casefold())
            if key is None and cell.strip():
                self._add(
                    "unknown_column",
                    f"there is no column {cell[:_SHOWN]!r}; there are {', '.join(COLUMNS)}",
                    f"row 1 column {place + 1}",
                )
            elif key in found:
                self._add("twice", f"the column {key} is there twice", f"row 1 column {place + 1}")
            elif key:
                found[key] = place
            if len(self.problems) >= MAX_ROWS:
                break
        for key in COLUMNS:
            if key not in found and key not in _OPTIONAL:
                self._add("missing_column", f"the column {key} is missing", "row 1")
        return found

    def _row(self, number: int, cells: Mapping[str, str]) -> tuple[int | None, Time]:
        field = _fields().get(squeeze(cells["field"]).casefold())
        if field is None:
            known = "、".join(f"{f.field} {f.name_ja}" for f in schemes.fields("eight"))
            self._add(
                "unknown_field",
                f"{cells['field'][:_SHOWN]!r} is none of the eight fields: {known}",
                f"row {number} field",
            )
        headcount = self._number(number, "headcount", cells)
        if headcount is not None and not 0 < headcount <= _MAX_HEADCOUNT:
            self._add(
                "out_of_range", f"a headcount must be above 0 and at most {_MAX_HEADCOUNT:,}", f"row {number} headcount"
            )
        share = self._number(number, "research_share", cells)
        if share is not None and not 1 <= share <= _PERCENT:
            self._add(
                "out_of_range",
                "research time is in percent, from 1 to 100; write 32.9, not 0.329",
                f"row {number} research_share",
            )
        error = self._number(number, "survey_error", cells)
        if error is not None and not 0 <= error <= _PERCENT:
            self._add(
                "out_of_range", "the relative standard error is in percent, from 0 to 100", f"row {number} survey_error"
            )
        return field, Time(headcount, _part(share), _part(error))

    def _number(self, number: int, column: str, cells: Mapping[str, str]) -> Fraction | None:
        """A number as typed: full-width digits, commas for thousands and a percent sign are taken.

        None where it is unknown or wrong.
        """
        text = squeeze(cells.get(column, ""))
        if not text:
            if column not in _OPTIONAL:
                self._add("empty", f"{column} is empty", f"row {number} {column}")
            return None
        try:
            value = (
                Decimal(text.replace(",", "").removesuffix("%"))
                if len(text) <= _SHOWN and "_" not in text
                else Decimal("nan")
            )
        except InvalidOperation:
            value = Decimal("nan")
        if not value.is_finite() or abs(value.adjusted()) > _SHOWN:
            self._add("not_a_number", f"{text[:_SHOWN]!r} is not a number", f"row {number} {column}")
            return None
        return Fraction(value)

    def _add(self, code: str, message: str, where: str) -> None:
        self.problems.append(Problem(code, message, where=where))


def _part(percent: Fraction | None) -> Fraction | None:
    return None if percent is None else percent / _PERCENT


@cache
def _fields() -> Mapping[str, int]:
    """The eight fields by what a person may write for them."""
    return {
        squeeze(text).casefold(): f.field
        for f in schemes.fields("eight")
        for text in (str(f.field), f.name_ja, f.name_en)
    }
