"""特定分野に強い大学.

Which universities' Q reaches a reference, field by field and group by group, as on the slide of the decks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.enums import Reference, Rule, Verdict
from tsunagu.strengths.measures import counting, strong
from tsunagu.strengths.measures.ratios import measured
from tsunagu.strengths.questions.choice import ASKED, SPAN, Choice, asked
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, JAPAN, Institution, Reading
from tsunagu.strengths.questions.standing import MEMBER, members, spanned
from tsunagu.strengths.tables import INTERVAL, ONE

LEAST = (1, 5, 10, 50, 100, 500, 1000)
MARGINS = (0, 5, 10, 20, 30)  # thousandths
PERMILLE = 1000

_AMOUNT = {"papers": "int64", "top": "int64"}
_REFERENCE = ibis.table(_AMOUNT, name="reference")
_LIMITS = ibis.table({"least": "int64", "margin": "float64"}, name="limits")


@dataclass(frozen=True, slots=True)
class Question:
    """What the map is asked.

    named: the university of ``Reference.NAMED``; permille: the value of ``Reference.VALUE`` in thousandths; least:
    papers of a university in a field below which nothing is said, None for ``usual_least``; margin: how far below the
    reference is near, in thousandths.
    """

    choice: Choice
    country: str = JAPAN
    everyone: bool = False  # other institutions than universities, too
    reference: Reference = Reference.LARGEST
    named: Institution | None = None
    permille: int | None = None
    rule: Rule = Rule.POINT
    least: int | None = None
    margin: int = 10
    edition: str = editions.GROUPS

    @property
    def grouped(self) -> bool:
        """Whether it is about those of whom groups are said: the universities in Japan."""
        return self.country == JAPAN and not self.everyone


@dataclass(frozen=True, slots=True)
class Amount:
    """A Q with what it rests on.

    n: whole papers; papers and top by the counting chosen; low and high: its interval, where known.
    """

    n: int | None
    papers: float | None
    top: float | None
    q: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The reference: of an institution, or a value that was typed in."""

    institution: Institution | None
    amount: Amount


@dataclass(frozen=True, slots=True)
class Entry:
    """A university in a field. short: how far its Q is below the reference."""

    institution: Institution
    group: int
    field: int
    verdict: Verdict
    amount: Amount
    short: float


@dataclass(frozen=True, slots=True)
class Row:
    """A field: the listed by group, the near misses, and how many were not looked at."""

    field: int
    name: str
    listed: Mapping[int, Sequence[Entry]]
    only_q: Sequence[Entry]  # whose Q reaches the reference, where the rule asks the interval, too
    near: Sequence[Entry]
    wide: int  # whose Q is farther below, but whose interval reaches the reference
    few: int
    looked_at: int

    @property
    def count(self) -> int:
        """How many are listed."""
        return sum(len(entries) for entries in self.listed.values())


@dataclass(frozen=True)
class StrengthMap:
    """The answer. reference: None where the university asked for has no papers in the window."""

    question: Question
    least: int
    reference: Compared | None
    groups: Sequence[editions.Group]
    sizes: Mapping[int, int]  # institutions by group
    rows: Sequence[Row]

    @cached_property
    def reached(self) -> Mapping[int, int]:
        """How many different ones are listed, by group."""
        listed = {
            (group, entry.institution.institution_id)
            for row in self.rows
            for group, entries in row.listed.items()
            for entry in entries
        }
        return Counter(group for group, _ in listed)

    @property
    def universities(self) -> int:
        """How many different ones are listed."""
        return sum(self.reached.values())

    @property
    def institutions(self) -> int:
        """How many were looked at: all with papers of natural science."""
        return sum(self.sizes.values())


def usual_least(reading: Reading) -> int:
    """The papers below which nothing is said unless the reader says otherwise.

    Fewer where the data are a sample or made up.
    """
    return 50 if reading.edition.nature == "data" else 5


def strength_map(reading: Reading, question: Question, language: str = "ja") -> StrengthMap:
    """The map of a country in a window; entries in the order of their papers in the field, never of their Q.

    Raises ValueError for a country that is not computed.
    """
    if question.country not in (computed := reading.edition.settings.countries):
        raise ValueError(f"{question.country} is not computed; there are {', '.join(computed)}")
    return kept(reading, (question, language), lambda: _strength_map(reading, question, language))


def _strength_map(reading: Reading, question: Question, language: str) -> StrengthMap:
    choice = question.choice
    least = usual_least(reading) if question.least is None else question.least
    member = members(reading, choice, question.country, everyone=question.everyone, edition=question.edition)
    compared, reference = _compared(reading, question, member)
    groups = editions.groups(question.edition)
    sizes = Counter(member["group"].to_pylist())
    if reference is None:
        return StrengthMap(question, least, None, groups, sizes, ())
    limits = pa.table({"least": [least], "margin": [_widest(question)]}, schema=_LIMITS.schema().to_pyarrow())
    given = {"span": choice.span, "member": member, "limits": limits}
    found = reading.rows(
        _map(choice.scheme, choice.counting, choice.top, choice.has_interval), reference=reference, **given
    )
    counts = {row["field"]: row for row in reading.rows(_counts(choice.scheme), **given)}
    entries = sorted((_entry(reading, row, choice) for row in found), key=_by_size)
    rows = [_row(field, entries, counts, question, language) for field in schemes.fields(choice.scheme)]
    return StrengthMap(question, least, compared, groups, sizes, rows)


def _row(
    field: schemes.Field,
    entries: Sequence[Entry],
    counts: Mapping[int, Mapping[str, int]],
    question: Question,
    language: str,
) -> Row:
    mine = [entry for entry in entries if entry.field == field.field]
    reached = {Verdict.STRONG} if question.rule is Rule.INTERVAL else {Verdict.STRONG, Verdict.POINT}
    listed: dict[int, list[Entry]] = {}
    for entry in mine:
        if entry.verdict in reached:
            listed.setdefault(entry.group, []).append(entry)
    only_q = [entry for entry in mine if entry.verdict is Verdict.POINT and Verdict.POINT not in reached]
    below = [entry for entry in mine if entry.verdict is Verdict.NEAR]
    near = [entry for entry in below if entry.short <= _widest(question)]
    count = counts.get(field.field, {"few": 0, "looked_at": 0})
    return Row(
        field.field,
        field.name(language),
        listed,
        only_q,
        near,
        len(below) - len(near),
        count["few"],
        count["looked_at"],
    )


def _widest(question: Question) -> float:
    """How far below the reference is near, with room for what rounding leaves."""
    return question.margin / PERMILLE + 1e-12


def _by_size(entry: Entry) -> tuple[int, int]:
    return -(entry.amount.n or 0), entry.institution.institution_id


def _entry(reading: Reading, row: Mapping[str, Any], choice: Choice) -> Entry:
    one = reading.institutions[row["institution_id"]]
    return Entry(one, row["group"], row["field"], Verdict(row["verdict"]), amount(row), row["reference"] - row["q"])


def amount(row: Mapping[str, Any]) -> Amount:
    """The amounts of a row with n, papers, top (units of 2^-40), q, and low and high where it has them."""
    return Amount(row["n"], row["papers"] / ONE, row["top"] / ONE, row["q"], row.get("low"), row.get("high"))


def _compared(reading: Reading, question: Question, member: pa.Table) -> tuple[Compared | None, pa.Table | None]:
    """The reference as readers see it and as the comparison takes it."""
    choice = question.choice
    if question.reference is Reference.VALUE and question.permille is not None:
        value = Amount(None, None, None, question.permille / PERMILLE)
        return Compared(None, value), _amounts(PERMILLE, question.permille)
    key = (choice.scheme, choice.counting, choice.top)
    if question.reference is Reference.NAMED and question.named:
        found = reading.rows(_overall(*key), span=choice.span, asked=asked(question.named.institution_id))
    else:
        found = reading.rows(_largest(*key, question.country), span=choice.span, member=member)
    if not found or found[0]["q"] is None:
        return None, None
    row = found[0]
    ends: Mapping[str, Any] = {}
    if choice.has_interval:
        rows = reading.rows(
            _overall_interval(choice.scheme, choice.counting), span=choice.span, asked=asked(row["institution_id"])
        )
        ends = rows[0] if rows else {}
    one = reading.institutions[row["institution_id"]]
    return Compared(one, amount({**row, "low": ends.get("low"), "high": ends.get("high")})), _amounts(
        row["papers"], row["top"]
    )


def _amounts(papers: int, top: int) -> pa.Table:
    return pa.table({"papers": pa.array([papers], pa.int64()), "top": pa.array([top], pa.int64())})


@lru_cache
def _fields(scheme: str) -> ir.Table:
    """The amounts of institutions by field in the window."""
    return counting.sums(
        spanned(HOME.filter(HOME.scheme == scheme)).semi_join(MEMBER, "institution_id"), ["institution_id", "field"]
    )


@lru_cache
def _map(scheme: str, counted: str, top: str, has_interval: bool) -> ir.Table:
    """Those at, near or perhaps at the reference, with enough papers."""
    ends = intervals(scheme, counted) if has_interval else None
    # With the widest margin; that of the question is bound, so that one text serves all of them.
    rows = strong.strength_map(
        _fields(scheme), MEMBER, _REFERENCE, ends, margin_permille=PERMILLE, top=top, counting=counted
    ).cross_join(_LIMITS)
    rows = rows.filter(
        rows.verdict.isin([Verdict.STRONG.value, Verdict.POINT.value, Verdict.NEAR.value]), rows.n >= rows.least
    )
    return rows.filter((rows.reference - rows.q <= rows.margin) | (rows.high >= rows.reference)).drop("least", "margin")


@lru_cache
def intervals(scheme: str, counted: str) -> ir.Table:
    """The intervals of the window bound as ``span``: institution_id, field (0: all), low and high.

    None are kept for some schemes.

    One without width is left out: papers that are all alike say nothing about how far Q may move.
    """
    rows = INTERVAL.unbound()
    rows = rows.filter(rows.scheme == scheme, rows[f"low_{counted}"] < rows[f"high_{counted}"]).join(
        SPAN, rows.window == SPAN.last_year
    )
    return rows.select("institution_id", "field", low=rows[f"low_{counted}"], high=rows[f"high_{counted}"])


@lru_cache
def _counts(scheme: str) -> ir.Table:
    """How many have papers in a field, and how many of them too few."""
    rows = _fields(scheme).cross_join(_LIMITS)
    return rows.group_by("field").agg(looked_at=rows.count(), few=(rows.p_full < rows.least).cast("int64").sum())


@lru_cache
def _largest(scheme: str, counted: str, top: str, country: str) -> ir.Table:
    return strong.largest(_fields(scheme), MEMBER, country, top, counted)


@lru_cache
def _overall(scheme: str, counted: str, top: str) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == scheme).semi_join(ASKED, "institution_id"))
    return measured(counting.sums(cells, ["institution_id"]), top, counted)


@lru_cache
def _overall_interval(scheme: str, counted: str) -> ir.Table:
    rows = intervals(scheme, counted)
    return rows.filter(rows.field == schemes.ALL).semi_join(ASKED, "institution_id")
