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
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.measures import counting, strong
from tsunagu.strengths.measures.ratios import measured
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.choice import ASKED, SPAN, Choice, asked
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, JAPAN, Institution, Reading
from tsunagu.strengths.questions.records import MapQuestion
from tsunagu.strengths.questions.standing import MEMBER, members, spanned
from tsunagu.strengths.tables import INTERVAL, ONE

LEAST = (1, 5, 10, 50, 100, 500, 1000)
MARGINS = (0, 5, 10, 20, 30)  # thousandths
PERMILLE = 1000

_GOES_WITH = {"university": Reference.NAMED, "value": Reference.VALUE}  # parameters that one kind of reference needs

_AMOUNT = {"papers": "int64", "top": "int64"}
_REFERENCE = ibis.table(_AMOUNT, name="reference")
_LIMITS = ibis.table({"least": "int64", "margin": "float64"}, name="limits")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a map is asked, with everything that the question leaves to the data or to convention.

    named: the university of ``Reference.NAMED``. least: papers of a university in a field below which nothing is said.
    """

    question: MapQuestion
    choice: Choice
    country: str
    named: Institution | None
    least: int
    edition: str

    @property
    def grouped(self) -> bool:
        """Whether it is about those of whom groups are said: the universities in Japan."""
        return self.country == JAPAN and not self.question.everyone

    @property
    def margin(self) -> float:
        """How far below the reference is near, with room for what rounding leaves."""
        return self.question.margin / PERMILLE + 1e-12

    @property
    def reached(self) -> frozenset[Verdict]:
        """The verdicts of those that are listed."""
        if self.question.rule is Rule.INTERVAL:
            return frozenset({Verdict.STRONG})
        return frozenset({Verdict.STRONG, Verdict.POINT})


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

    of: schemes.Field
    listed: Mapping[int, Sequence[Entry]]
    only_q: Sequence[Entry]  # whose Q reaches the reference, where the rule asks the interval, too
    near: Sequence[Entry]
    wide: int  # whose Q is farther below, but whose interval reaches the reference
    few: int
    looked_at: int

    @property
    def field(self) -> int:
        """The number of the field."""
        return self.of.field

    @property
    def name(self) -> str:
        """The name of the field."""
        return self.of.name

    @property
    def count(self) -> int:
        """How many are listed."""
        return sum(map(len, self.listed.values()))

    @property
    def missed(self) -> list[Entry]:
        """Those that are shown without being listed."""
        return [*self.only_q, *self.near]


@dataclass(frozen=True)
class StrengthMap:
    """The answer. reference: None where the university asked for has no papers in the window."""

    terms: Terms
    reference: Compared | None
    groups: Sequence[editions.Group]
    sizes: Mapping[int, int]  # institutions by group
    rows: Sequence[Row]

    @property
    def choice(self) -> Choice:
        """How the numbers are counted."""
        return self.terms.choice

    @property
    def listed(self) -> list[Entry]:
        """The entries that are listed, in the order of fields and groups."""
        rows = ((row, group.group) for row in self.rows for group in self.groups)
        return [entry for row, group in rows for entry in row.listed.get(group, ())]

    @cached_property
    def reached(self) -> Mapping[int, int]:
        """How many different ones are listed, by group."""
        places = {(entry.group, entry.institution.institution_id) for entry in self.listed}
        return Counter(group for group, _ in places)

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


@kept
def answer(reading: Reading, question: MapQuestion) -> StrengthMap:
    """The map of a country in a window; entries in the order of their papers in the field, never of their Q.

    Raises Unanswerable for a country or groups that are not computed, or a reference that is not complete.
    """
    terms = _terms(reading, question)
    choice = terms.choice
    member = members(reading, choice, terms.country, everyone=question.everyone, edition=terms.edition)
    compared, reference = _compared(reading, terms, member)
    groups, sizes = editions.groups(terms.edition), Counter(member["group"].to_pylist())
    if reference is None:
        return StrengthMap(terms, None, groups, sizes, ())
    limits = pa.table({"least": [terms.least], "margin": [terms.margin]}, schema=_LIMITS.schema().to_pyarrow())
    given = {"span": choice.span, "member": member, "limits": limits}
    expression = _map(choice.scheme, choice.counting, choice.top, choice.has_interval)
    entries = [_entry(reading, row) for row in reading.rows(expression, reference=reference, **given)]
    counts = {row["field"]: row for row in reading.rows(_counts(choice.scheme), **given)}
    by_size = sorted(entries, key=_by_size)
    rows = [_row(terms, field, by_size, counts.get(field.field)) for field in schemes.fields(choice.scheme)]
    return StrengthMap(terms, compared, groups, sizes, rows)


def _terms(reading: Reading, question: MapQuestion) -> Terms:
    _check_reference(question)
    country = question.country.upper() or reading.edition.country
    if country not in (computed := reading.edition.settings.countries):
        raise Unanswerable("country", f"{country} is not computed; there are {', '.join(computed)}")
    groups = question.groups or editions.GROUPS
    if groups not in (known := editions.group_editions()):
        raise Unanswerable("groups", f"there is no edition {groups}; there are {', '.join(known)}")
    named = None if question.university is None else reading.institution(question.university)
    least = usual_least(reading) if question.least is None else question.least
    return Terms(question, choices.chosen(reading.edition, question), country, named, least, groups)


def _check_reference(question: MapQuestion) -> None:
    for name, reference in _GOES_WITH.items():
        if (getattr(question, name) is None) == (question.reference is reference):
            raise Unanswerable(name, f"it goes with reference={reference}, and only with it")


def _row(terms: Terms, field: schemes.Field, entries: Sequence[Entry], counted: Mapping[str, int] | None) -> Row:
    mine = [entry for entry in entries if entry.field == field.field]
    listed: dict[int, list[Entry]] = {}
    for entry in mine:
        if entry.verdict in terms.reached:
            listed.setdefault(entry.group, []).append(entry)
    only_q = [entry for entry in mine if entry.verdict is Verdict.POINT and entry.verdict not in terms.reached]
    below = [entry for entry in mine if entry.verdict is Verdict.NEAR]
    near = [entry for entry in below if entry.short <= terms.margin]
    counts = counted or {"few": 0, "looked_at": 0}
    return Row(field, listed, only_q, near, len(below) - len(near), counts["few"], counts["looked_at"])


def _by_size(entry: Entry) -> tuple[int, int]:
    return -(entry.amount.n or 0), entry.institution.institution_id


def _entry(reading: Reading, row: Mapping[str, Any]) -> Entry:
    institution, verdict = reading.institutions[row["institution_id"]], Verdict(row["verdict"])
    return Entry(institution, row["group"], row["field"], verdict, amount(row), row["reference"] - row["q"])


def amount(row: Mapping[str, Any]) -> Amount:
    """The amounts of a row with n, papers, top (units of 2^-40), q, and low and high where it has them."""
    return Amount(row["n"], row["papers"] / ONE, row["top"] / ONE, row["q"], row.get("low"), row.get("high"))


def _compared(reading: Reading, terms: Terms, member: pa.Table) -> tuple[Compared | None, pa.Table | None]:
    """The reference as readers see it and as the comparison takes it."""
    value = terms.question.value
    if value is not None:
        permille = int(value * (PERMILLE // 100))
        return Compared(None, Amount(None, None, None, permille / PERMILLE)), _amounts(PERMILLE, permille)
    row = _reference_row(reading, terms, member)
    if row is None or row["q"] is None:
        return None, None
    institution = reading.institutions[row["institution_id"]]
    ends = _reference_ends(reading, terms.choice, institution)
    return Compared(institution, amount({**row, **ends})), _amounts(row["papers"], row["top"])


def _reference_row(reading: Reading, terms: Terms, member: pa.Table) -> Mapping[str, Any] | None:
    """The all-field amounts of the university that is named, or of the one with most papers."""
    choice = terms.choice
    key = (choice.scheme, choice.counting, choice.top)
    if terms.named:
        rows = reading.rows(_overall(*key), span=choice.span, asked=asked(terms.named.institution_id))
    else:
        rows = reading.rows(_largest(*key, terms.country), span=choice.span, member=member)
    return rows[0] if rows else None


def _reference_ends(reading: Reading, choice: Choice, institution: Institution) -> Mapping[str, float]:
    """The ends of its interval, as far as they are known."""
    if not choice.has_interval:
        return {}
    expression = _overall_interval(choice.scheme, choice.counting)
    rows = reading.rows(expression, span=choice.span, asked=asked(institution.institution_id))
    return {"low": rows[0]["low"], "high": rows[0]["high"]} if rows else {}


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
