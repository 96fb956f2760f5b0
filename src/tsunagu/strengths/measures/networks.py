"""Networks: which institutions write works together, and how much of these works is in the top share."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.measures import topshare
from tsunagu.strengths.measures.fixed import share, whole

CAP = 100  # institutions; a work of k has k (k - 1) / 2 pairs


def edges(
    contributions: ir.Table, weights: ir.Table, spans: ir.Table, cap: int = CAP, focus: ir.Table | None = None
) -> ir.Table:
    """The joint works of each two institutions in each span of years: the columns of ``tables.EDGE`` but the scheme.

    contributions: ``tables.CONTRIBUTION`` of one scheme; weights: what ``topshare.weights`` returns for its thresholds;
    spans: first_year and last_year (int16), which may overlap; cap: works of more institutions are left out
    (``left_out`` counts them); focus: a table with institution_id, of whose institutions at least one must be an end.
    Returns field, window (last year of the span), u < v (institutions), n (joint works, int32), top (sum of their top
    weights, int64, units of 2^-40) and frac (sum of top weight x 2 / (k (k - 1)), rounded once per work and pair, so
    that the edges of a work add up to its top weight within half a unit for each: pairs in fractional counting). n and
    top count a work in each of its edges. All add up over fields; a work is in one field.
    """
    rows = contributions.filter(contributions.k > 1, contributions.k <= cap)
    rows = rows.cross_join(spans.agg(earliest=_.first_year.min(), latest=_.last_year.max()))
    rows = _marked(rows.filter(rows.year >= rows.earliest, rows.year <= rows.latest), focus)
    left = topshare.weighted(rows.filter(rows.inside), weights)
    left = left.select("field", "year", "work_id", "top", "k", a="institution_id")
    right = rows.select(other="work_id", of="field", b="institution_id", inside="inside").view()
    # A pair inside the focus would be found from both ends.
    met = [left.work_id == right.other, left.field == right.of, left.a != right.b, (left.a < right.b) | ~right.inside]
    pairs = left.join(right, met)
    k = pairs.k.cast("int64")
    pairs = pairs.select(
        "field",
        "year",
        "top",
        u=(pairs.a < pairs.b).ifelse(pairs.a, pairs.b),
        v=(pairs.a < pairs.b).ifelse(pairs.b, pairs.a),
        frac=share(pairs.top * whole(2), k * (k - whole(1))),
    )
    yearly = pairs.group_by("field", "year", "u", "v").agg(n=_.count(), top=_.top.sum(), frac=_.frac.sum())
    both = yearly.cross_join(spans)
    both = both.filter(both.year >= both.first_year, both.year <= both.last_year)
    sums = both.group_by("field", "u", "v", window=both.last_year).agg(n=_.n.sum(), top=_.top.sum(), frac=_.frac.sum())
    return sums.select(
        "field", "window", "u", "v", n=sums.n.cast("int32"), top=sums.top.cast("int64"), frac=sums.frac.cast("int64")
    )


def left_out(bins: ir.Table, cap: int = CAP) -> ir.Table:
    """The works that ``edges`` leaves out for their many institutions, to be shown with it.

    bins: ``tables.BOOTSTRAP_BIN`` of one scheme, which knows how many papers of an institution have how many
    institutions; cap: as in ``edges``. Returns institution_id, window, n (works, int64) and most (the greatest number
    of institutions of one of them, int16); no row where none is left out.
    """
    rows = bins.filter(bins.k > cap)
    return rows.group_by("institution_id", "window").agg(n=rows.n.sum().cast("int64"), most=rows.k.max())


def partners(edges: ir.Table, chosen: ir.Table, by: Sequence[str] = ("window",)) -> ir.Table:
    """With whom the chosen institutions write.

    edges: ``tables.EDGE`` of one scheme; chosen: a table with institution_id; by: ``window`` and, where fields are not
    to be added up, ``field``. Returns institution_id (chosen), partner_id, ``by``, n, top, frac (int64, as in
    ``edges``). Two chosen institutions that write together are in each other's list.
    """
    amounts = ["n", "top", "frac"]
    rows = edges.select(*by, *amounts, institution_id="u", partner_id="v").union(
        edges.select(*by, *amounts, institution_id="v", partner_id="u")
    )
    rows = rows.semi_join(chosen, "institution_id")
    return rows.group_by("institution_id", "partner_id", *by).agg(
        **{name: rows[name].sum().cast("int64") for name in amounts}
    )


def leading(partners: ir.Table, most: int, by: Sequence[str] = ("window",)) -> ir.Table:
    """The partners of each institution with the most joint works.

    partners: what ``partners`` returns; most: how many of each institution and value of ``by`` are kept. Returns it
    with place (int64, from 1 on; of partners with equally many joint works the one with the least number comes first).
    """
    order = ibis.row_number().over(group_by=["institution_id", *by], order_by=[ibis.desc("n"), "partner_id"])
    rows = partners.mutate(place=order + whole(1))
    return rows.filter(rows.place <= most)


def _marked(rows: ir.Table, focus: ir.Table | None) -> ir.Table:
    """The rows with whether their institution is in the focus (inside)."""
    if focus is None:
        return rows.mutate(inside=rows.institution_id.notnull())
    found = rows.left_join(focus.select(listed="institution_id").distinct(), [("institution_id", "listed")])
    return found.mutate(inside=found.listed.notnull()).drop("listed")
