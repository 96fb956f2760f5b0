"""Counting: what part of a work an institution holds, by full, fractional and author counting, and its sums."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.fixed import share, whole
from tsunagu.strengths.tables import AMOUNTS, CELL, CONTRIBUTION, CORRESPONDING, ONE


def contributions(works: ir.Table, authorships: ir.Table) -> ir.Table:
    """What each institution holds of each work.

    works: a ``work`` table; authorships: an ``authorship`` table, whose repeated rows count once.
    Returns a ``contribution`` table: one row per row of works and institution named on it; works without an institution have none.
    ``k`` is the number of institutions: 整数カウント counts 1 for each, 分数カウント 1/k, as in NISTEP's benchmarking reports. ``w_author`` is the
    sum over the institution's authors of 1 / (authors of the work x institutions of the author) in units of 2^-40, each term rounded once: the
    weights of the CWTS Leiden Ranking Open Edition. Authors without an institution count among the authors, so that the weights of a work may
    add up to less than 1.
    """
    rows = authorships.group_by("work_id", "author_seq", "institution_id").agg(corresponding=_.is_corresponding.cast("int8").max())
    authors = rows.group_by("work_id", "author_seq").agg(n_here=_.institution_id.count())
    authors = authors.mutate(n_author=_.count().over(group_by="work_id"))
    placed = rows.filter(_.institution_id.notnull()).join(authors, ["work_id", "author_seq"])
    placed = placed.mutate(part=share(whole(ONE), placed.n_author * placed.n_here))
    held = placed.group_by("work_id", "institution_id").agg(w_author=_.part.sum(), flags=_.corresponding.max() * CORRESPONDING)
    held = held.mutate(k=_.count().over(group_by="work_id"))
    return _typed(works.join(held, "work_id"), CONTRIBUTION.schema)


def sums(cells: ir.Table, by: Sequence[str]) -> ir.Table:
    """The amounts of cells added up by some of their columns, for example by institution and year over all fields.

    cells: a ``cell`` table or any table with its amounts. Returns one row per value of ``by`` with p_full (papers) and the other amounts (units of
    2^-40) as int64, exact. A sum above 2^23 papers does not fit: the engine raises rather than wraps (DuckDB).
    """
    return cells.group_by(*by).agg(**{name: cells[name].sum() for name in AMOUNTS})


def windows(cells: ir.Table, spans: Sequence[tuple[int, int]], by: Sequence[str] = ("scheme", "field", "institution_id")) -> ir.Table:
    """The sums of cells over spans of years, first and last year included.

    Returns the columns of ``by``, first_year and last_year (int16) and the amounts of ``sums``. Spans may overlap; one without any paper has no row.
    Raises ValueError where there is no span or one ends before it begins.
    """
    if not spans or any(first > last for first, last in spans):
        raise ValueError(f"a span of years is a first and a last year in this order, and at least one is needed: {list(spans)}")
    years = ibis.memtable(sorted(set(spans)), schema=ibis.schema({"first_year": "int16", "last_year": "int16"}))
    both = cells.cross_join(years)
    return sums(both.filter(both.year >= both.first_year, both.year <= both.last_year), (*by, "first_year", "last_year"))


def quality(amounts: ir.Table) -> ir.Table:
    """Q値: top papers per paper, always as a ratio of sums, never a mean of ratios.

    amounts: the result of ``sums`` or ``windows``, or a ``cell`` table. Returns it with q_full and q_frac (float64, 0.1 being the world's value of a
    top tenth), null where there is no paper.
    """
    return amounts.mutate(
        q_full=amounts.top_full.cast("float64") / amounts.p_full.nullif(0).cast("float64") / whole(ONE).cast("float64"),
        q_frac=amounts.top_frac.cast("float64") / amounts.p_frac.nullif(0).cast("float64"),
    )


def cells(contributions: ir.Table, weights: ir.Table) -> ir.Table:
    """The amounts of each institution by field and year, all that later sums need.

    contributions: a ``contribution`` table. weights: what ``topshare.weights`` returns, with a row for each of their (scheme, field, year,
    type_group); contributions without one are left out, see ``topshare.uncovered``.
    Returns a ``cell`` table: p_full = papers, p_frac = sum of 1/k, p_author = sum of author shares, top_full = sum of top weights, top_frac = sum
    of top weight / k. All but p_full are in units of 2^-40, rounded once per contribution, so that they are the same bits in any order.
    """
    rows = contributions.join(weights, ["scheme", "field", "year", "type_group"])
    top = ibis.cases((rows.cited_by > rows.threshold, rows.w_above), (rows.cited_by == rows.threshold, rows.w_tied), else_=whole(0))
    rows = rows.mutate(top=top, part=share(whole(ONE), rows.k)).mutate(top_part=share(_.top, _.k))
    return _typed(
        rows.group_by("scheme", "field", "institution_id", "year").agg(
            p_full=_.count(), p_frac=_.part.sum(), p_author=_.w_author.sum(), top_full=_.top.sum(), top_frac=_.top_part.sum()
        ),
        CELL.schema,
    )


def _typed(table: ir.Table, schema: ibis.Schema) -> ir.Table:
    return table.select(**{name: table[name].cast(dtype) for name, dtype in schema.items()})
