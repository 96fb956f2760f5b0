"""Papers, Q and activity of institutions by field and window.

What the pages of one university and of several side by side share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
from tsunagu.strengths.questions.reading import CODES, HOME, MAP, Reading
from tsunagu.strengths.questions.standing import spanned
from tsunagu.strengths.tables import AMOUNTS, CELL, COLLABORATION, INSTITUTION, INTERVAL, KINDS, ONE

SPANS = ibis.table({"first_year": "int16", "last_year": "int16"}, name="spans")
BASE = ibis.table({"field": "int16", "p_frac": "float64", "p_full": "float64", "p_author": "float64"}, name="base")
REFERENCE = ibis.table({"field": "int16", **dict.fromkeys(AMOUNTS, "float64"), "ncs": "float64"}, name="reference")
PAPERS = ("p_frac", "p_full", "p_author")


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


# By institution, field (0 for all of the scheme together) and last year of the window; what has no papers is not there.
Amounts = Mapping[tuple[int, int, int], Measured]
Row = Mapping[str, Any]


def amounts(reading: Reading, choice: Choice, institutions: Sequence[int]) -> Amounts:
    """The papers and Q of institutions in every field and window, by the choice's counting.

    Of those of the countries with intervals.
    """
    given = {"spans": spans_table(reading.edition), "home_cell": _cells(reading, choice.scheme, institutions)}
    rows = reading.rows(_windows(choice.counting, choice.top), **given)
    ends = _intervals(reading, choice, institutions)
    return {key: _measured(row, ends.get(key)) for row in (*rows, *_all_fields(rows)) if (key := _key(row))}


def activities(
    reading: Reading, choice: Choice, institutions: Sequence[int], base: Mapping[int, float]
) -> Mapping[tuple[int, int], dict[str, Any]]:
    """What ``portfolio`` says of institutions and fields in the window: share, ai, rsi, contribution.

    base: the reference set's papers by field.
    """
    given = {"span": choice.span, "base": base_table(base), "home_cell": _cells(reading, choice.scheme, institutions)}
    rows = reading.rows(_portfolio(choice.counting, choice.top), **given)
    return {(row["institution_id"], row["field"]): row for row in rows}


def top_shares(reading: Reading, choice: Choice, institution: int, reference: pa.Table) -> Mapping[int, dict[str, Any]]:
    """What ``portfolio.top_shares`` says of an institution by field.

    reference: the set's amounts in papers by field, from ``counting.totals``.
    """
    given = {"span": choice.span, "reference": reference, "home_cell": _cells(reading, choice.scheme, [institution])}
    return {row["field"]: row for row in reading.rows(_top_shares(choice.counting, choice.top), **given)}


def world(reading: Reading, choice: Choice) -> Mapping[int, float]:
    """The papers of all institutions together by field, in the window and the counting of the choice."""
    by_field = _world_papers(reading, choice.scheme)[choice.window]
    return {field: row[f"p_{choice.counting}"] for field, row in by_field.items()}


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
    found = rows.filter(pc.and_(its, pc.equal(rows["last_year"], choice.window)))
    return found.to_pylist()[0] if found.num_rows else {}


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
    column = pa.array(papers.values(), pa.float64())
    return pa.table({"field": pa.array(papers.keys(), pa.int16()), **dict.fromkeys(PAPERS, column)})


def _cells(reading: Reading, scheme: str, institutions: Iterable[int]) -> pa.Table:
    """Their cells, given as ``home_cell``: a few hundred rows, which spare an expression the search among all."""
    return pa.concat_tables([_own_cells(reading, scheme, number) for number in institutions])


@kept
def _own_cells(reading: Reading, scheme: str, institution: int) -> pa.Table:
    return reading.cells_of(scheme, institution)


def _key(row: Mapping[str, Any]) -> tuple[int, int, int]:
    return row["institution_id"], row["field"], row["last_year"]


def _all_fields(rows: Sequence[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    """The rows summed over fields: a paper is in one field of a scheme."""
    sums: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        own = sums.setdefault(
            (row["institution_id"], row["last_year"]), {**row, "field": schemes.ALL, **dict.fromkeys(_SUMMED, 0)}
        )
        for name in _SUMMED:
            own[name] += row[name]
    return [row | {"q": row["top"] / row["papers"] if row["papers"] else None} for row in sums.values()]


_SUMMED = ("n", "papers", "top", "fractional")


def _measured(row: Mapping[str, Any], ends: tuple[float, float] | None) -> Measured:
    amounts = (row["papers"] / ONE, row["top"] / ONE, row["q"], *(ends or (None, None)), row["fractional"] / ONE)
    return Measured(row["field"], row["last_year"], row["first_year"], row["n"], *amounts)


def _intervals(
    reading: Reading, choice: Choice, institutions: Sequence[int]
) -> Mapping[tuple[int, int, int], tuple[float, float]]:
    """The ends of intervals; none where they are not computed for this way of counting."""
    if not choice.has_interval:
        return {}
    rows = _intervals_of_all(reading, choice.scheme, choice.counting)
    theirs = rows.filter(pc.is_in(rows["institution_id"], pa.array(institutions, pa.int32()))).to_pylist()
    return {(row["institution_id"], row["field"], row["window"]): (row["low"], row["high"]) for row in theirs}


@kept
def _intervals_of_all(reading: Reading, scheme: str, counted: str) -> pa.Table:
    return reading.engine.fetch(_bounds(scheme, counted))


@lru_cache
def _windows(counted: str, top: str) -> ir.Table:
    sums = counting.windows(HOME, SPANS)
    return ratios.measured(sums.mutate(fractional=sums.p_frac), top, counted)


@lru_cache
def _bounds(scheme: str, counted: str) -> ir.Table:
    rows = INTERVAL.unbound()
    # Papers that are all alike have an interval without width, which says nothing.
    rows = rows.filter(rows.scheme == scheme, rows[f"low_{counted}"] < rows[f"high_{counted}"])
    return rows.select("institution_id", "field", "window", low=rows[f"low_{counted}"], high=rows[f"high_{counted}"])


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
    yearly = counting.totals(_of(CELL.unbound(), scheme, summed), ["field", "year"]).select("field", "year", *PAPERS)
    both = spanned(yearly, SPANS)
    return both.group_by("field", "last_year").agg(**{name: both[name].sum() for name in PAPERS})


@lru_cache
def _kinds(scheme: str, summed: str | None) -> ir.Table:
    """The papers of each institution at home of each kind in each window."""
    home = INSTITUTION.unbound().semi_join(CODES, "country").select("institution_id")
    names = [f"{part}_{kind}" for kind in KINDS for part in ("n", "top")]
    rows = _of(COLLABORATION.unbound(), scheme, summed).semi_join(home, "institution_id")
    yearly = rows.group_by("institution_id", "year").agg(**{name: rows[name].sum() for name in names})
    both = spanned(yearly, SPANS)
    return both.group_by("institution_id", "last_year").agg(**{name: both[name].sum() for name in names})
