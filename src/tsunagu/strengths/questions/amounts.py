"""Papers, Q and activity of institutions by field and window.

What the pages of one university and of several side by side share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
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

    def make() -> Mapping[int, Mapping[int, Mapping[str, float]]]:
        found: dict[int, dict[int, Mapping[str, float]]] = defaultdict(dict)
        for row in reading.rows(_world(choice.scheme, reading.edition.eight_from), spans=spans_table(reading.edition)):
            found[row["last_year"]][row["field"]] = row
        return found

    by_field = kept(reading, ("world", choice.scheme), make)[choice.window]
    return {field: row[f"p_{choice.counting}"] for field, row in by_field.items()}


def kinds(reading: Reading, choice: Choice, institution: int) -> Mapping[str, int]:
    """The papers of an institution by kind of collaboration and their top weights, all fields of the scheme together.

    Empty without papers.
    """
    scheme, summed = choice.scheme, reading.edition.eight_from
    rows = kept(
        reading,
        ("kinds", scheme),
        lambda: reading.engine.fetch(_kinds(scheme, summed), spans=spans_table(reading.edition)),
    )
    found = rows.filter(
        pc.and_(pc.equal(rows["institution_id"], institution), pc.equal(rows["last_year"], choice.window))
    )
    return found.to_pylist()[0] if found.num_rows else {}


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
    return pa.concat_tables(
        [kept(reading, ("cells", scheme, one), partial(reading.cells_of, scheme, one)) for one in institutions]
    )


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
    bounds = _bounds(choice.scheme, choice.counting)
    rows = kept(reading, ("intervals", choice.scheme, choice.counting), lambda: reading.engine.fetch(bounds))
    mine = rows.filter(pc.is_in(rows["institution_id"], pa.array(institutions, pa.int32()))).to_pylist()
    return {(row["institution_id"], row["field"], row["window"]): (row["low"], row["high"]) for row in mine}


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
