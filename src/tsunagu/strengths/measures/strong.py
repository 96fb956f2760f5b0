"""特定分野に強い大学: the fields in which a university's Q値 reaches a reference.

Method: the table of 特定分野に強い大学を取り巻く現状 (decks of the 総合振興パッケージ) lists, field by field and group
by group, the universities whose Q値 is at least that of 東京大学 over all fields. Here the reference is a table, the
interval of Q is compared with it too, and what falls just short is shown.
"""

from __future__ import annotations

from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from tsunagu.strengths.enums import Counting, Top, Verdict
from tsunagu.strengths.measures.counting import sums
from tsunagu.strengths.measures.fixed import quotient, whole, wide
from tsunagu.strengths.measures.ratios import beside, measured

PERMILLE = 1000  # thousandths of a whole: the unit of a margin

# A number, or a value of a table of one row, so that one expression serves every number.
Limit: TypeAlias = "int | ir.IntegerScalar"

_AMOUNTS = ("n", "papers", "top", "q", "low", "high", "reference")
_COLUMNS = ("group", "field", "institution_id", *_AMOUNTS, "verdict", "near")


def largest(
    amounts: ir.Table,
    institutions: ir.Table,
    country: str,
    top: str = Top.TOP,
    counting: str = Counting.FRAC,
) -> ir.Table:
    """The reference of the decks without its name: the all-field Q of the country's institution with the most papers.

    amounts: by institution_id and field; all fields given are added up. institutions: the ``institution`` rows that may
    be the reference, such as universities. country: its code. top: a ``Top``; counting: a ``Counting``. Returns
    institution_id, n (int64, papers), papers and top (int64, units of 2^-40) and q (float64): one row, or none where
    the country has no papers. Of equal ones the least institution_id is taken.
    """
    places = institutions.filter(institutions.country == country).select("institution_id")
    totals = sums(amounts.semi_join(places, "institution_id"), ("institution_id",))
    rows = measured(totals, top, counting)
    order = ibis.window(order_by=[ibis.desc("papers"), "institution_id"])
    rows = rows.mutate(place=ibis.row_number().over(order))
    return rows.filter(rows.place == 0).drop("place")


def strength_map(
    amounts: ir.Table,
    groups: ir.Table,
    reference: ir.Table,
    intervals: ir.Table | None = None,
    *,
    least_papers: Limit = 1,
    margin_permille: Limit = 10,
    top: str = Top.TOP,
    counting: str = Counting.FRAC,
) -> ir.Table:
    """Every university and field with its Q, its interval and how it stands to the reference.

    amounts: by institution_id and field. groups: institution_id and group (int8); others are left out. reference: one
    row of papers and top (int64, one unit for both, such as 2^-40 or 100 and 12 for 12%). intervals: institution_id,
    field, low and high (float64, of the same top share and counting). least_papers: whole papers below which the
    verdict is ``few``. margin_permille: how far below the reference is near, in thousandths of a paper's share (10: one
    percentage point), from 0 to 1000. Both may be values of a table that is bound later. top: a ``Top``; counting: a
    ``Counting``.
    Returns group, field, institution_id, n (int64, whole papers), papers and top (int64, units of 2^-40), q, low, high
    and reference (float64), verdict (a ``Verdict``, null where Q or the reference is unknown) and near (whether Q, not
    only its interval, falls short by no more than the margin; also true of what reaches the reference; null where
    unknown).
    Q is compared in whole numbers, top * papers' >= top' * papers, where top may be short by a unit of 2^-40 for each
    paper: a Q that lies on the reference but for the rounding of its papers reaches it, and one on the margin is near.
    Intervals are random draws and are compared as float64.
    Exact while papers times papers' of the reference stays below 8 * 10^10 (both in papers); DuckDB raises beyond.
    Raises ValueError for another top or counting, or a margin in numbers outside 0 to 1000.
    """
    rows = measured(amounts, top, counting)
    rows = rows.join(groups.select("institution_id", "group"), "institution_id")
    rows = _with_intervals(_compared(rows, reference), intervals)
    reached, near = _shortfall(rows) <= wide(whole(0)), _near(rows, margin_permille)
    rows = rows.mutate(reached=reached, near=near)
    return rows.mutate(verdict=_verdict(rows, least_papers)).select(*_COLUMNS)


def _compared(rows: ir.Table, reference: ir.Table) -> ir.Table:
    """Rows with the reference: its papers (null where it has none) and top papers, and its Q."""
    theirs = reference.select(their_papers=reference.papers.nullif(0), their_top=reference.top)
    rows = rows.cross_join(theirs)
    return rows.mutate(reference=quotient(rows.their_top, rows.their_papers))


def _with_intervals(rows: ir.Table, intervals: ir.Table | None) -> ir.Table:
    """Rows with the ends of their intervals, null where there is none."""
    if intervals is None:
        return rows.mutate(low=ibis.null("float64"), high=ibis.null("float64"))
    key = ("institution_id", "field")
    return beside(rows, intervals.select(*key, "low", "high"), key)


def _shortfall(rows: ir.Table) -> ir.DecimalValue:
    """How far Q is below the reference, times the papers of both: top' * papers - top * papers'.

    Null where one of them has no papers. Parts of papers are rounded to units of 2^-40, so that a sum of top papers may
    be short by one unit for each paper: it is given them.
    """
    papers, tops = rows.papers.nullif(0), rows.top + rows.n
    return wide(rows.their_top) * wide(papers) - wide(tops) * wide(rows.their_papers)


def _near(rows: ir.Table, margin_permille: Limit) -> ir.BooleanValue:
    """Whether Q falls short by at most the margin: top' / papers' - top / papers <= margin / 1000, undivided."""
    if isinstance(margin_permille, int) and not 0 <= margin_permille <= PERMILLE:
        raise ValueError(f"a margin is 0 to 1000 thousandths, not {margin_permille}")
    both = wide(rows.papers.nullif(0)) * wide(rows.their_papers)
    return _shortfall(rows) * wide(whole(PERMILLE)) <= both * wide(_value(margin_permille))


def _verdict(rows: ir.Table, least_papers: Limit) -> ir.StringValue:
    surely = rows.reached & (rows.low >= rows.reference)
    perhaps = rows.near | (rows.high >= rows.reference)
    return ibis.cases(
        (rows.n < _value(least_papers), Verdict.FEW.value),
        (surely, Verdict.STRONG.value),
        (rows.reached, Verdict.POINT.value),
        (perhaps, Verdict.NEAR.value),
        (rows.reached.notnull(), Verdict.BELOW.value),
        else_=ibis.null("string"),
    )


def _value(limit: Limit) -> ir.IntegerScalar:
    return whole(limit) if isinstance(limit, int) else limit
