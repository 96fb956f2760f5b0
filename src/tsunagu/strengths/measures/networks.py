"""Networks: which institutions write works together, and how much of these works is in the top share."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.measures import topshare
from tsunagu.strengths.measures.counting import by_span
from tsunagu.strengths.measures.fixed import share, whole
from tsunagu.strengths.tables import EDGE

CAP = 100  # institutions; a work of k has k (k - 1) / 2 pairs
_AMOUNTS = ("n", "top", "frac")


def edges(
    contributions: ir.Table,
    weights: ir.Table,
    spans: ir.Table,
    cap: int = CAP,
    focus: ir.Table | None = None,
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
    rows = _marked(_joint(contributions, spans, cap), focus)
    pairs = _pairs(rows, weights)
    # Years first: spans overlap, and a year has far fewer edges than pairs.
    amounts = {"top": pairs.top.sum(), "frac": pairs.frac.sum()}
    yearly = pairs.group_by("field", "year", "u", "v").agg(n=pairs.count(), **amounts)
    both = by_span(yearly, spans)
    edges = both.group_by("field", "u", "v", window=both.last_year).agg(**_sums(both))
    return edges.select("field", "window", "u", "v", **_typed(edges))


def _joint(contributions: ir.Table, spans: ir.Table, cap: int) -> ir.Table:
    """The contributions to works of several institutions from the first to the last year of all spans."""
    rows = contributions.filter(contributions.k > 1, contributions.k <= cap)
    years = spans.agg(earliest=_.first_year.min(), latest=_.last_year.max())
    rows = rows.cross_join(years)
    return rows.filter(rows.year >= rows.earliest, rows.year <= rows.latest)


def _marked(rows: ir.Table, focus: ir.Table | None) -> ir.Table:
    """The rows with whether their institution is in the focus (inside)."""
    if focus is None:
        return rows.mutate(inside=rows.institution_id.notnull())
    listed = focus.select(listed="institution_id").distinct()
    both = rows.left_join(listed, [("institution_id", "listed")])
    return both.mutate(inside=both.listed.notnull()).drop("listed")


def _pairs(rows: ir.Table, weights: ir.Table) -> ir.Table:
    """Each two institutions of a work, one of them inside the focus, once: field, year, u < v, top and frac."""
    pairs = _met(rows, weights)
    k = pairs.k.cast("int64")
    frac = share(pairs.top * whole(2), k * (k - whole(1)))
    ascending = pairs.a < pairs.b
    u = ascending.ifelse(pairs.a, pairs.b)
    v = ascending.ifelse(pairs.b, pairs.a)
    return pairs.select("field", "year", "top", u=u, v=v, frac=frac)


def _met(rows: ir.Table, weights: ir.Table) -> ir.Table:
    """The pairs with the institution inside the focus (a) and the other (b), and with the work's top weight and k."""
    left = topshare.weighted(rows.filter(rows.inside), weights)
    left = left.select("field", "year", "work_id", "top", "k", a="institution_id")
    right = rows.select(other="work_id", of="field", b="institution_id", inside="inside").view()
    same_work = [left.work_id == right.other, left.field == right.of]
    # A pair inside the focus would be found from both ends.
    once = (left.a < right.b) | ~right.inside
    return left.join(right, [*same_work, left.a != right.b, once])


def _sums(rows: ir.Table) -> dict[str, ir.IntegerScalar]:
    return {name: rows[name].sum() for name in _AMOUNTS}


def _typed(edges: ir.Table) -> dict[str, ir.IntegerValue]:
    return {name: edges[name].cast(EDGE.columns[name]) for name in _AMOUNTS}


def left_out(bins: ir.Table, cap: int = CAP) -> ir.Table:
    """The works that ``edges`` leaves out for their many institutions, to be shown with it.

    bins: ``tables.BOOTSTRAP_BIN`` of one scheme, which knows how many papers of an institution have how many
    institutions; cap: as in ``edges``. Returns institution_id, window, n (works, int64) and most (the greatest number
    of institutions of one of them, int16); no row where none is left out.
    """
    rows = bins.filter(bins.k > cap)
    works = rows.n.sum().cast("int64")
    return rows.group_by("institution_id", "window").agg(n=works, most=rows.k.max())


def partners(edges: ir.Table, chosen: ir.Table) -> ir.Table:
    """With whom the chosen institutions write, over all fields.

    edges: ``tables.EDGE`` of one scheme; chosen: a table with institution_id. Returns institution_id (chosen),
    partner_id, window, n, top, frac (int64, as in ``edges``). Two chosen institutions that write together are in each
    other's list.
    """
    forth = edges.select("window", *_AMOUNTS, institution_id="u", partner_id="v")
    back = edges.select("window", *_AMOUNTS, institution_id="v", partner_id="u")
    rows = forth.union(back).semi_join(chosen, "institution_id")
    sums = {name: total.cast("int64") for name, total in _sums(rows).items()}
    return rows.group_by("institution_id", "partner_id", "window").agg(**sums)


def leading(partners: ir.Table, most: int) -> ir.Table:
    """The partners of each institution with the most joint works in each window.

    partners: what ``partners`` returns; most: how many of each institution and window are kept. Returns it with place
    (int64, from 1 on; of partners with equally many joint works the one with the least number comes first).
    """
    order = [ibis.desc("n"), "partner_id"]
    place = ibis.row_number().over(group_by=["institution_id", "window"], order_by=order)
    rows = partners.mutate(place=place + whole(1))
    return rows.filter(rows.place <= most)
