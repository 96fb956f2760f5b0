"""Top-share thresholds and weights: how much of a work is in the most cited part of its field, year and type group.

Ties decide. Counting every work at the threshold puts more than a tenth into "the top tenth", up to all of it; both
rules here give the world its exact share.
"""

from __future__ import annotations

from fractions import Fraction

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.enums import TieRule
from tsunagu.strengths.measures.fixed import ratio, whole, wide
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

    Works are never ranked, only their counts cumulated.

    histogram: what ``histogram`` returns. top_permille: 100 for the top tenth, 10 for the top hundredth.
    Returns the columns of ``tables.THRESHOLD`` but the scheme: cited_by is the one count with n_above <= share of
    n_total < n_above + n_tied, where n_above works have more citations and n_tied exactly as many; n_cited are all
    citations. The same as the least count whose cumulative share from below reaches 1 - share, in the published SQL of
    the CWTS Leiden Ranking Open Edition (rule of Waltman and Schreiber 2013, doi 10.1002/asi.22775). Raises ValueError
    for a share outside 1 to 999 permille.
    """
    share = _share(top_permille)
    rows = _cumulated(histogram).rename(n_tied="n")
    permille = ibis.literal(top_permille, "int16")
    rows = rows.mutate(n_above=rows.reached - rows.n_tied, top_permille=permille)
    parts, goal = whole(share.denominator), rows.n_total * whole(share.numerator)
    ends_here = rows.filter(rows.n_above * parts <= goal, rows.reached * parts > goal)
    return ends_here.select(*_THRESHOLD)


def _cumulated(histogram: ir.Table) -> ir.Table:
    """The histogram with the works and citations of the reference cell, and how many works reach a count (reached)."""
    most_cited_first = ibis.desc("cited_by")
    downwards = ibis.window(group_by=list(REFERENCE), order_by=most_cited_first, rows=(None, 0))
    works, citations = _.n.sum(), _.n * _.cited_by.cast("int64")
    sums = {"n_total": works, "n_cited": citations.sum(), "reached": works.over(downwards)}
    rows = histogram.group_by(*REFERENCE).mutate(**sums)
    # Sums are wider than 64 bits on some engines, and what follows is compared and divided.
    return rows.mutate(**{name: wide(rows[name]).cast("int64") for name in sums})


def weights(thresholds: ir.Table, top_permille: int = 100, tie_rule: str = TieRule.CWTS) -> ir.Table:
    """What a work counts in the top share: w_above with more citations than the threshold, w_tied with exactly as many.

    With fewer it counts nothing.

    thresholds: rows of ``tables.THRESHOLD`` of one scheme, with or without the scheme's column. tie_rule, a
    ``TieRule``, with share s of N works:

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
    share = _share(top_permille)
    weighted_by = {TieRule.CWTS: _in_part, TieRule.NISTEP_SCALE: _scaled}[TieRule(tie_rule)]
    rows = thresholds.filter(thresholds.top_permille == ibis.literal(top_permille, "int16"))
    above, tied = weighted_by(rows, share)
    return rows.select(*REFERENCE, threshold=rows.cited_by, w_above=above, w_tied=tied)


def _in_part(rows: ir.Table, share: Fraction) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """The rule of CWTS: a whole above the threshold; at it, an equal part of what is missing to the share."""
    parts = whole(share.denominator)
    missing = rows.n_total * whole(share.numerator) - rows.n_above * parts
    return whole(ONE), ratio(missing, rows.n_tied * parts)


def _scaled(rows: ir.Table, share: Fraction) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """NISTEP's rule: the share over the works above the threshold, or over those at it where none is above."""
    parts, goal = whole(share.denominator), rows.n_total * whole(share.numerator)
    any_above = rows.n_above > 0
    above = ratio(goal, ibis.greatest(rows.n_above, whole(1)) * parts)
    tied = ratio(goal, rows.n_tied * parts)
    return any_above.ifelse(above, whole(0)), any_above.ifelse(whole(0), tied)


def weight(
    cited_by: ir.IntegerValue, threshold: ir.IntegerValue, w_above: ir.IntegerValue, w_tied: ir.IntegerValue
) -> ir.IntegerValue:
    """The top weight of one work (int64, units of 2^-40) from its citations and the weights of its reference cell."""
    return ibis.cases((cited_by > threshold, w_above), (cited_by == threshold, w_tied), else_=whole(0))


def weighted(works: ir.Table, weights: ir.Table) -> ir.Table:
    """Works with their top weight: the works behind a number.

    works: rows with field, year, type_group and cited_by, such as works of the reference set or contributions. weights:
    what ``weights`` returns; works of a reference cell that it does not have are left out. Returns the columns of works
    and top (int64, units of 2^-40).
    """
    rows = works.join(weights, list(REFERENCE))
    top = weight(rows.cited_by, rows.threshold, rows.w_above, rows.w_tied)
    return rows.select(*works.columns, top=top)


def _share(top_permille: int) -> Fraction:
    if not 1 <= top_permille <= 999:
        raise ValueError(f"a top share is 1 to 999 permille, not {top_permille}")
    return Fraction(top_permille, 1000)
