"""大学を並べて比べる: two to four universities field by field, their joint works, and how they went.

A difference is named only where two intervals of enough papers do not meet. For S96 (ファンド大学と地域中核大学の連動)
the joint works of each pair stand beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.measures.intervals import SURE_FROM
from tsunagu.strengths.questions.amounts import Measured, activities, amounts, has_intervals, world
from tsunagu.strengths.questions.choice import ASKED, Choice, asked
from tsunagu.strengths.questions.provenance_sheet import IDENTIFIERS, identifiers, source_sheet, with_source
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.tables import EDGE, ONE

MOST = 4  # universities side by side


@dataclass(frozen=True, slots=True)
class Value:
    """A university in a field and a window, by the choice's counting.

    ``share``, of its own papers, and ``ai`` are those of the reader's window only.
    """

    n: int
    papers: float
    q: float | None
    low: float | None = None
    high: float | None = None
    share: float | None = None
    ai: float | None = None


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with a value for each university, None where it has no paper.

    ``differences``: the pairs (higher, lower) that surely differ.
    """

    field: int
    values: Sequence[Value | None]
    differences: Sequence[tuple[int, int]]

    @property
    def comparable(self) -> bool:
        """Whether there are two intervals at all."""
        return sum(value is not None and value.low is not None for value in self.values) > 1

    @property
    def few(self) -> bool:
        """Whether there are two intervals, but not two of enough papers for a difference to be told from them."""
        return (
            self.comparable
            and sum(value is not None and value.low is not None and value.n >= SURE_FROM for value in self.values) < 2
        )


@dataclass(frozen=True, slots=True)
class Joint:
    """Works that two universities wrote together; None where they were not counted.

    ``parts``: of the papers of each, whole counting.
    """

    one: int
    other: int
    n: int | None
    top: float | None
    parts: tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class TrendWindow:
    """All universities in one window."""

    first_year: int
    last_year: int
    values: Sequence[Value | None]


@dataclass(frozen=True, slots=True)
class ComparisonAnswer:
    """Universities side by side. ``total`` is the row of all fields together; ``trend`` is of the field asked for."""

    institutions: Sequence[Institution]
    total: FieldRow
    fields: Sequence[FieldRow]
    joints: Sequence[Joint]
    trend: Sequence[TrendWindow]
    trend_field: int
    has_intervals: bool

    def most(self, number: int) -> list[FieldRow]:
        """The fields in which the universities together have most papers, in the order of the scheme."""
        largest = sorted(self.fields, key=lambda row: -sum(value.n for value in row.values if value))[:number]
        return [row for row in self.fields if row in largest]


def comparison(
    reading: Reading, choice: Choice, institutions: Sequence[Institution], field: int = schemes.ALL
) -> ComparisonAnswer:
    """Universities side by side in the fields of the choice's scheme.

    institutions: one to ``MOST``, of the countries with intervals. field: the one whose trend is shown, 0 for all.
    Raises ValueError for more institutions, or a field that the scheme does not have.
    """
    if not 1 <= len(institutions) <= MOST:
        raise ValueError(f"from 1 to {MOST} universities are put side by side, not {len(institutions)}")
    schemes.name(choice.scheme, field)
    numbers = [one.institution_id for one in institutions]
    found, active = amounts(reading, choice, numbers), activities(reading, choice, numbers, world(reading, choice))
    fields = [
        one.field
        for one in schemes.fields(choice.scheme)
        if any((number, one.field, choice.window) in found for number in numbers)
    ]

    def row(of: int) -> FieldRow:
        values = [_value(found.get((number, of, choice.window)), active.get((number, of))) for number in numbers]
        return FieldRow(of, values, differences(values))

    trend = [
        TrendWindow(first, last, [_value(found.get((number, field, last))) for number in numbers])
        for first, last in reading.edition.spans
    ]
    total = row(schemes.ALL)
    joints = _joints(reading, choice, institutions, total)
    return ComparisonAnswer(
        institutions, total, [row(of) for of in fields], joints, trend, field, has_intervals(reading, choice)
    )


def differences(values: Sequence[Value | None]) -> list[tuple[int, int]]:
    """The pairs (higher, lower) whose intervals do not meet.

    A value without an interval, or of too few papers to rely on it, is in none.
    """
    sure = [(number, value) for number, value in enumerate(values) if value and value.n >= SURE_FROM]
    known = [
        (number, value.low, value.high) for number, value in sure if value.low is not None and value.high is not None
    ]
    return [(one, other) for one, low, _ in known for other, _, high in known if low > high]


def _value(one: Measured | None, active: Mapping[str, Any] | None = None) -> Value | None:
    index = (active["share"], active["ai"]) if active else (None, None)
    return Value(one.n, one.papers, one.q, one.low, one.high, *index) if one else None


def _joints(reading: Reading, choice: Choice, institutions: Sequence[Institution], total: FieldRow) -> list[Joint]:
    """Joint works of each pair.

    What was counted and is not there is 0; pairs outside the countries of the computation are unknown.
    """
    scheme, fields = reading.stored(choice.scheme)
    if len(institutions) < 2 or not reading.store.files("edge", scheme=scheme):
        return [Joint(one, other, None, None, (None, None)) for one, other in combinations(range(len(institutions)), 2)]
    rows = reading.rows(
        _edges(scheme),
        asked=asked(*(one.institution_id for one in institutions)),
        joint=_joint_given(choice.window, fields),
    )
    found = {frozenset((row["u"], row["v"])): (row["n"], row["top"]) for row in rows}
    counted = reading.edition.settings.edge_countries
    papers = [value.n if value else None for value in total.values]
    return [
        _joint(institutions, papers, found, counted, one, other)
        for one, other in combinations(range(len(institutions)), 2)
    ]


def _joint(
    institutions: Sequence[Institution],
    papers: Sequence[int | None],
    found: Mapping[frozenset[int], tuple[int, int]],
    counted: Iterable[str],
    one: int,
    other: int,
) -> Joint:
    pair = (institutions[one], institutions[other])
    if not {place.country for place in pair} & set(counted):
        return Joint(one, other, None, None, (None, None))
    n, top = found.get(frozenset(place.institution_id for place in pair), (0, 0))
    first, second = (n / papers[number] if papers[number] else None for number in (one, other))  # type: ignore[operator]
    return Joint(one, other, n, top / ONE, (first, second))


_JOINT = ibis.table({"window": "int16", "field": "int16"}, name="joint")


def _joint_given(window: int, fields: Sequence[int]) -> pa.Table:
    return pa.table({"window": pa.array([window] * len(fields), pa.int16()), "field": pa.array(fields, pa.int16())})


@lru_cache
def _edges(scheme: str) -> ir.Table:
    rows = EDGE.unbound()
    rows = rows.filter(rows.scheme == scheme)
    rows = rows.semi_join(_JOINT, ["window", "field"]).semi_join(ASKED, rows.u == ASKED.institution_id)
    v = ASKED.view()
    rows = rows.semi_join(v, rows.v == v.institution_id)
    return rows.group_by("u", "v").agg(n=rows.n.sum().cast("int64"), top=rows.top.sum().cast("int64"))


def tables(reading: Reading, choice: Choice, answer: ComparisonAnswer, language: str = "ja") -> list[Table]:
    """The page as tables: fields, joint works, trend, and the source."""
    return [
        with_source(_field_table(choice, answer, language), reading, choice, language),
        _joint_table(answer, language),
        _trend_table(choice, answer, language),
        source_sheet(reading, choice, language),
    ]


_VALUE = {
    "ja": ("n（件）", "論文数", "Q値", "区間の下端", "区間の上端"),
    "en": ("n", "Papers", "Q", "Interval, low", "Interval, high"),
}


def _cells(value: Value | None) -> tuple[Cell, ...]:
    return (value.n, value.papers, value.q, value.low, value.high) if value else (None,) * 5


def _field_table(choice: Choice, answer: ComparisonAnswer, language: str) -> Table:
    head = ("分野", "大学", *IDENTIFIERS) if language == "ja" else ("Field", "University", *IDENTIFIERS)
    more = (
        ("大学内の構成比", "世界に対する特化係数")
        if language == "ja"
        else ("Share of its papers", "Activity index (world)")
    )
    rows = [
        (
            schemes.name(choice.scheme, row.field, language),
            place.name(language),
            *identifiers(place),
            *_cells(value),
            *_more(value),
        )
        for row in (answer.total, *answer.fields)
        for place, value in zip(answer.institutions, row.values, strict=True)
    ]
    return Table("大学の比較" if language == "ja" else "comparison", (*head, *_VALUE[language], *more), rows)


def _more(value: Value | None) -> tuple[Cell, Cell]:
    return (value.share, value.ai) if value else (None, None)


def _joint_table(answer: ComparisonAnswer, language: str) -> Table:
    japanese = language == "ja"
    columns = (
        ("大学", "相手", "共著論文（件）", "Top10%論文数")
        if japanese
        else ("University", "Partner", "Joint works", "Top 10% joint works")
    )
    names = [one.name(language) for one in answer.institutions]
    rows = [(names[one.one], names[one.other], one.n, one.top) for one in answer.joints]
    return Table("共著" if japanese else "Joint works", columns, rows)


def _trend_table(choice: Choice, answer: ComparisonAnswer, language: str) -> Table:
    head = ("分野", "期間", "大学") if language == "ja" else ("Field", "Window", "University")
    field = schemes.name(choice.scheme, answer.trend_field, language)
    rows = [
        (field, f"{window.first_year}-{window.last_year}", place.name(language), *_cells(value))
        for window in answer.trend
        for place, value in zip(answer.institutions, window.values, strict=True)
    ]
    return Table("推移" if language == "ja" else "Trend", (*head, *_VALUE[language]), rows)
