"""研究ポートフォリオ.

In which fields an institution publishes, compared with a stated set, and which fields lie near each other.

Sources: the activity index is Balassa's revealed comparative advantage (1965) with papers for exports; relative
specialization is its symmetric form; proximity and density are those of Hidalgo and others (2007; reviewed in Hidalgo
2021, doi 10.1038/s42254-020-00275-1).
"""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.measures.fixed import ratio, whole
from tsunagu.strengths.measures.ratios import beside, measured, wide
from tsunagu.strengths.tables import ONE

# One paper of a reference given as float64 papers, so that its sum is the same in any order; products keep within 38
# digits.
_FINE = 2**33


def activity(sums: ir.Table, reference: ir.Table, counting: str = "frac", by: Sequence[str] = ()) -> ir.Table:
    """Activity index of each institution and field.

    AI = (P[u,f] / P[u,.]) / (P[r,f] / P[r,.]) for a reference set r, and its symmetric forms.

    sums: amounts by institution_id, field and ``by``. reference: the p column of this counting by field and ``by``, of
    the world, a country or a group: int64 from ``counting.sums`` or float64 papers from ``counting.totals`` (in steps
    of 2^-33 papers, below 2^29 of them); only its shares matter. Returns ``by``, institution_id, field, papers (int64,
    units of 2^-40), share and reference_share (float64), ai, rsi = (AI^2 - 1) / (AI^2 + 1) and ssi = (AI - 1) / (AI +
    1) (float64, both from -1 to 1) and advantage (AI >= 1, exact), one row for each institution and each field of the
    reference or of anybody: papers is 0 and ai 0 where an institution has none; ai is null where the reference has
    none.
    """
    own = measured(sums, counting=counting).select(*by, "institution_id", "field", "papers")
    base = reference.select(*by, "field", base=_summable(reference[f"p_{counting}"]))
    fields = ibis.union(own.select(*by, "field"), base.select(*by, "field"), distinct=True)
    grid = beside(own.select(*by, "institution_id").distinct(), fields, by)
    rows = grid.left_join(own, [*by, "institution_id", "field"]).select(
        *grid.columns, papers=_.papers.fill_null(whole(0))
    )
    rows = rows.mutate(total=wide(rows.papers).sum().over(group_by=[*by, "institution_id"]).nullif(0))
    base = base.mutate(base=base.base.nullif(0), base_total=base.base.sum().over(group_by=list(by)))
    rows = rows.left_join(base, [*by, "field"]).select(*rows.columns, "base", "base_total")
    return _indices(rows).select(*by, *"institution_id field papers share reference_share ai rsi ssi advantage".split())


def _summable(papers: ir.NumericValue) -> ir.DecimalValue:
    return wide((papers * whole(_FINE).cast("float64")).floor() if papers.type().is_floating() else papers)


def _indices(rows: ir.Table) -> ir.Table:
    rows = rows.mutate(
        share=rows.papers.cast("float64") / rows.total.cast("float64"),
        reference_share=rows.base.cast("float64") / rows.base_total.cast("float64"),
        advantage=wide(rows.papers) * rows.base_total >= rows.base * rows.total,
    )
    rows = rows.mutate(ai=rows.share / rows.reference_share)
    one = whole(1).cast("float64")
    return rows.mutate(rsi=(rows.ai * rows.ai - one) / (rows.ai * rows.ai + one), ssi=(rows.ai - one) / (rows.ai + one))


def decomposition(sums: ir.Table, share: str = "top", counting: str = "frac", by: Sequence[str] = ()) -> ir.Table:
    """Which fields raise an institution's Q and which lower it: contribution = P share x (Q[u,f] - Q[u,.]).

    sums: amounts by institution_id, field and ``by``. Returns ``by``, institution_id, field, n, papers and top (int64,
    units of 2^-40 but n), q, paper_share (of the institution's papers), q_all (over its fields) and contribution
    (float64). The contributions of an institution add up to 0 and the products paper_share x q to q_all, within
    rounding.
    """
    rows = measured(sums, share, counting).select(*by, *"institution_id field n papers top q".split())
    mine = ibis.window(group_by=[*by, "institution_id"])
    total, top = rows.papers.sum().over(mine).nullif(0).cast("float64"), rows.top.sum().over(mine).cast("float64")
    rows = rows.mutate(paper_share=rows.papers.cast("float64") / total, q_all=top / total)
    return rows.mutate(contribution=rows.paper_share * (rows.q - rows.q_all))


def top_shares(
    sums: ir.Table, reference: ir.Table, share: str = "top", counting: str = "frac", by: Sequence[str] = ()
) -> ir.Table:
    """An institution's part of a reference set's top papers, taken apart: top share = paper share x relative Q.

    sums: amounts by institution_id, field and ``by``. reference: the amounts of the whole set by field and ``by``, from
    ``counting.sums`` or ``counting.totals``. Relative Q is Q over the Q of the set, which for the top tenth of the
    world is 0.1.
    Returns ``by``, institution_id, field, paper_share, top_share, q, reference_q and relative_q (float64); null where
    the set has nothing to divide by. A set with papers and no top papers has a reference_q of 0.
    """
    rows = measured(sums, share, counting)
    their = reference.select(
        *by,
        "field",
        their_papers=_papers(reference, f"p_{counting}"),
        their_top=_papers(reference, f"{share}_{counting}"),
    )
    rows = rows.left_join(their, [*by, "field"]).select(*rows.columns, "their_papers", "their_top")
    one = whole(ONE).cast("float64")
    rows = rows.mutate(
        paper_share=rows.papers.cast("float64") / one / rows.their_papers.nullif(0),
        top_share=rows.top.cast("float64") / one / rows.their_top.nullif(0),
        reference_q=rows.their_top / rows.their_papers.nullif(0),
    )
    rows = rows.mutate(relative_q=rows.q / rows.reference_q.nullif(0))
    return rows.select(*by, *"institution_id field paper_share top_share q reference_q relative_q".split())


def _papers(reference: ir.Table, name: str) -> ir.FloatingValue:
    """An amount in papers: whole sums are in units of 2^-40 but p_full, totals are in papers already."""
    amount = reference[name]
    if amount.type().is_floating():
        return amount
    return amount.cast("float64") / whole(1 if name == "p_full" else ONE).cast("float64")


def proximity(activities: ir.Table, by: Sequence[str] = ()) -> ir.Table:
    """How near two fields are.

    phi[f,g] = institutions with an advantage in both / the larger number of those with one in f or in g.

    activities: what ``activity`` returns, of one scheme at any level. Returns ``by``, field, other (the types of
    field), both and most (int64, the two numbers) and phi (float64, 0 to 1, symmetric, 1 for a field and itself), one
    row for each ordered pair that some institution holds; for other pairs phi is 0, or unknown for a field in which
    nobody has an advantage.
    """
    held = _held(activities, by)
    others = held.select(*by, "institution_id", other=held.field)
    pairs = held.join(others, [*by, "institution_id"]).group_by(*by, "field", "other").agg(both=_.count())
    ubiquity = held.group_by(*by, "field").agg(here=_.count())
    there = ubiquity.select(*by, other=ubiquity.field, there=ubiquity.here)
    rows = pairs.join(ubiquity, [*by, "field"]).join(there, [*by, "other"])
    rows = rows.select(*by, "field", "other", "both", most=ibis.greatest(rows.here, rows.there))
    return rows.mutate(phi=rows.both.cast("float64") / rows.most.cast("float64"))


def density(activities: ir.Table, proximities: ir.Table, by: Sequence[str] = ()) -> ir.Table:
    """How much of what lies near a field an institution already holds.

    omega[u,f] = sum over g of M[u,g] phi[f,g] / sum over g of phi[f,g].

    activities: what ``activity`` returns; M is its advantage. proximities: what ``proximity`` returns, of the same or
    of a larger set. The field itself is among the g. Returns ``by``, institution_id, field, advantage and density
    (float64, 0 to 1; null for a field in which nobody has an advantage). Proximities are added up in units of 2^-40, so
    that the sums are the same in any order.
    """
    near = proximities.select(*by, "field", "other", weight=ratio(proximities.both, proximities.most))
    total = near.group_by(*by, "field").agg(total=_.weight.sum())
    held = _held(activities, by)
    held = held.select(*by, "institution_id", other=held.field)
    part = held.join(near, [*by, "other"]).group_by(*by, "institution_id", "field").agg(part=_.weight.sum())
    rows = activities.select(*by, "institution_id", "field", "advantage")
    rows = rows.left_join(total, [*by, "field"]).select(*rows.columns, "total")
    rows = rows.left_join(part, [*by, "institution_id", "field"]).select(*rows.columns, part=_.part.fill_null(whole(0)))
    return rows.select(
        *by, "institution_id", "field", "advantage", density=rows.part.cast("float64") / rows.total.cast("float64")
    )


def _held(activities: ir.Table, by: Sequence[str]) -> ir.Table:
    return activities.filter(activities.advantage).select(*by, "institution_id", "field")
