"""特定領域の強み (J-PEAKS).

How far a university's own domain is from the universities that it measures itself with, window by window.

The indicator asks that the top 10% papers of a university in a domain of its own come up to those of a university for
international research excellence. Which fields make up the domain, and which universities are meant by the latter, is
the reader's choice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import Counting, Top
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.measures import counting, focus, intervals, ratios
from tsunagu.strengths.measures.focus import Domain
from tsunagu.strengths.measures.intervals import SURE_FROM
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.amounts import SPANS, says_something
from tsunagu.strengths.questions.choice import ASKED, Choice, Window, asked, spans_table
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import HOME, Institution, Reading
from tsunagu.strengths.questions.records import MOST_MEMBERS, DomainQuestion
from tsunagu.strengths.questions.standing import is_university, natural_science, spanned
from tsunagu.strengths.tables import BOOTSTRAP_BIN, ONE

MEMBERS = 3  # universities of the reference group where the reader names none
FINEST = ("subfield", "field", "concept")  # schemes in which a domain is best described, the finest first

Places = tuple[Institution, ...]
Ends = tuple[float, float]  # of an interval
Amounts = Mapping[tuple[int, int], focus.Amount]  # by institution and last year of the window
Intervals = Mapping[int, Ends]  # by last year of the window

_NO_ENDS = (None, None)
_NAME = "domain"  # the one domain of a question
_DOMAIN = ibis.table(focus.DOMAIN, name="own_domain")
_MAP = ibis.table({"field": "int16", "to": "int16"}, name="domain_map")
_LARGEST = ibis.table({"institution_id": "int32"}, name="largest")


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of a domain, with everything that the question leaves to the data or to convention.

    fields: of the choice's scheme, in its order. members: the reference group, in the reader's order. usual: nobody
    named the group, so it is the largest universities of the country. name: what the reader calls the domain.
    """

    choice: Choice
    institution: Institution
    fields: tuple[int, ...]
    members: Places
    usual: bool
    name: str

    @property
    def field_names(self) -> list[str]:
        """The names of the fields."""
        return [schemes.name(self.choice.scheme, field) for field in self.fields]

    @property
    def member_names(self) -> list[str]:
        """The names of the reference group."""
        return [member.name for member in self.members]


@dataclass(frozen=True, slots=True)
class WindowGap:
    """The domain in one window: the university, the reference group, and what lies between.

    Everything but the years may be unknown.

    ``difference`` is the university's Q less the group's, negative where the university is below; ``difference_low``
    and ``difference_high`` are the ends of its 95% interval. ``more_top``: how many of its papers more would have to be
    top papers; ``more_papers``: how many top papers it would have to write in addition; both in papers as the choice
    counts them, 0 at or above the reference.
    """

    first_year: int
    last_year: int
    n: int | None = None
    papers: float | None = None
    top: float | None = None
    q: float | None = None
    low: float | None = None
    high: float | None = None
    reference_n: int | None = None
    reference_q: float | None = None
    reference_low: float | None = None
    reference_high: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    more_top: int | None = None
    more_papers: int | None = None

    @property
    def verdict(self) -> str:
        """How the university surely stands to the group.

        Surely below it (``below``), surely above it (``reached``), or neither can be said (``unclear``).

        Sure is what the interval of the difference says where 0 is not in it. ``few`` where one of the two has too few
        papers for its interval to hold what it says, ``unknown`` where there is nothing to compare.
        """
        if self.difference is None:
            return "unknown"
        if min(self.n or 0, self.reference_n or 0) < SURE_FROM:
            return "few"
        if self.difference_high is not None and self.difference_high < 0:
            return "below"
        if self.difference_low is not None and self.difference_low > 0:
            return "reached"
        return "unclear"

    def about(self, papers: int | None) -> int | None:
        """Papers as counted in whole papers, by what the university holds of one on average."""
        return math.ceil(papers * self.n / self.papers) if papers and self.n and self.papers else None


@dataclass(frozen=True, slots=True)
class DomainAnswer:
    """A university's domain beside its reference group. chosen: the window of the reader."""

    terms: Terms
    windows: Sequence[WindowGap]
    chosen: WindowGap

    @property
    def choice(self) -> Choice:
        """How the numbers are counted."""
        return self.terms.choice

    @property
    def about_top(self) -> int | None:
        """How many whole papers the missing top papers are, unless whole papers are counted anyway."""
        return None if self._whole else self.chosen.about(self.chosen.more_top)

    @property
    def about_papers(self) -> int | None:
        """How many whole papers the top papers needed in addition are, unless whole papers are counted anyway."""
        return None if self._whole else self.chosen.about(self.chosen.more_papers)

    @property
    def _whole(self) -> bool:
        return self.choice.counting is Counting.FULL


def answer(reading: Reading, question: DomainQuestion) -> DomainAnswer:
    """A university's Q in a domain beside that of a reference group, in every window of the data.

    The group's Q is its top papers over its papers, a ratio of sums. Raises Unanswerable for a domain without fields or
    with one that the scheme does not have, a university that is not computed, or too many members.
    """
    terms = _terms(reading, question)
    windows = _windows(reading, terms)
    chosen = next(window for window in windows if window.last_year == terms.choice.window)
    return DomainAnswer(terms, windows, chosen)


def chosen(reading: Reading, question: DomainQuestion) -> Choice:
    """The choice that a question makes; unless it says otherwise in the finest scheme, since domains are narrow."""
    return choices.chosen(reading.edition, replace(question, scheme=question.scheme or finest(reading)))


def finest(reading: Reading) -> str:
    """The finest scheme of the data."""
    return next((name for name in FINEST if name in reading.edition.schemes), reading.edition.schemes[0])


def _terms(reading: Reading, question: DomainQuestion) -> Terms:
    choice = chosen(reading, question)
    place = reading.institution(question.university)
    fields = _fields(choice, question.fields)
    named = _named(reading, question.reference, place)
    members = named or usual_group(reading, choice, place)
    return Terms(choice, place, fields, tuple(members), not named, question.name)


def _fields(choice: Choice, fields: Sequence[int]) -> tuple[int, ...]:
    if not fields:
        raise Unanswerable("field", "a domain needs at least one field")
    known = {field.field for field in schemes.fields(choice.scheme)}
    unknown = [field for field in fields if field not in known]
    if unknown:
        raise Unanswerable("field", f"the scheme {choice.scheme} has no field {unknown[0]}")
    return tuple(sorted(set(fields)))


def _named(reading: Reading, texts: Sequence[str], place: Institution) -> list[Institution]:
    """The reference group that a question names, each once and without the university itself."""
    if len(texts) > MOST_MEMBERS:
        raise Unanswerable("r", f"a domain is compared with no more than {MOST_MEMBERS} universities")
    members = dict.fromkeys(reading.institution(text, "r") for text in texts)
    return [member for member in members if member != place]


def usual_group(reading: Reading, choice: Choice, place: Institution) -> list[Institution]:
    """The reference group where nobody names one: the largest universities of the country but this one."""
    return largest(reading, choice, place.country, (place.institution_id,))


def largest(
    reading: Reading, choice: Choice, country: str | None, without: Sequence[int] = (), number: int = MEMBERS
) -> list[Institution]:
    """The universities of a country with most papers in the choice's window, natural science together.

    Some may be left out.
    """
    numbers = _most_papers(reading, Window(choice.first_year, choice.window), choice.counting, country)
    others = [reading.institutions[other] for other in numbers if other not in without]
    return others[:number]


@kept
def _most_papers(reading: Reading, window: Window, way: Counting, country: str | None) -> list[int]:
    places = [place for place in reading.institutions.values() if place.country == country and is_university(place)]
    numbers = pa.array([place.institution_id for place in places], pa.int32())
    given = {"span": window.table, "largest": pa.table({"institution_id": numbers})}
    return [row["institution_id"] for row in reading.rows(_largest(natural_science(reading), way), **given)]


@lru_cache
def _largest(scheme: str, way: Counting) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == scheme).semi_join(_LARGEST, "institution_id"))
    sums = cells.group_by("institution_id").agg(papers=cells[f"p_{way}"].sum())
    return sums.order_by(ibis.desc("papers"), "institution_id").limit(MOST_MEMBERS).select("institution_id")


@dataclass(frozen=True, slots=True)
class _Side:
    """The university or the group in one window; None: without papers.

    ends: of the interval of its Q, where it is known and has a width.
    """

    amount: focus.Amount | None
    ends: Ends | None


def _windows(reading: Reading, terms: Terms) -> list[WindowGap]:
    amounts = _amounts(reading, terms)
    own = _sides(reading, terms, amounts, (terms.institution,))
    group = _sides(reading, terms, amounts, terms.members)
    return [_window(first, last, own[last], group[last]) for first, last in reading.edition.spans]


def _sides(reading: Reading, terms: Terms, amounts: Amounts, places: Places) -> Mapping[int, _Side]:
    """Some institutions together, by last year of the window."""
    ordered = tuple(sorted(places, key=lambda place: place.openalex_id))
    ends = _intervals(reading, terms.choice, ordered, terms.fields)
    windows = (last for _, last in reading.edition.spans)
    return {last: _Side(_together(amounts, ordered, last), ends.get(last)) for last in windows}


def _together(amounts: Amounts, places: Places, last: int) -> focus.Amount | None:
    keys = ((place.institution_id, last) for place in places)
    known = [amounts[key] for key in keys if key in amounts]
    return focus.Amount.together(known) if known else None


def _window(first: int, last: int, own: _Side, group: _Side) -> WindowGap:
    """What is known of the university in a window and, where the group has papers, of both."""
    mine, theirs = own.amount, group.amount
    if mine is None:
        return WindowGap(first, last)
    papers, top = mine.papers / ONE, mine.top / ONE
    alone = WindowGap(first, last, mine.n, papers, top, mine.q, *(own.ends or _NO_ENDS))
    gap = theirs and focus.gap(mine, theirs)
    if not (theirs and gap) or mine.q is None or theirs.q is None:
        return alone
    reference_low, reference_high = group.ends or _NO_ENDS
    difference = difference_interval(mine.q, own.ends, theirs.q, group.ends)
    difference_low, difference_high = difference or _NO_ENDS
    return replace(
        alone,
        reference_n=theirs.n,
        reference_q=theirs.q,
        reference_low=reference_low,
        reference_high=reference_high,
        difference=-gap.gap,
        difference_low=difference_low,
        difference_high=difference_high,
        more_top=gap.more_top,
        more_papers=gap.more_papers,
    )


def difference_interval(one: float, ends: Ends | None, other: float, other_ends: Ends | None) -> Ends | None:
    """The 95% interval of the difference of two shares (one less the other) from their own 95% intervals.

    None where one of these is not known.

    The method of variance estimates recovery for two estimates that do not depend on each other: Zou and Donner,
    Statistics in Medicine 27 (2008), 1693-1702, https://doi.org/10.1002/sim.3095.
    """
    if not (ends and other_ends):
        return None
    (low, high), (other_low, other_high) = ends, other_ends
    down = math.hypot(one - low, other_high - other)
    up = math.hypot(high - one, other - other_low)
    return one - other - down, one - other + up


def _amounts(reading: Reading, terms: Terms) -> Amounts:
    """Papers and top papers of the university and the members in the domain."""
    choice = terms.choice
    given = {
        "asked": asked(*(place.institution_id for place in (terms.institution, *terms.members))),
        "own_domain": focus.domain_rows([Domain(_NAME, choice.scheme, terms.fields)]),
        "spans": spans_table(reading.edition),
    }
    rows = reading.rows(_sums(choice.scheme, choice.counting, choice.top), **given)
    return {(row["institution_id"], row["last_year"]): _amount(row) for row in rows}


def _amount(row: Mapping[str, Any]) -> focus.Amount:
    return focus.Amount(row["n"], row["papers"], row["top"])


@lru_cache
def _sums(scheme: str, way: Counting, top: Top) -> ir.Table:
    """Papers and top papers in the domain, by institution and window."""
    own = HOME.filter(HOME.scheme == scheme).semi_join(ASKED, "institution_id")
    cells = own.semi_join(_DOMAIN, ["scheme", "field"])
    return ratios.measured(counting.windows(cells, SPANS, ("institution_id",)), top.value, way.value)


@kept
def _intervals(reading: Reading, choice: Choice, institutions: Places, fields: tuple[int, ...]) -> Intervals:
    """The interval of the Q of some institutions together in the domain, from the bins of its fields together.

    One without width says nothing and is left out. By whole counting a paper of two of them is in it twice, as it is in
    their sum of papers.
    """
    if not choice.has_interval:
        return {}
    names = " ".join(f"I{place.openalex_id}" for place in institutions)
    seed = f"{reading.edition.snapshot} {choice.scheme} {list(fields)} {names}"
    bins = _bins_together(reading, choice, institutions, fields)
    rows = intervals.intervals(bins, question=seed, draws=reading.edition.settings.draws).to_pylist()
    ends = {row["window"]: (row[f"low_{choice.counting}"], row[f"high_{choice.counting}"]) for row in rows}
    return {window: pair for window, pair in ends.items() if says_something(*pair)}


def _bins_together(
    reading: Reading, choice: Choice, institutions: Sequence[Institution], fields: Sequence[int]
) -> pa.Table:
    """The bins of some institutions under one number: they are one group, and equal bins are added up."""
    scheme, stored = reading.stored(choice.scheme, fields)
    pairs = {"field": stored, "to": [1] * len(stored)}
    domain = pa.table(pairs, schema=_MAP.schema().to_pyarrow())
    places = asked(*(place.institution_id for place in institutions))
    bins = reading.engine.fetch(_bins(scheme), asked=places, domain_map=domain)
    number = bins.schema.get_field_index("institution_id")
    return bins.set_column(number, "institution_id", pa.array([0] * bins.num_rows, pa.int32()))


@lru_cache
def _bins(scheme: str) -> ir.Table:
    bins = BOOTSTRAP_BIN.unbound()
    return intervals.regrouped(bins.filter(bins.scheme == scheme).semi_join(ASKED, "institution_id"), _MAP)


def saved(reading: Reading, folder: Path) -> tuple[list[Domain], list[Problem]]:
    """The domains saved as CSV files in a folder, of schemes that the data have, and what is wrong with the files."""
    known = {name: {field.field for field in schemes.fields(name)} for name in reading.edition.schemes}
    domains: list[Domain] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            domains += focus.read_domains(path, known)
        except Rejected as rejected:
            problems += rejected.problems
    return domains, problems
