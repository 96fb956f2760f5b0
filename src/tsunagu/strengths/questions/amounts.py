"""Papers, Q and activity of institutions by field and window.

What the pages of one university and of several side by side share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.measures import counting, portfolio, ratios
from tsunagu.strengths.questions.choice import Choice, spans_table
from tsunagu.strengths.questions.kept import kept
from tsunagu.strengths.questions.reading import CODES, HOME, MAP, Reading, filled
from tsunagu.strengths.questions.standing import spanned
from tsunagu.strengths.tables import AMOUNTS, CELL, COLLABORATION, INSTITUTION, INTERVAL, KINDS, ONE

PAPERS = ("p_frac", "p_full", "p_author")
SPANS = ibis.table({"first_year": "int16", "last_year": "int16"}, name="spans")
BASE = ibis.table({"field": "int16", **dict.fromkeys(PAPERS, "float64")}, name="base")
_WEIGHED = dict.fromkeys((*AMOUNTS, "ncs"), "float64")
REFERENCE = ibis.table({"field": "int16", **_WEIGHED}, name="reference")
_SUMMED = ("n", "papers", "top", "fractional")  # of amounts, what is added up over fields


@dataclass(frozen=True, slots=True)
class Measured:
    """Papers and Q of a field (0: all) in a window.

    n: whole papers; papers, top: as counted; fractional: papers shared by institutions.
    """

    field: int
    window: int
    first_year: int
    n: int
    papers: float
    top: float
    q: float | None
    low: float | None
    high: float | None
    fractional: float


Row = Mapping[str, Any]
Key = tuple[int, int, int]  # institution, field (0 for all of the scheme together) and last year of the window
Amounts = Mapping[Key, Measured]  # what has no papers is not there
Activities = Mapping[tuple[int, int], Row]  # by institution and field
Ends = tuple[float, float]  # of an interval


def amounts(reading: Reading, choice: Choice, institutions: Sequence[int]) -> Amounts:
    """The papers and Q of institutions in every field and window, by the choice's counting.

    Of those of the countries with intervals.
    """
    spans, cells = spans_table(reading.edition), _cells(reading, choice.scheme, institutions)
    rows = reading.rows(_windows(choice.counting, choice.top), spans=spans, home_cell=cells)
    ends = _intervals(reading, choice, institutions)
    every = (*rows, *_all_fields(rows))
    return {_key(row): _measured(row, ends.get(_key(row))) for row in every}


def activities(
    reading: Reading,
    choice: Choice,
    institutions: Sequence[int],
    base: Mapping[int, float],
) -> Activities:
    """What ``portfolio`` says of institutions and fields in the window: share, ai, rsi, contribution.

    base: the reference set's papers by field.
    """
    cells = _cells(reading, choice.scheme, institutions)
    given = {"span": choice.span, "base": base_table(base), "home_cell": cells}
    rows = reading.rows(_portfolio(choice.counting, choice.top), **given)
    return {(row["institution_id"], row["field"]): row for row in rows}


def top_shares(reading: Reading, choice: Choice, institution: int, reference: pa.Table) -> Mapping[int, Row]:
    """What ``portfolio.top_shares`` says of an institution by field.

    reference: the set's amounts in papers by field, from ``counting.totals``.
    """
    cells = _cells(reading, choice.scheme, [institution])
    given = {"span": choice.span, "reference": reference, "home_cell": cells}
    rows = reading.rows(_top_shares(choice.counting, choice.top), **given)
    return {row["field"]: row for row in rows}


def world(reading: Reading, choice: Choice) -> Mapping[int, float]:
    """The papers of all institutions together by field, in the window and the counting of the choice."""
    by_field = _world_papers(reading, choice.scheme)[choice.window]
    return {field: row[choice.counting.papers] for field, row in by_field.items()}


@kept
def _world_papers(reading: Reading, scheme: str) -> Mapping[int, Mapping[int, Row]]:
    """The world's papers by every counting, by last year of a window and by field."""
    by_window: dict[int, dict[int, Row]] = defaultdict(dict)
    for row in reading.rows(_world(scheme, reading.edition.eight_from), spans=spans_table(reading.edition)):
        by_window[row["last_year"]][row["field"]] = row
    return by_window


def kinds(reading: Reading, choice: Choice, institution: int) -> Mapping[str, int]:
    """The papers of an institution by kind of collaboration and their top weights, all fields of the scheme together.

    Empty without papers.
    """
    rows = _kinds_of_all(reading, choice.scheme)
    its = pc.equal(rows["institution_id"], institution)
    in_window = pc.equal(rows["last_year"], choice.window)
    own: list[dict[str, int]] = rows.filter(pc.and_(its, in_window)).to_pylist()
    return own[0] if own else {}


@kept
def _kinds_of_all(reading: Reading, scheme: str) -> pa.Table:
    spans = spans_table(reading.edition)
    return reading.engine.fetch(_kinds(scheme, reading.edition.eight_from), spans=spans)


def has_intervals(reading: Reading, choice: Choice) -> bool:
    """Whether intervals were computed for this way of counting and these fields."""
    return choice.has_interval and bool(reading.store.files("interval", scheme=choice.scheme))


def says_something(low: float | None, high: float | None) -> bool:
    """Whether there is an interval wider than a point.

    Papers that are all alike, such as four without a top paper, leave nothing to draw.
    """
    return low is not None and high is not None and low < high


def base_table(papers: Mapping[int, float]) -> pa.Table:
    """Papers by field as the table bound as ``base``.

    Only their proportions matter, so that every counting stands in its own column.
    """
    column = list(papers.values())
    return filled(BASE, field=list(papers), **dict.fromkeys(PAPERS, column))


def _cells(reading: Reading, scheme: str, institutions: Iterable[int]) -> pa.Table:
    """Their cells, given as ``home_cell``: a few hundred rows, which spare an expression the search among all."""
    return pa.concat_tables([_own_cells(reading, scheme, number) for number in institutions])


@kept
def _own_cells(reading: Reading, scheme: str, institution: int) -> pa.Table:
    return reading.cells_of(scheme, institution)


def _key(row: Row, year: str = "last_year") -> Key:
    return row["institution_id"], row["field"], row[year]


def _all_fields(rows: Sequence[Row]) -> list[Row]:
    """The rows summed over fields: a paper is in one field of a scheme."""
    windows: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        windows[row["institution_id"], row["last_year"]].append(row)
    return [_summed(fields) for fields in windows.values()]


def _summed(rows: Sequence[Row]) -> Row:
    """One row for the rows of an institution in a window."""
    sums = {name: _sum(rows, name) for name in _SUMMED}
    q = sums["top"] / sums["papers"] if sums["papers"] else None
    return {**rows[0], **sums, "field": schemes.ALL, "q": q}


def _sum(rows: Sequence[Row], name: str) -> int:
    return sum(row[name] for row in rows)


def _measured(row: Row, ends: Ends | None) -> Measured:
    low, high = ends or (None, None)
    return Measured(
        field=row["field"],
        window=row["last_year"],
        first_year=row["first_year"],
        n=row["n"],
        papers=row["papers"] / ONE,
        top=row["top"] / ONE,
        q=row["q"],
        low=low,
        high=high,
        fractional=row["fractional"] / ONE,
    )


def _intervals(reading: Reading, choice: Choice, institutions: Sequence[int]) -> Mapping[Key, Ends]:
    """The ends of intervals; none where they are not computed for this way of counting."""
    if not choice.has_interval:
        return {}
    rows = _intervals_of_all(reading, choice.scheme, choice.counting)
    theirs = rows.filter(pc.is_in(rows["institution_id"], pa.array(institutions, pa.int32())))
    return {_key(row, "window"): (row["low"], row["high"]) for row in theirs.to_pylist()}


@kept
def _intervals_of_all(reading: Reading, scheme: str, counted: str) -> pa.Table:
    return reading.engine.fetch(bounds(scheme, counted))


@lru_cache
def _windows(counted: str, top: str) -> ir.Table:
    sums = counting.windows(HOME, SPANS)
    return ratios.measured(sums.mutate(fractional=sums.p_frac), top, counted)


@lru_cache
def bounds(scheme: str, counted: str) -> ir.Table:
    """The intervals of all windows: institution_id, field (0: all), window, low and high.

    None are kept for some schemes.

    One without width is left out: papers that are all alike say nothing about how far Q may move.
    """
    rows = INTERVAL.unbound()
    low, high = rows[f"low_{counted}"], rows[f"high_{counted}"]
    wide = rows.filter(rows.scheme == scheme, low < high)
    return wide.select("institution_id", "field", "window", low=low, high=high)


@lru_cache
def _portfolio(counted: str, top: str) -> ir.Table:
    """Activity and contribution of each field."""
    sums = counting.sums(spanned(HOME), ["institution_id", "field"])
    parts = portfolio.decomposition(sums, top, counted).select("institution_id", "field", "contribution")
    active = portfolio.activity(sums, BASE, counted).left_join(parts, ["institution_id", "field"])
    return active.select("institution_id", "field", "share", "ai", "rsi", "contribution")


@lru_cache
def _top_shares(counted: str, top: str) -> ir.Table:
    return portfolio.top_shares(counting.sums(spanned(HOME), ["institution_id", "field"]), REFERENCE, top, counted)


def _of(rows: ir.Table, scheme: str, summed: str | None) -> ir.Table:
    """The rows of a scheme; of the eight fields those of the scheme that is summed to them, under their new fields."""
    if scheme != EIGHT:
        return rows.filter(rows.scheme == scheme)
    mapped = rows.filter(rows.scheme == summed).join(MAP, "field")
    return mapped.mutate(field=mapped.to).select(*rows.columns)


@lru_cache
def _world(scheme: str, summed: str | None) -> ir.Table:
    """The papers by field and window, in papers."""
    totals = counting.totals(_of(CELL.unbound(), scheme, summed), ["field", "year"])
    windows = spanned(totals.select("field", "year", *PAPERS), SPANS)
    return windows.group_by("field", "last_year").agg(**_sums(windows, PAPERS))


@lru_cache
def _kinds(scheme: str, summed: str | None) -> ir.Table:
    """The papers of each institution at home of each kind in each window."""
    home = INSTITUTION.unbound().semi_join(CODES, "country").select("institution_id")
    names = [f"{part}_{kind}" for kind, part in product(KINDS, ("n", "top"))]
    rows = _of(COLLABORATION.unbound(), scheme, summed).semi_join(home, "institution_id")
    yearly = rows.group_by("institution_id", "year").agg(**_sums(rows, names))
    windows = spanned(yearly, SPANS)
    return windows.group_by("institution_id", "last_year").agg(**_sums(windows, names))


def _sums(rows: ir.Table, names: Iterable[str]) -> dict[str, ir.Scalar]:
    return {name: rows[name].sum() for name in names}
