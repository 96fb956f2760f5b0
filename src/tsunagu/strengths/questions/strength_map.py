"""特定分野に強い大学.

Which universities' Q reaches a reference, field by field and group by group, as on the slide of the decks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, product
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.enums import Nature, Reference, Rule, Verdict
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.measures import counting, strong
from tsunagu.strengths.measures.ratios import measured
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.amounts import bounds
from tsunagu.strengths.questions.choice import ASKED, SPAN, Choice, asked
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, JAPAN, Institution, Reading, filled
from tsunagu.strengths.questions.records import MapQuestion
from tsunagu.strengths.questions.standing import MEMBER, members, spanned
from tsunagu.strengths.tables import ONE

LEAST = (1, 5, 10, 50, 100, 500, 1000)
MARGINS = (0, 5, 10, 20, 30)  # thousandths
PERMILLE = 1000

_GOES_WITH = {"university": Reference.NAMED, "value": Reference.VALUE}  # parameters that one kind of reference needs

_SHOWN = [verdict.value for verdict in (Verdict.STRONG, Verdict.POINT, Verdict.NEAR)]
_REFERENCE = ibis.table({"papers": "int64", "top": "int64"}, name="reference")
_LIMITS = ibis.table({"least": "int64", "margin": "int64"}, name="limits")

AmountRow = Mapping[str, Any]  # the amounts of an institution, as an expression gives them
Counts = Mapping[int, Mapping[str, int]]  # by field: how many have papers, and how many of them too few


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
    """The reference: of an institution, or a value that was typed in.

    papers, top: what Q is compared with in whole numbers, in one unit for both.
    """

    institution: Institution | None
    amount: Amount
    papers: int
    top: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A university in a field. near: whether its Q is below the reference by no more than the margin."""

    institution: Institution
    group: int
    field: int
    verdict: Verdict
    amount: Amount
    near: bool


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
        cells = product(self.rows, self.groups)
        return list(chain.from_iterable(row.listed.get(group.group, ()) for row, group in cells))

    @cached_property
    def reached(self) -> Mapping[int, int]:
        """How many different ones are listed, by group."""
        different = {(entry.group, entry.institution.institution_id) for entry in self.listed}
        return Counter(group for group, _ in different)

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
    return 50 if reading.edition.nature is Nature.DATA else 5


@kept
def answer(reading: Reading, question: MapQuestion) -> StrengthMap:
    """The map of a country in a window; entries in the order of their papers in the field, never of their Q.

    Raises Unanswerable for a country or groups that are not computed, or a reference that is not complete.
    """
    terms = _terms(reading, question)
    member = members(reading, terms.choice, terms.country, everyone=question.everyone, edition=terms.edition)
    compared = _compared(reading, terms, member)
    groups, sizes = editions.groups(terms.edition), Counter(member["group"].to_pylist())
    rows = _rows(reading, terms, member, compared) if compared else ()
    return StrengthMap(terms, compared, groups, sizes, rows)


def _terms(reading: Reading, question: MapQuestion) -> Terms:
    _check_reference(question)
    country = question.country.upper() or reading.edition.country
    _check("country", country, reading.edition.settings.countries, f"{country} is not computed")
    groups = question.groups or editions.GROUPS
    _check("groups", groups, editions.group_editions(), f"there is no edition {groups}")
    named = None if question.university is None else reading.institution(question.university)
    least = usual_least(reading) if question.least is None else question.least
    return Terms(question, choices.chosen(reading.edition, question), country, named, least, groups)


def _check_reference(question: MapQuestion) -> None:
    for name, reference in _GOES_WITH.items():
        if (getattr(question, name) is None) == (question.reference is reference):
            raise Unanswerable(name, f"it goes with reference={reference}, and only with it")


def _check(parameter: str, value: str, known: Sequence[str], message: str) -> None:
    if value not in known:
        raise Unanswerable(parameter, f"{message}; there are {', '.join(known)}")


def _rows(reading: Reading, terms: Terms, member: pa.Table, compared: Compared) -> list[Row]:
    """The fields with their universities, those with most papers in the field first."""
    choice = terms.choice
    given = {"span": choice.span, "member": member, "limits": _limits(terms)}
    expression = _map(choice.scheme, choice.counting, choice.top, choice.has_interval)
    verdicts = reading.rows(expression, reference=_amounts(compared), **given)
    entries = sorted((_entry(reading, row) for row in verdicts), key=_by_size)
    counts = {row["field"]: row for row in reading.rows(_counts(choice.scheme), **given)}
    return [_row(terms, field, entries, counts) for field in schemes.fields(choice.scheme)]


def _limits(terms: Terms) -> pa.Table:
    return filled(_LIMITS, least=[terms.least], margin=[terms.question.margin])


def _row(terms: Terms, field: schemes.Field, entries: Sequence[Entry], counts: Counts) -> Row:
    own = [entry for entry in entries if entry.field == field.field]
    reached = [entry for entry in own if entry.verdict in terms.reached]
    only_q = [entry for entry in own if entry.verdict in {Verdict.POINT} - terms.reached]
    below = [entry for entry in own if entry.verdict is Verdict.NEAR]
    near = [entry for entry in below if entry.near]
    wide = len(below) - len(near)
    count = counts.get(field.field) or {"few": 0, "looked_at": 0}
    return Row(field, _by_group(reached), only_q, near, wide, count["few"], count["looked_at"])


def _by_group(entries: Sequence[Entry]) -> Mapping[int, Sequence[Entry]]:
    groups: dict[int, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    return groups


def _by_size(entry: Entry) -> tuple[int, int]:
    return -(entry.amount.n or 0), entry.institution.institution_id


def _entry(reading: Reading, row: AmountRow) -> Entry:
    return Entry(
        institution=reading.institutions[row["institution_id"]],
        group=row["group"],
        field=row["field"],
        verdict=Verdict(row["verdict"]),
        amount=_amount(row),
        near=row["near"],
    )


def _amount(row: AmountRow) -> Amount:
    """The amounts of a row with n, papers, top (units of 2^-40), q, and low and high where it has them."""
    papers, top = row["papers"] / ONE, row["top"] / ONE
    low, high = row.get("low"), row.get("high")
    return Amount(row["n"], papers, top, row["q"], low, high)


def _compared(reading: Reading, terms: Terms, member: pa.Table) -> Compared | None:
    """The value that was typed in, or what is known of the university of reference."""
    value = terms.question.value
    if value is not None:
        return _typed(int(value * (PERMILLE // 100)))
    row = _reference_row(reading, terms, member)
    if row is None or row["q"] is None:
        return None
    institution = reading.institutions[row["institution_id"]]
    ends = _reference_ends(reading, terms.choice, institution)
    return Compared(institution, _amount({**row, **ends}), row["papers"], row["top"])


def _typed(permille: int) -> Compared:
    return Compared(None, Amount(None, None, None, permille / PERMILLE), PERMILLE, permille)


def _reference_row(reading: Reading, terms: Terms, member: pa.Table) -> AmountRow | None:
    """The all-field amounts of the university that is named, or of the one with most papers."""
    choice = terms.choice
    counted = (choice.scheme, choice.counting, choice.top)
    if terms.named:
        named = asked(terms.named.institution_id)
        rows = reading.rows(_overall(*counted), span=choice.span, asked=named)
    else:
        rows = reading.rows(_largest(*counted, terms.country), span=choice.span, member=member)
    return rows[0] if rows else None


def _reference_ends(reading: Reading, choice: Choice, institution: Institution) -> Mapping[str, float]:
    """The ends of its interval, as far as they are known."""
    if not choice.has_interval:
        return {}
    expression = _overall_interval(choice.scheme, choice.counting)
    rows = reading.rows(expression, span=choice.span, asked=asked(institution.institution_id))
    return {"low": rows[0]["low"], "high": rows[0]["high"]} if rows else {}


def _amounts(compared: Compared) -> pa.Table:
    """The reference as the table that expressions bind as ``reference``."""
    return filled(_REFERENCE, papers=[compared.papers], top=[compared.top])


@lru_cache
def _fields(scheme: str) -> ir.Table:
    """The amounts of institutions by field in the window."""
    cells = spanned(HOME.filter(HOME.scheme == scheme))
    return counting.sums(cells.semi_join(MEMBER, "institution_id"), ["institution_id", "field"])


@lru_cache
def _map(scheme: str, counted: str, top: str, has_interval: bool) -> ir.Table:
    """Those at, near or perhaps at the reference, with enough papers."""
    ends = _intervals(scheme, counted) if has_interval else None
    # The limits are bound, so that one text serves all of them.
    rows = strong.strength_map(
        _fields(scheme),
        MEMBER,
        _REFERENCE,
        ends,
        least_papers=_LIMITS.least.as_scalar(),
        margin_permille=_LIMITS.margin.as_scalar(),
        top=top,
        counting=counted,
    )
    return rows.filter(rows.verdict.isin(_SHOWN))


@lru_cache
def _intervals(scheme: str, counted: str) -> ir.Table:
    """The intervals of the window bound as ``span``: institution_id, field (0: all), low and high."""
    rows = bounds(scheme, counted)
    return rows.join(SPAN, rows.window == SPAN.last_year).select("institution_id", "field", "low", "high")


@lru_cache
def _counts(scheme: str) -> ir.Table:
    """How many have papers in a field, and how many of them too few."""
    rows = _fields(scheme).cross_join(_LIMITS)
    few = (rows.p_full < rows.least).cast("int64")
    return rows.group_by("field").agg(looked_at=rows.count(), few=few.sum())


@lru_cache
def _largest(scheme: str, counted: str, top: str, country: str) -> ir.Table:
    return strong.largest(_fields(scheme), MEMBER, country, top, counted)


@lru_cache
def _overall(scheme: str, counted: str, top: str) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == scheme).semi_join(ASKED, "institution_id"))
    return measured(counting.sums(cells, ["institution_id"]), top, counted)


@lru_cache
def _overall_interval(scheme: str, counted: str) -> ir.Table:
    rows = _intervals(scheme, counted)
    return rows.filter(rows.field == schemes.ALL).semi_join(ASKED, "institution_id")
