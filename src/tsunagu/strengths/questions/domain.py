"""特定領域の強み (J-PEAKS).

How far a university's own domain is from the universities that it measures itself with, window by window.

The indicator asks that the top 10% papers of a university in a domain of its own come up to those of a university for
international research excellence. Which fields make up the domain, and which universities are meant by the latter, is
the reader's choice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.enums import Counting, Top
from tsunagu.strengths.measures import counting, focus, intervals, ratios
from tsunagu.strengths.measures.intervals import SURE_FROM
from tsunagu.strengths.questions.amounts import SPANS, says_something
from tsunagu.strengths.questions.choice import ASKED, Choice, asked, spans_table
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.provenance_sheet import IDENTIFIERS, identifiers, source_sheet, whose, with_source
from tsunagu.strengths.questions.reading import HOME, Institution, Reading
from tsunagu.strengths.questions.standing import is_university, natural_science, spanned
from tsunagu.strengths.tables import BOOTSTRAP_BIN, ONE

MEMBERS = 3  # universities of the reference group where the reader names none
MOST_MEMBERS = 10
FINEST = ("subfield", "field", "concept")  # schemes in which a domain is best described, the finest first

_Bounds = tuple[float, float] | None

_NAME = "domain"  # the one domain of a question
_DOMAIN = ibis.table(focus.DOMAIN, name="own_domain")
_MAP = ibis.table({"field": "int16", "to": "int16"}, name="domain_map")
_LARGEST = ibis.table({"institution_id": "int32"}, name="largest")


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
        if self.difference_low is None or self.difference_high is None:
            return "unclear"
        return "below" if self.difference_high < 0 else "reached" if self.difference_low > 0 else "unclear"

    def about(self, papers: int) -> int | None:
        """Papers as counted in whole papers, by what the university holds of one on average."""
        return math.ceil(papers * self.n / self.papers) if self.n and self.papers else None


@dataclass(frozen=True, slots=True)
class DomainAnswer:
    """A university's domain and its reference group.

    ``usual``: nobody named the group, so it is the largest universities of the country.
    """

    institution: Institution
    members: Sequence[Institution]
    usual: bool
    fields: Sequence[int]
    windows: Sequence[WindowGap]
    chosen: WindowGap  # that of the reader's window


def finest(reading: Reading) -> str:
    """The finest scheme of the data."""
    return next((name for name in FINEST if name in reading.edition.schemes), reading.edition.schemes[0])


def largest(
    reading: Reading, choice: Choice, country: str | None, without: Sequence[int] = (), number: int = MEMBERS
) -> list[Institution]:
    """The universities of a country with most papers in the choice's window, natural science together.

    Some may be left out.
    """
    rows = kept(
        reading,
        ("largest", country, choice.first_year, choice.window, choice.counting),
        lambda: _most_papers(reading, choice, country),
    )
    return [reading.institutions[row] for row in rows if row not in set(without)][:number]


def _most_papers(reading: Reading, choice: Choice, country: str | None) -> list[int]:
    places = [
        one.institution_id for one in reading.institutions.values() if one.country == country and is_university(one)
    ]
    given = pa.table({"institution_id": pa.array(places, pa.int32())})
    rows = reading.rows(_largest(natural_science(reading), choice.counting), span=choice.span, largest=given)
    return [row["institution_id"] for row in rows]


@lru_cache
def _largest(scheme: str, way: Counting) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == scheme).semi_join(_LARGEST, "institution_id"))
    sums = cells.group_by("institution_id").agg(papers=cells[f"p_{way}"].sum())
    return sums.order_by(ibis.desc("papers"), "institution_id").limit(MOST_MEMBERS).select("institution_id")


def domain(
    reading: Reading,
    choice: Choice,
    institution: Institution,
    fields: Sequence[int],
    members: Sequence[Institution] = (),
) -> DomainAnswer:
    """A university's Q in a domain beside that of a reference group, in every window of the data.

    fields: of the choice's scheme, at least one, each once. members: the reference group, up to ``MOST_MEMBERS``; none:
    the largest universities of the same country without the university itself. The group's Q is its top papers over its
    papers, a ratio of sums. Raises ValueError for no field, one that the scheme does not have, or too many members.
    """
    if not fields or len(set(fields)) < len(fields) or len(members) > MOST_MEMBERS:
        raise ValueError(
            "a domain needs at least one field, each once, "
            f"and no more than {MOST_MEMBERS} universities to be compared with"
        )
    for field in fields:
        schemes.name(choice.scheme, field)
    group = list(members) or largest(reading, choice, institution.country, (institution.institution_id,))
    question = f"{reading.edition.snapshot} {choice.scheme} {sorted(fields)}"
    bounds = _intervals(reading, choice, [institution], fields, f"{question} I{institution.openalex_id}")
    numbers = sorted(one.institution_id for one in group)
    names = " ".join(f"I{one.openalex_id}" for one in sorted(group, key=lambda one: one.openalex_id))
    key = ("group", choice, tuple(sorted(fields)), *numbers)
    their = kept(reading, key, lambda: _intervals(reading, choice, group, fields, f"{question} {names}"))
    given = {
        "asked": asked(institution.institution_id, *numbers),
        "own_domain": focus.domain_rows([focus.Domain(_NAME, choice.scheme, tuple(fields))]),
        "spans": spans_table(reading.edition),
    }
    rows = reading.rows(_amounts(choice.scheme, choice.counting, choice.top), **given)
    found = {
        (row["institution_id"], row["last_year"]): focus.Amount(row["n"], row["papers"], row["top"]) for row in rows
    }
    windows = []
    for first, last in reading.edition.spans:
        theirs = focus.Amount.together([found[number, last] for number in numbers if (number, last) in found])
        windows.append(
            _window(
                (first, last), found.get((institution.institution_id, last)), theirs, bounds.get(last), their.get(last)
            )
        )
    shown = next(window for window in windows if window.last_year == choice.window)
    return DomainAnswer(institution, group, not members, list(fields), windows, shown)


@lru_cache
def _amounts(scheme: str, way: Counting, top: Top) -> ir.Table:
    """Papers and top papers in the domain, by institution and window."""
    cells = (
        HOME.filter(HOME.scheme == scheme).semi_join(ASKED, "institution_id").semi_join(_DOMAIN, ["scheme", "field"])
    )
    return ratios.measured(counting.windows(cells, SPANS, ("institution_id",)), top.value, way.value)


def _window(
    span: tuple[int, int],
    own: focus.Amount | None,
    group: focus.Amount,
    bounds: _Bounds = None,
    their_bounds: _Bounds = None,
) -> WindowGap:
    """The domain in one window. own: None where the university has no papers. bounds: the ends of the intervals."""
    if own is None:
        return WindowGap(*span)
    # An interval without width says nothing.
    bounds, their_bounds = (pair if pair and says_something(*pair) else None for pair in (bounds, their_bounds))
    window = WindowGap(*span, own.n, own.papers / ONE, own.top / ONE, own.q, *(bounds or (None, None)))
    found = focus.gap(own, group)
    if found is None or group.q is None or own.q is None:
        return window
    their_low, their_high = their_bounds or (None, None)
    low, high = difference_interval(own.q, bounds, group.q, their_bounds) or (None, None)
    return replace(
        window,
        reference_n=group.n,
        reference_q=group.q,
        reference_low=their_low,
        reference_high=their_high,
        difference=-found.gap,
        difference_low=low,
        difference_high=high,
        more_top=found.more_top,
        more_papers=found.more_papers,
    )


def difference_interval(one: float, bounds: _Bounds, other: float, other_bounds: _Bounds) -> _Bounds:
    """The 95% interval of the difference of two shares (one less the other) from their own 95% intervals.

    None where one of these is not known.

    The method of variance estimates recovery for two estimates that do not depend on each other: Zou and Donner,
    Statistics in Medicine 27 (2008), 1693-1702, https://doi.org/10.1002/sim.3095.
    """
    if not (bounds and other_bounds):
        return None
    (low, high), (other_low, other_high) = bounds, other_bounds
    return one - other - math.hypot(one - low, other_high - other), one - other + math.hypot(
        high - one, other - other_low
    )


def _intervals(
    reading: Reading, choice: Choice, institutions: Sequence[Institution], fields: Sequence[int], question: str
) -> dict[int, tuple[float, float]]:
    """The interval of the Q of some institutions together in the domain, by window.

    From the bins of its fields together.

    By whole counting a paper of two of them is in it twice, as it is in their sum of papers.
    """
    if not choice.has_interval:
        return {}
    scheme, stored = reading.stored(choice.scheme, fields)
    pairs = pa.table({"field": pa.array(stored, pa.int16()), "to": pa.array([1] * len(stored), pa.int16())})
    found = reading.engine.fetch(
        _bins(scheme), asked=asked(*(one.institution_id for one in institutions)), domain_map=pairs
    )
    # Under one number they are one group, and equal bins are added up.
    together = found.set_column(
        found.schema.get_field_index("institution_id"), "institution_id", pa.array([0] * found.num_rows, pa.int32())
    )
    rows = intervals.intervals(together, question=question, draws=reading.edition.settings.draws).to_pylist()
    return {row["window"]: (row[f"low_{choice.counting}"], row[f"high_{choice.counting}"]) for row in rows}


@lru_cache
def _bins(scheme: str) -> ir.Table:
    bins = BOOTSTRAP_BIN.unbound()
    return intervals.regrouped(bins.filter(bins.scheme == scheme).semi_join(ASKED, "institution_id"), _MAP)


def saved(reading: Reading, folder: Path) -> tuple[list[focus.Domain], list[Problem]]:
    """The domains saved as CSV files in a folder, of schemes that the data have, and what is wrong with the files."""
    known = {name: {one.field for one in schemes.fields(name)} for name in reading.edition.schemes}
    domains: list[focus.Domain] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            domains += focus.read_domains(path, known)
        except Rejected as rejected:
            problems += rejected.problems
    return domains, problems


def tables(reading: Reading, choice: Choice, answer: DomainAnswer, language: str = "ja", name: str = "") -> list[Table]:
    """The page as tables.

    Windows, the fields of the domain (as a file that can be saved), the reference group, and the source.

    name: what the reader calls the domain.
    """
    japanese = language == "ja"
    one = answer.institution
    called = name or (f"{one.name(language)}の領域" if japanese else f"domain of {one.name(language)}")
    names = [schemes.name(choice.scheme, field, language) for field in answer.fields]
    fields = [(called, choice.scheme, field, label) for field, label in zip(answer.fields, names, strict=True)]
    members = [(member.name(language), *identifiers(member)) for member in answer.members]
    asked: list[tuple[str, Cell]] = [
        ("領域" if japanese else "Domain", called),
        ("領域の分野" if japanese else "Fields of the domain", "、".join(names) if japanese else "; ".join(names)),
        (
            "比べる大学" if japanese else "Reference group",
            ("、" if japanese else "; ").join(member.name(language) for member in answer.members),
        ),
    ]
    chosen_by = ("比べる大学の選び方" if japanese else "Reference group is", _chosen_by(answer, language))
    return [
        with_source(_window_table(answer, asked, language), reading, choice, language),
        Table(
            "領域の分野" if japanese else "Fields",
            (*(focus.COLUMNS_JA if japanese else focus.COLUMNS), "分野" if japanese else "name"),
            fields,
        ),
        Table(
            "比べる大学" if japanese else "Reference group",
            ("大学" if japanese else "University", *IDENTIFIERS),
            members,
        ),
        source_sheet(
            reading, choice, language, [("大学" if japanese else "University", one.name(language)), *asked, chosen_by]
        ),
    ]


def _chosen_by(answer: DomainAnswer, language: str) -> str:
    if answer.usual:
        return (
            f"論文数の多い順に{len(answer.members)}校（自校を除く）"
            if language == "ja"
            else f"the {len(answer.members)} largest but itself"
        )
    return "利用者の選択" if language == "ja" else "the reader's choice"


_COLUMNS = (
    ("期間", "Window"),
    ("n（件）", "n"),
    ("論文数", "Papers"),
    ("被引用上位の論文数", "Number of top-cited papers"),
    ("Q値", "Q"),
    ("区間の下端", "Interval, low"),
    ("区間の上端", "Interval, high"),
    ("比べる大学のn（件）", "n of the reference group"),
    ("比べる大学のQ値", "Q of the reference group"),
    ("比べる大学の区間の下端", "Reference group's interval, low"),
    ("比べる大学の区間の上端", "Reference group's interval, high"),
    ("差（大学−比べる大学）", "Difference (university less group)"),
    ("差の下端", "Difference, low"),
    ("差の上端", "Difference, high"),
    ("到達に必要な被引用上位の論文数（論文数が同じとき）", "Top-cited papers more, of as many papers"),
    ("到達に必要な被引用上位の論文数（新しい論文による）", "Top-cited papers needed in addition"),
)


def _window_table(answer: DomainAnswer, asked: Sequence[tuple[str, Cell]], language: str) -> Table:
    more = tuple(value for _, value in asked)
    rows: list[tuple[Cell, ...]] = [
        (
            f"{one.first_year}-{one.last_year}",
            *(one.n, one.papers, one.top, one.q, one.low, one.high, one.reference_n, one.reference_q),
            *(
                one.reference_low,
                one.reference_high,
                one.difference,
                one.difference_low,
                one.difference_high,
                one.more_top,
                one.more_papers,
            ),
            *more,
        )
        for one in answer.windows
    ]
    columns = [*(labels[0] if language == "ja" else labels[1] for labels in _COLUMNS), *(label for label, _ in asked)]
    return whose(Table("領域" if language == "ja" else "domain", columns, rows), answer.institution, language)
