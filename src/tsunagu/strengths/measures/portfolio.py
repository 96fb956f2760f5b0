"""研究ポートフォリオ: in which fields an institution publishes, compared with a stated set, and which fields are near.

Sources: the activity index is Balassa's revealed comparative advantage (1965) with papers for exports; relative
specialization is its symmetric form; proximity and density are those of Hidalgo and others (2007; reviewed in Hidalgo
2021, doi 10.1038/s42254-020-00275-1).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.enums import Counting, Top
from tsunagu.strengths.measures.counting import unit
from tsunagu.strengths.measures.fixed import quotient, ratio, whole, wide
from tsunagu.strengths.measures.ratios import beside, measured
from tsunagu.strengths.tables import ONE

# One paper of a reference given as float64 papers, so that its sum is the same in any order; products keep within 38
# digits.
_FINE = 2**33

_KEY = ("institution_id", "field")
_ACTIVITY = (*_KEY, "papers", "share", "reference_share", "ai", "rsi", "ssi", "advantage")
_TOP_SHARE = (*_KEY, "paper_share", "top_share", "q", "reference_q", "relative_q")


def activity(amounts: ir.Table, reference: ir.Table, counting: str = Counting.FRAC) -> ir.Table:
    """Activity index of each institution and field, and its symmetric forms.

    AI = (P[u,f] / P[u,.]) / (P[r,f] / P[r,.]) for a reference set r.

    amounts: by institution_id and field. reference: the column of papers of this counting by field, of the world, a
    country or a group: int64 from ``counting.sums`` or float64 papers from ``counting.totals`` (in steps of 2^-33
    papers, below 2^29 of them); only its shares matter. counting: a ``Counting``. Returns institution_id, field, papers
    (int64, units of 2^-40), share and reference_share (float64), ai, rsi = (AI^2 - 1) / (AI^2 + 1) and ssi = (AI - 1) /
    (AI + 1) (float64, both from -1 to 1) and advantage (AI >= 1, exact), one row for each institution and each field of
    the reference or of anybody: papers is 0 and ai 0 where an institution has none; ai is null where the reference has
    none.
    """
    own = measured(amounts, counting=counting).select(*_KEY, "papers")
    base = reference.select("field", base=_summable(reference[Counting(counting).papers]))
    rows = _of_every_field(own, base)
    total = wide(rows.papers).sum().over(group_by=["institution_id"])
    rows = rows.mutate(total=total.nullif(0))
    base_total = base.base.sum().over()
    base = base.mutate(base=base.base.nullif(0), base_total=base_total)
    return _indices(beside(rows, base, ["field"])).select(*_ACTIVITY)


def _of_every_field(own: ir.Table, base: ir.Table) -> ir.Table:
    """The papers of each institution in each field of anybody, 0 where it has none."""
    fields = ibis.union(own.select("field"), base.select("field"), distinct=True)
    grid = own.select("institution_id").distinct().cross_join(fields)
    return beside(grid, own, _KEY).mutate(papers=_.papers.fill_null(whole(0)))


def _summable(papers: ir.NumericValue) -> ir.DecimalValue:
    """Papers of a reference as whole numbers, since only those have the same sum in any order."""
    if papers.type().is_floating():
        papers = (papers * whole(_FINE).cast("float64")).floor()
    return wide(papers)


def _indices(rows: ir.Table) -> ir.Table:
    """Rows with papers, total, base and base_total, and what follows from them."""
    rows = rows.mutate(
        share=quotient(rows.papers, rows.total),
        reference_share=quotient(rows.base, rows.base_total),
        advantage=wide(rows.papers) * rows.base_total >= rows.base * rows.total,
    )
    rows = rows.mutate(ai=rows.share / rows.reference_share)
    square = rows.ai * rows.ai
    return rows.mutate(rsi=_symmetric(square), ssi=_symmetric(rows.ai))


def _symmetric(index: ir.FloatingValue) -> ir.FloatingValue:
    """An index around 1 as one from -1 to 1 around 0."""
    one = whole(1).cast("float64")
    return (index - one) / (index + one)


def decomposition(
    amounts: ir.Table,
    top: str = Top.TOP,
    counting: str = Counting.FRAC,
) -> ir.Table:
    """Which fields raise an institution's Q and which lower it: contribution = P share x (Q[u,f] - Q[u,.]).

    amounts: by institution_id and field. top: a ``Top``; counting: a ``Counting``. Returns institution_id, field, n,
    papers and top (int64, units of 2^-40 but n), q, paper_share (of the institution's papers), q_all (over its fields)
    and contribution (float64). The contributions of an institution add up to 0 and the products paper_share x q to
    q_all, within rounding.
    """
    rows = measured(amounts, top, counting).select(*_KEY, "n", "papers", "top", "q")
    institution = ibis.window(group_by=["institution_id"])
    papers = rows.papers.sum().over(institution).nullif(0)
    tops = rows.top.sum().over(institution)
    rows = rows.mutate(paper_share=quotient(rows.papers, papers), q_all=quotient(tops, papers))
    return rows.mutate(contribution=rows.paper_share * (rows.q - rows.q_all))


def top_shares(
    amounts: ir.Table,
    reference: ir.Table,
    top: str = Top.TOP,
    counting: str = Counting.FRAC,
) -> ir.Table:
    """An institution's part of a reference set's top papers, taken apart: top share = paper share x relative Q.

    amounts: by institution_id and field. reference: the amounts of the whole set by field, from ``counting.sums`` or
    ``counting.totals``. top: a ``Top``; counting: a ``Counting``. Relative Q is Q over the Q of the set, which for the
    top tenth of the world is 0.1.
    Returns institution_id, field, paper_share, top_share, q, reference_q and relative_q (float64); null where the set
    has nothing to divide by. A set with papers and no top papers has a reference_q of 0.
    """
    rows = measured(amounts, top, counting)
    rows = beside(rows, _theirs(reference, Top(top), Counting(counting)), ["field"])
    their_papers = rows.their_papers.nullif(0)
    rows = rows.mutate(
        paper_share=quotient(rows.papers, whole(ONE)) / their_papers,
        top_share=quotient(rows.top, whole(ONE)) / rows.their_top.nullif(0),
        reference_q=rows.their_top / their_papers,
    )
    return rows.mutate(relative_q=rows.q / rows.reference_q.nullif(0)).select(*_TOP_SHARE)


def _theirs(reference: ir.Table, top: Top, counting: Counting) -> ir.Table:
    """The papers and top papers of a reference set by field (float64, in papers)."""
    papers, tops = (_in_papers(reference, name) for name in (counting.papers, top.column(counting)))
    return reference.select("field", their_papers=papers, their_top=tops)


def _in_papers(reference: ir.Table, name: str) -> ir.FloatingValue:
    """An amount in papers: sums are in units of their column, totals are in papers already."""
    amount = reference[name]
    return amount if amount.type().is_floating() else quotient(amount, unit(name))


def proximity(activities: ir.Table) -> ir.Table:
    """How near two fields are.

    phi[f,g] = institutions with an advantage in both / the larger number of those with one in f or in g.

    activities: what ``activity`` returns, of one scheme at any level. Returns field, other (the types of field), both
    and most (int64, the two numbers) and phi (float64, 0 to 1, symmetric, 1 for a field and itself), one row for each
    ordered pair that some institution holds; for other pairs phi is 0, or unknown for a field in which nobody has an
    advantage.
    """
    held = _held(activities)
    others = held.rename(other="field")
    pairs = held.join(others, "institution_id").group_by("field", "other").agg(both=_.count())
    holders = held.group_by("field").agg(here=_.count())
    holders_of_other = holders.rename(other="field", there="here")
    rows = pairs.join(holders, "field").join(holders_of_other, "other")
    rows = rows.select("field", "other", "both", most=ibis.greatest(rows.here, rows.there))
    return rows.mutate(phi=quotient(rows.both, rows.most))


def density(activities: ir.Table, proximities: ir.Table) -> ir.Table:
    """How much of what lies near a field an institution already holds.

    omega[u,f] = sum over g of M[u,g] phi[f,g] / sum over g of phi[f,g].

    activities: what ``activity`` returns; M is its advantage. proximities: what ``proximity`` returns, of the same or
    of a larger set. The field itself is among the g. Returns institution_id, field, advantage and density (float64, 0
    to 1; null for a field in which nobody has an advantage). Proximities are added up in units of 2^-40, so that the
    sums are the same in any order.
    """
    near = proximities.select("field", "other", weight=ratio(proximities.both, proximities.most))
    total = near.group_by("field").agg(total=_.weight.sum())
    held_near = _held(activities).rename(other="field").join(near, "other")
    part = held_near.group_by(*_KEY).agg(part=_.weight.sum())
    rows = beside(activities.select(*_KEY, "advantage"), total, ["field"])
    rows = beside(rows, part, _KEY)
    density = quotient(rows.part.fill_null(whole(0)), rows.total)
    return rows.select(*_KEY, "advantage", density=density)


def _held(activities: ir.Table) -> ir.Table:
    """The fields in which each institution has an advantage."""
    return activities.filter(activities.advantage).select(*_KEY)
