"""特定分野に強い大学: the fields in which a university's Q値 reaches a reference.

Method: the table of 特定分野に強い大学を取り巻く現状 (decks of the 総合振興パッケージ) lists, field by field and group
by group, the universities whose Q値 is at least that of 東京大学 over all fields. Here the reference is a table, the
rule may ask the interval instead of the point, and what falls just short is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import ibis
import ibis.expr.types as ir

from tsunagu.strengths.enums import Rule, Verdict
from tsunagu.strengths.measures.counting import sums as added
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.measures.ratios import beside, measured, wide


def largest(
    sums: ir.Table,
    institutions: ir.Table,
    country: str,
    share: str = "top",
    counting: str = "frac",
    by: Sequence[str] = (),
) -> ir.Table:
    """The reference of the decks without its name: the all-field Q of the country's institution with the most papers.

    sums: amounts by institution_id, field and ``by``; all fields given are added up. institutions: the ``institution``
    rows that may be the reference, such as universities. country: its code. share, counting: of ``tables``. Returns
    ``by``, institution_id, n (int64, papers), papers and top (int64, units of 2^-40) and q (float64): one row per value
    of ``by``, none where the country has no papers. Of equal ones the least institution_id is taken.
    """
    places = institutions.filter(institutions.country == country).select("institution_id")
    rows = measured(added(sums.semi_join(places, "institution_id"), (*by, "institution_id")), share, counting)
    order = ibis.window(group_by=list(by), order_by=[ibis.desc("papers"), "institution_id"])
    rows = rows.mutate(place=ibis.row_number().over(order))
    return rows.filter(rows.place == 0).drop("place")


def strength_map(
    sums: ir.Table,
    groups: ir.Table,
    reference: ir.Table,
    intervals: ir.Table | None = None,
    *,
    rule: str = Rule.POINT,
    least_papers: int = 1,
    margin_permille: int = 10,
    share: str = "top",
    counting: str = "frac",
    by: Sequence[str] = (),
) -> ir.Table:
    """Every university and field with its Q, its interval and how it stands to the reference.

    sums: amounts by institution_id, field and ``by``. groups: institution_id and group (int8); others are left out.
    reference: papers and top (int64, one unit for both, such as 2^-40 or 100 and 12 for 12%); groups and reference are
    keyed by those of ``by`` that they have. intervals: institution_id, field, ``by``, low and high (float64, of the
    same share and counting). least_papers: whole papers below which the verdict is ``few``. margin_permille: how far
    below the reference is near, in thousandths of a paper's share (10: one percentage point).
    Returns ``by``, group, field, institution_id, n (int64, whole papers), papers and top (int64, units of 2^-40), q,
    low, high and reference (float64), verdict (a ``Verdict``, null where Q or the reference is unknown) and listed (by
    the rule; null where that is unknown).
    Q is compared in whole numbers, top * papers' >= top' * papers, where top may be short by a unit of 2^-40 for each
    paper: a Q that lies on the reference but for the rounding of its papers reaches it. Intervals are random draws and
    are compared as float64.
    Exact while papers times papers' of the reference stays below 8 * 10^10 (both in papers); DuckDB raises beyond.
    Raises ValueError for an unknown rule, share or counting, or a margin outside 0 to 1000.
    """
    rule = Rule(rule)
    rows = _compared(
        beside(
            measured(sums, share, counting),
            groups.select(*_keys(groups, by), "institution_id", "group"),
            ("institution_id", *by),
        ),
        reference,
        by,
    )
    rows = _with_intervals(rows, intervals, ("institution_id", "field", *by))
    rows = rows.mutate(near=_near(rows, margin_permille), surely=rows.point & (rows.low >= rows.reference))
    enough = rows.n >= whole(least_papers)
    verdict = ibis.cases(
        (~enough, Verdict.FEW.value),
        (rows.surely, Verdict.STRONG.value),
        (rows.point, Verdict.POINT.value),
        (rows.near | (rows.high >= rows.reference), Verdict.NEAR.value),
        (rows.point.notnull(), Verdict.BELOW.value),
        else_=ibis.null("string"),
    )
    rows = rows.mutate(verdict=verdict, listed=enough & (rows.point if rule is Rule.POINT else rows.surely))
    return rows.select(*by, *"group field institution_id n papers top q low high reference verdict listed".split())


def _keys(table: ir.Table, by: Sequence[str]) -> list[str]:
    return [name for name in by if name in table.columns]


def _compared(rows: ir.Table, reference: ir.Table, by: Sequence[str]) -> ir.Table:
    """Rows with the reference and whether Q reaches it (point).

    A quotient without papers is unknown and so is the comparison.
    """
    named = reference.select(*_keys(reference, by), their_papers=reference.papers.nullif(0), their_top=reference.top)
    rows = beside(rows, named, by)
    point = wide(_reached(rows)) * wide(rows.their_papers) >= wide(rows.their_top) * wide(rows.papers.nullif(0))
    return rows.mutate(point=point, reference=rows.their_top.cast("float64") / rows.their_papers.cast("float64"))


def _reached(rows: ir.Table) -> ir.IntegerValue:
    """Top papers with room for rounding.

    The parts of a paper that are counted are rounded to units of 2^-40, so that a sum may be short of them.
    """
    return rows.top + rows.n


def _near(rows: ir.Table, margin_permille: int) -> ir.BooleanValue:
    """Whether Q falls short by at most the margin.

    top' / papers' - top / papers <= a / b, multiplied by all that stands below.
    """
    if not 0 <= margin_permille <= 1000:
        raise ValueError(f"a margin is 0 to 1000 thousandths, not {margin_permille}")
    margin = Fraction(margin_permille, 1000)
    papers = wide(rows.papers.nullif(0))
    short = wide(rows.their_top) * papers - wide(_reached(rows)) * wide(rows.their_papers)
    return short * wide(whole(margin.denominator)) <= papers * wide(rows.their_papers) * wide(whole(margin.numerator))


def _with_intervals(rows: ir.Table, intervals: ir.Table | None, keys: Sequence[str]) -> ir.Table:
    if intervals is None:
        return rows.mutate(low=ibis.null("float64"), high=ibis.null("float64"))
    known = intervals.select(*keys, "low", "high")
    return rows.left_join(known, list(keys)).select(*rows.columns, "low", "high")
