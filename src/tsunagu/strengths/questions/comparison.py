"""大学を並べて比べる: two to four universities field by field, their joint works, and how they went.

A difference is named only where two intervals of enough papers do not meet. For S96 (ファンド大学と地域中核大学の連動)
the joint works of each pair stand beside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.measures.intervals import SURE_FROM
from tsunagu.strengths.questions import amounts, joint_papers
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.amounts import Activities, Amounts, Measured, Row
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.records import MOST_COMPARED, CompareQuestion
from tsunagu.strengths.tables import ONE

Placed = tuple[int, Institution]  # a university with its place among those compared
JointCounts = Mapping[frozenset[int], tuple[int, int]]  # works and their top weights, by pair


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

    @property
    def has_interval(self) -> bool:
        """Whether its interval is known."""
        return self.low is not None and self.high is not None

    @property
    def is_sure(self) -> bool:
        """Whether there is an interval of enough papers for a difference to be told from it."""
        return self.has_interval and self.n >= SURE_FROM

    def is_above(self, other: Value) -> bool:
        """Whether its interval lies above that of another."""
        return self.low is not None and other.high is not None and self.low > other.high


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
        return sum(value.has_interval for value in self.values if value) > 1

    @property
    def few(self) -> bool:
        """Whether there are two intervals, but not two of enough papers for a difference to be told from them."""
        return self.comparable and sum(value.is_sure for value in self.values if value) < 2

    @property
    def papers(self) -> int:
        """The papers of all universities, each counted whole."""
        return sum(value.n for value in self.values if value)


@dataclass(frozen=True, slots=True)
class Joint:
    """Works that two universities wrote together; None where they were not counted.

    first, second: the places of the two among those compared. parts: of the papers of each, whole counting.
    """

    first: int
    second: int
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
class Comparison:
    """Universities side by side. ``total`` is the row of all fields together; ``trend`` is of the field asked for."""

    choice: Choice
    institutions: Sequence[Institution]
    total: FieldRow
    fields: Sequence[FieldRow]
    joints: Sequence[Joint]
    trend: Sequence[TrendWindow]
    trend_field: int
    has_intervals: bool

    @property
    def rows(self) -> list[FieldRow]:
        """All fields together, and each of them."""
        return [self.total, *self.fields]

    def most(self, number: int) -> list[FieldRow]:
        """The fields in which the universities together have most papers, in the order of the scheme."""
        largest = sorted(self.fields, key=lambda row: -row.papers)[:number]
        return [row for row in self.fields if row in largest]


def answer(reading: Reading, question: CompareQuestion) -> Comparison:
    """The universities that the question names, side by side.

    Raises Unanswerable for fewer than two different ones or more than ``MOST_COMPARED``, for one that is not computed,
    or a field that the scheme does not have.
    """
    named = [reading.institution(text, "u") for text in dict.fromkeys(question.universities)]
    institutions = list(dict.fromkeys(named))
    if len(institutions) < 2:
        raise Unanswerable("u", "name at least two different universities")
    choice = choices.chosen(reading.edition, question)
    return side_by_side(reading, choice, institutions, choices.field_of(choice, question.field))


def side_by_side(
    reading: Reading,
    choice: Choice,
    institutions: Sequence[Institution],
    field: int = schemes.ALL,
) -> Comparison:
    """Universities side by side in the fields of the choice's scheme.

    institutions: one to ``MOST_COMPARED``, of the countries with intervals. field: the one whose trend is shown, 0 for
    all. Raises Unanswerable for more institutions.
    """
    if not 1 <= len(institutions) <= MOST_COMPARED:
        number = len(institutions)
        raise Unanswerable("u", f"from 1 to {MOST_COMPARED} universities are put side by side, not {number}")
    schemes.name(choice.scheme, field)
    numbers = _Numbers.of(reading, choice, institutions)
    rows = [numbers.row(known.field) for known in schemes.fields(choice.scheme)]
    total = numbers.row(schemes.ALL)
    return Comparison(
        choice=choice,
        institutions=institutions,
        total=total,
        fields=[row for row in rows if any(row.values)],
        joints=_joints(reading, choice, institutions, total),
        trend=[numbers.trend(field, *span) for span in reading.edition.spans],
        trend_field=field,
        has_intervals=amounts.has_intervals(reading, choice),
    )


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What was counted of the universities compared."""

    window: int
    institutions: Sequence[int]
    measured: Amounts
    active: Activities

    @classmethod
    def of(cls, reading: Reading, choice: Choice, institutions: Sequence[Institution]) -> _Numbers:
        numbers = [institution.institution_id for institution in institutions]
        measured = amounts.amounts(reading, choice, numbers)
        active = amounts.activities(reading, choice, numbers, amounts.world(reading, choice))
        return cls(choice.window, numbers, measured, active)

    def row(self, field: int) -> FieldRow:
        values = [self._now(number, field) for number in self.institutions]
        return FieldRow(field, values, differences(values))

    def trend(self, field: int, first: int, last: int) -> TrendWindow:
        values = [_value(self.measured.get((number, field, last))) for number in self.institutions]
        return TrendWindow(first, last, values)

    def _now(self, number: int, field: int) -> Value | None:
        measured = self.measured.get((number, field, self.window))
        return _value(measured, self.active.get((number, field)))


def differences(values: Sequence[Value | None]) -> list[tuple[int, int]]:
    """The pairs (higher, lower) whose intervals do not meet.

    A value without an interval, or of too few papers to rely on it, is in none.
    """
    sure = [(place, value) for place, value in enumerate(values) if value and value.is_sure]
    pairs = product(sure, repeat=2)
    return [(higher, lower) for (higher, above), (lower, below) in pairs if above.is_above(below)]


def _value(measured: Measured | None, active: Row | None = None) -> Value | None:
    if measured is None:
        return None
    index = (active["share"], active["ai"]) if active else (None, None)
    return Value(measured.n, measured.papers, measured.q, measured.low, measured.high, *index)


def _joints(reading: Reading, choice: Choice, institutions: Sequence[Institution], total: FieldRow) -> list[Joint]:
    """Joint works of each pair.

    What was counted and is not there is 0; pairs outside the countries of the computation are unknown.
    """
    counts = _joint_counts(reading, choice, institutions)
    papers = [value.n if value else None for value in total.values]
    pairs = combinations(enumerate(institutions), 2)
    return [_joint(reading, counts, papers, *pair) for pair in pairs]


def _joint_counts(reading: Reading, choice: Choice, institutions: Sequence[Institution]) -> JointCounts | None:
    """Joint works and their top weights by pair; None where they were not counted."""
    scheme, fields = reading.stored(choice.scheme)
    if len(institutions) < 2 or not reading.store.files("edge", scheme=scheme):
        return None
    numbers = tuple(institution.institution_id for institution in institutions)
    rows = joint_papers.counted(reading, scheme, choice.window, tuple(fields), numbers).to_pylist()
    return {_pair(row): (row["n"], row["top"]) for row in rows}


def _pair(row: Row) -> frozenset[int]:
    return frozenset((row["u"], row["v"]))


def _joint(
    reading: Reading,
    counts: JointCounts | None,
    papers: Sequence[int | None],
    one: Placed,
    other: Placed,
) -> Joint:
    (first, institution), (second, partner) = one, other
    counted = {institution.country, partner.country} & set(reading.edition.settings.edge_countries)
    if counts is None or not counted:
        return Joint(first, second, None, None, (None, None))
    n, top = counts.get(frozenset((institution.institution_id, partner.institution_id)), (0, 0))
    parts = _part(n, papers[first]), _part(n, papers[second])
    return Joint(first, second, n, top / ONE, parts)


def _part(joint: int, papers: int | None) -> float | None:
    return joint / papers if papers else None
