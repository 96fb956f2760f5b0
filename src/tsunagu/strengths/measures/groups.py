"""大学グループ: institutions grouped by their share of their country's papers.

Method: 調査資料-271 and -288 of NISTEP group universities by their part of the country's natural-science papers in
fractional counting: 第1グループ from 4.5%, 第2 from 1%, 第3 from 0.5%, 第4 from 0.05%, その他 below. Editions differ in
thresholds and years, so the thresholds are a table of the caller's.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.measures.fixed import quotient, whole, wide

OTHER = 5  # その他グループ: below every threshold
WHOLE_BP = 10_000  # basis points of a whole

THRESHOLDS = ibis.schema({"group": "int8", "least_bp": "int32"})


def national_shares(amounts: ir.Table, institutions: ir.Table) -> ir.Table:
    """Each institution's share of its country's papers, in fractional counting.

    amounts: p_frac (int64, units of 2^-40) by institution_id, over any other columns: to take natural science only, the
    caller has filtered the fields. institutions: an ``institution`` table of all sectors, since companies and
    laboratories belong to the country's papers too; those without a country are in no country.
    Returns country, institution_id, num and den (int64, units of 2^-40; the share is num / den) and share (float64, 0
    to 1), one row per institution with papers. A country's total must be below 2^23 papers: DuckDB raises rather than
    wraps.
    Source: 調査資料-271, -288 (NISTEP).
    """
    places = institutions.filter(institutions.country.notnull()).select("institution_id", "country")
    rows = amounts.join(places, "institution_id")
    rows = rows.group_by("country", "institution_id").agg(num=_.p_frac.sum())
    rows = rows.mutate(den=rows.num.sum().over(group_by=["country"]))
    return rows.mutate(share=quotient(rows.num, rows.den.nullif(0)))


def grouped(shares: ir.Table, thresholds: ir.Table) -> ir.Table:
    """The group of each institution: the first whose threshold its share reaches, or ``OTHER`` below all of them.

    A share of exactly the threshold reaches it.

    shares: what ``national_shares`` returns. thresholds: group (int8, from 1 for the largest share), least_bp (int32,
    basis points). Returns shares with group (int8). The comparison is of whole numbers: num * 10,000 >= least_bp * den.
    A num above 2^63 / 10^4 = 2^49.7 units (839 papers) would not fit 64 bits after the multiplication, hence ``wide``.
    """
    both = shares.cross_join(thresholds)
    share = wide(both.num) * wide(whole(WHOLE_BP))
    reached = both.filter(share >= wide(both.least_bp) * wide(both.den))
    best = reached.group_by("institution_id").agg(best=_.group.min())
    rows = shares.left_join(best, "institution_id")
    return rows.select(*shares.columns, group=rows.best.fill_null(ibis.literal(OTHER, "int8")))
