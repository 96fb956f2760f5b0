"""Top-share thresholds and weights.

How much of a work belongs to the most cited part of its field, year and type group.

Ties decide. Counting every work at the threshold puts more than a tenth into "the top tenth", up to all of it; both
rules here give the world its exact share.
"""

from __future__ import annotations

from math import gcd

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.enums import TieRule
from tsunagu.strengths.measures.fixed import ratio, whole
from tsunagu.strengths.tables import ONE, REFERENCE, THRESHOLD

_THRESHOLD = [name for name in THRESHOLD.columns if name != "scheme"]


def histogram(works: ir.Table) -> ir.Table:
    """How many works have how many citations.

    works: rows with field, year, type_group, cited_by: the reference set of one scheme. Returns these columns and n
    (int64), one row per value that occurs.
    """
    return works.group_by(*REFERENCE, "cited_by").agg(n=_.count())


def thresholds(histogram: ir.Table, top_permille: int = 100) -> ir.Table:
    """The citation count at which the top share ends in each reference cell.

    Rows are never ranked, only counts cumulated.

    histogram: what ``histogram`` returns. top_permille: 100 for the top tenth, 10 for the top hundredth.
    Returns the columns of ``tables.THRESHOLD`` but the scheme: cited_by is the one count with n_above <= share of
    n_total < n_above + n_tied, where n_above works have more citations and n_tied exactly as many; n_cited are all
    citations. The same as the least count whose cumulative share from below reaches 1 - share, in the published SQL of
    the CWTS Leiden Ranking Open Edition (rule of Waltman and Schreiber 2013, doi 10.1002/asi.22775). Raises ValueError
    for a share outside 1 to 999 permille.
    """
    a, b = _fraction(top_permille)
    down = ibis.window(group_by=list(REFERENCE), order_by=ibis.desc("cited_by"), rows=(None, 0))
    cited = _.n * _.cited_by.cast("int64")
    rows = histogram.group_by(*REFERENCE).mutate(n_total=_.n.sum(), n_cited=cited.sum(), reached=_.n.sum().over(down))
    # Sums are wider than 64 bits on some engines, and what follows is compared and divided.
    rows = rows.mutate(
        **{name: rows[name].cast("decimal(38, 0)").cast("int64") for name in ("n_total", "n_cited", "reached")}
    )
    rows = rows.mutate(n_above=rows.reached - rows.n, n_tied=rows.n, top_permille=ibis.literal(top_permille, "int16"))
    goal = rows.n_total * whole(a)
    return rows.filter(rows.n_above * whole(b) <= goal, rows.reached * whole(b) > goal).select(*_THRESHOLD)


def weights(thresholds: ir.Table, top_permille: int = 100, tie_rule: str = TieRule.CWTS) -> ir.Table:
    """What a work counts in the top share.

    w_above with more citations than the threshold, w_tied with exactly as many, 0 below.

    thresholds: rows of ``tables.THRESHOLD`` of one scheme, with or without the scheme's column. tie_rule, with share s
    of N works:

    - ``cwts``: w_above = 1, w_tied = (s N - n_above) / n_tied, from 0 up to but not including 1 (CWTS, as in
      ``thresholds``);
    - ``nistep_scale``: w_above = s N / n_above and w_tied = 0 (Top10%補正論文数 of NISTEP, by the example in footnote 9
      of the Cabinet Office's page sa15-02: 7 of 100 works give the factor 10/7). A weight may be above 1. Where no work
      is above the threshold, those at it share s N. That the works at the threshold are left out otherwise is our
      reading of that example, not a statement of NISTEP's.

    Both add up to s N in each reference cell, up to the rounding of a weight to the nearest 2^-40.
    Returns field, year, type_group, threshold (int32), w_above and w_tied (int64, units of 2^-40), one row per
    reference cell.
    Raises ValueError for an unknown rule or a share outside 1 to 999 permille.
    """
    a, b = _fraction(top_permille)
    rule = TieRule(tie_rule)
    rows = thresholds.filter(thresholds.top_permille == ibis.literal(top_permille, "int16"))
    goal = rows.n_total * whole(a)
    if rule is TieRule.CWTS:
        above, tied = whole(ONE), ratio(goal - rows.n_above * whole(b), rows.n_tied * whole(b))
    else:
        some = rows.n_above > 0
        above = some.ifelse(ratio(goal, ibis.greatest(rows.n_above, whole(1)) * whole(b)), whole(0))
        tied = some.ifelse(whole(0), ratio(goal, rows.n_tied * whole(b)))
    return rows.select(*REFERENCE, threshold=rows.cited_by, w_above=above, w_tied=tied)


def weight(
    cited_by: ir.IntegerValue, threshold: ir.IntegerValue, w_above: ir.IntegerValue, w_tied: ir.IntegerValue
) -> ir.IntegerValue:
    """The top weight of one work (int64, units of 2^-40) from its citations and the weights of its reference cell."""
    return ibis.cases((cited_by > threshold, w_above), (cited_by == threshold, w_tied), else_=whole(0))


def weighted(works: ir.Table, weights: ir.Table) -> ir.Table:
    """The works behind a number: works of the reference set with their top weight (top, int64 in units of 2^-40)."""
    rows = works.join(weights, list(REFERENCE))
    return rows.select(*works.columns, top=weight(rows.cited_by, rows.threshold, rows.w_above, rows.w_tied))


def _fraction(top_permille: int) -> tuple[int, int]:
    if not 1 <= top_permille <= 999:
        raise ValueError(f"a top share is 1 to 999 permille, not {top_permille}")
    divisor = gcd(top_permille, 1000)
    return top_permille // divisor, 1000 // divisor
