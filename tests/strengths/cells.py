"""Small tables for the tests of the measures: cells, institutions, and every measure with data to run it on."""

from __future__ import annotations

import atexit
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from tsunagu.strengths.measures import counting, groups, layers, portfolio, ratios, strong
from tsunagu.strengths.storage.engines import DuckDB, Engine
from tsunagu.strengths.tables import AMOUNTS, CELL, INSTITUTION, ONE

SCHEME = "eight"
Row = dict[str, Any]
Number = int | Fraction


def units(papers: Number) -> int:
    """Papers in units of 2^-40, without the rest."""
    return int(papers * ONE)


def cell(
    institution: int,
    field: int,
    papers: Number,
    top: Number = 0,
    year: int = 2015,
    *,
    n: int | None = None,
    scheme: str = SCHEME,
) -> Row:
    """One cell in which every counting sees the same papers and top papers, save that n whole papers are counted (the
    next whole number).
    """
    whole = ceil(papers) if n is None else n
    amounts = {name: units(papers) if name.startswith("p_") else units(top) for name in AMOUNTS} | {
        "p_full": whole,
        "p_lead": 0,
    }
    return {"scheme": scheme, "field": field, "institution_id": institution, "year": year, **amounts, "ncs": 0.0}


def cells(rows: Iterable[Row]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=CELL.arrow)


def institutions(countries: Mapping[int, str | None]) -> pa.Table:
    """Institutions by their number with their country; nothing else is known of them."""
    rows = [
        {"institution_id": number, "openalex_id": number, "country": country} for number, country in countries.items()
    ]
    return pa.Table.from_pylist(rows, schema=INSTITUTION.arrow)


def small(schema: Mapping[str, str], rows: Iterable[Iterable[Any]]) -> pa.Table:
    """A small table from its rows."""
    arrow = ibis.schema(dict(schema)).to_pyarrow()
    return pa.Table.from_pylist([dict(zip(schema, row, strict=True)) for row in rows], schema=arrow)


def rows_of(engine: Engine, expression: ir.Table, **given: pa.Table) -> list[Row]:
    """What an expression gives, sorted by its columns."""
    rows: list[Row] = engine.fetch(expression, **given).to_pylist()
    return sorted(rows, key=lambda row: tuple((value is None, 0 if value is None else value) for value in row.values()))


def answer(expression: ir.Table, **given: pa.Table) -> list[Row]:
    """What an expression gives on DuckDB, sorted by its columns."""
    return rows_of(duckdb(), expression, **given)


@cache
def duckdb() -> DuckDB:
    """One engine for all: it keeps what it compiled."""
    return DuckDB(threads=1)


atexit.register(duckdb.cache_clear)  # the engine goes before the library that it is made of


C = CELL.unbound()
I = INSTITUTION.unbound()  # noqa: E741  as the letter of its table
GROUP = {"institution_id": "int32", "group": "int8"}
REFERENCE = {"papers": "int64", "top": "int64"}
LIMITS = {"least": "int64", "margin": "int64"}
SPAN = {"first_year": "int16", "last_year": "int16"}
INTERVAL = {"institution_id": "int32", "field": "int16", "low": "float64", "high": "float64"}


def unbound(schema: Mapping[str, str] | ibis.Schema, name: str) -> ir.Table:
    return ibis.table(ibis.schema(schema), name=name)


def by_field(*by: str) -> ir.Table:
    """The amounts of the cells by institution and field."""
    return counting.sums(C, ("institution_id", "field", *by))


@dataclass(frozen=True)
class Measure:
    """A measure as an expression over named tables, with the types it promises."""

    rows: ir.Table
    types: Mapping[str, str]


def _measures() -> dict[str, Measure]:
    shares = groups.national_shares(C, I)
    grouped = groups.grouped(shares, unbound(groups.THRESHOLDS, "thresholds"))
    largest = strong.largest(by_field(), I, "JP")
    world = counting.totals(C, ("field",))
    activity = portfolio.activity(by_field(), world)
    near = portfolio.proximity(activity)
    ranked = layers.ranked(by_field(), I, by_field(), 2)
    intervals, limits = unbound(INTERVAL, "intervals"), unbound(LIMITS, "limits")
    bound_later = {"least_papers": limits.least.as_scalar(), "margin_permille": limits.margin.as_scalar()}
    share = {"num": "int64", "den": "int64", "share": "float64"}
    u, f, floats = {"institution_id": "int32"}, {"field": "int16"}, "float64"
    amount = {"n": "int64", "papers": "int64", "top": "int64", "q": floats}
    interval = {"low": floats, "high": floats}
    indices = dict.fromkeys(("share", "reference_share", "ai", "rsi", "ssi"), floats)
    pair = {"field": "int16", "other": "int16", "both": "int64", "most": "int64", "phi": floats}
    rank = {"n": "int64", "papers": "int64", "place": "int32", "rank": "int32"}
    taken_apart = dict.fromkeys(("paper_share", "top_share", "q", "reference_q", "relative_q"), floats)
    here = {"country": "string"}
    verdict = {"reference": floats, "verdict": "string", "near": "boolean"}
    mapped = {"group": "int8", **f, **u, **amount, **interval, **verdict}
    return {
        "measured": Measure(ratios.measured(by_field()), {**u, **f, **amount}),
        "national_shares": Measure(shares, {**here, **u, **share}),
        "grouped": Measure(grouped, {**here, **u, **share, "group": "int8"}),
        "largest": Measure(largest, {**u, **amount}),
        "strength_map": Measure(strong.strength_map(by_field(), grouped, largest, intervals, least_papers=2), mapped),
        "strength_map, a value and limits that are bound later": Measure(
            strong.strength_map(
                by_field(), unbound(GROUP, "known_groups"), unbound(REFERENCE, "given_reference"), **bound_later
            ),
            mapped,
        ),
        "windows": Measure(
            counting.windows(C, unbound(SPAN, "spans")).select(*f, *u, *SPAN, "p_frac"),
            {**f, **u, **SPAN, "p_frac": "int64"},
        ),
        "activity": Measure(activity, {**u, **f, "papers": "int64", **indices, "advantage": "boolean"}),
        "activity, whole sums": Measure(
            portfolio.activity(by_field(), counting.sums(C, ("field",)), "full"),
            {**u, **f, "papers": "int64", **indices, "advantage": "boolean"},
        ),
        "decomposition": Measure(
            portfolio.decomposition(by_field()),
            {**u, **f, **amount, "paper_share": floats, "q_all": floats, "contribution": floats},
        ),
        "top_shares": Measure(portfolio.top_shares(by_field(), world), {**u, **f, **taken_apart}),
        "proximity": Measure(near, pair),
        "density": Measure(portfolio.density(activity, near), {**u, **f, "advantage": "boolean", "density": floats}),
        "ranked": Measure(ranked, {**here, **u, **rank}),
    }


MEASURES = _measures()


def given(measure: Measure) -> dict[str, pa.Table]:
    """The tables that a measure asks for, with data."""
    return {table.name: DATA[table.name] for table in measure.rows.op().find(ops.UnboundTable)}


def _data() -> dict[str, pa.Table]:
    """Data for every measure: 4 institutions, 3 fields, 2 spans."""
    third = Fraction(1, 3)
    return {
        "cell": cells(
            [
                cell(u, f, u * f + third, Fraction(u, 5), year)
                for u in (1, 2, 3, 4)
                for f in (1, 2, 3)
                for year in (2014, 2015)
                if (u, f) != (4, 3)
            ]
        ),
        "institution": institutions({1: "JP", 2: "JP", 3: "DE", 4: None}),
        "thresholds": small({"group": "int8", "least_bp": "int32"}, [(1, 5000), (2, 100)]),
        "classes": small({"size_class": "int8", "least_papers": "int64"}, [(1, 20), (2, 3)]),
        "spans": small(SPAN, [(2014, 2015), (2015, 2015)]),
        "known_groups": small(GROUP, [(1, 1), (2, 4)]),
        "given_reference": small(REFERENCE, [(100, 12)]),
        "intervals": small(INTERVAL, [(1, 1, 0.1, 0.2)]),
        "limits": small(LIMITS, [(2, 10)]),
    }


DATA = _data()
