"""Counting: what part of a work an institution holds, by whole, fractional and author counting, and sums of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.enums import TieRule
from tsunagu.strengths.measures import topshare
from tsunagu.strengths.measures.fixed import one_over, part, product, share, whole
from tsunagu.strengths.tables import (
    AMOUNTS,
    CORRESPONDING,
    CORRESPONDING_KNOWN,
    DISTANCE_KNOWN,
    FINE,
    INDUSTRY,
    ONE,
    REFERENCE,
    SHARES,
)

_RULES = {
    "top": (100, TieRule.CWTS),
    "scale": (100, TieRule.NISTEP_SCALE),
    "top1": (10, TieRule.CWTS),
    "scale1": (10, TieRule.NISTEP_SCALE),
}


def reference(works: ir.Table, fields: ir.Table, citations: str = "cited_by") -> ir.Table:
    """The works that are compared with one another in a scheme: core works with a field.

    works: ``tables.WORK``; fields: ``tables.WORK_FIELD`` of one scheme; citations: the column counted, ``cited_by`` or
    ``cited_4y``, works without it being left out. Returns work_id, field, year, type_group, cited_by (int32),
    n_country, flags (the collaboration bits of the work).
    """
    rows = works.filter(works.is_core, works[citations].notnull()).join(fields, "work_id")
    return rows.select("work_id", "field", "year", "type_group", cited_by=rows[citations], flags=rows.collab)


def holdings(authorships: ir.Table) -> ir.Table:
    """What each institution holds of each work, whatever the field.

    authorships: rows with work_id, author_seq, institution_id (null for an author without one), is_corresponding (null
    where unknown) and weight (int64, units of 2^-40: the part of the original affiliation that fell to this
    institution, ONE without unification; the parts of an affiliation add up to ONE). An author's rows of one
    institution add up: two faculties of a university are two affiliations, so no row may be there twice. Returns
    work_id, institution_id, k (int16), w_author (int64), flags (int16), one row per work and institution named on it.
    ``k`` is the number of institutions: 整数カウント counts 1 for each, 分数カウント 1/k, as in NISTEP's benchmarking
    reports. ``w_author`` is the sum over the institution's authors of weight / (authors of the work x affiliations of
    the author), each term rounded once: the weights of the CWTS Leiden Ranking Open Edition. Authors without an
    institution count among the authors, so that the weights of a work may add up to less than 1.
    """
    # Sums of parts of a paper stay below 2^53 (8,192 affiliations of an author): exact in floating point, and far
    # cheaper than in 128 bits. Grouping and joining again costs a third of what windows over works would.
    here = authorships.group_by("work_id", "author_seq").agg(here=_.weight.cast("float64").sum())
    authors = here.group_by("work_id").agg(n_author=_.count())
    placed = (
        authorships.filter(_.institution_id.notnull()).join(here, ["work_id", "author_seq"]).join(authors, "work_id")
    )
    # An author's affiliations weigh a whole each, so ``here`` is their number times ONE.
    amount = part(placed.weight, placed.n_author * (placed.here.cast("int64") >> 40))
    placed = placed.mutate(amount=amount.cast("float64"), lead=placed.is_corresponding.cast("int8"))
    held = placed.group_by("work_id", "institution_id").agg(w_author=placed.amount.sum(), lead=placed.lead.max())
    bits = held.lead.fill_null(0) * CORRESPONDING + held.lead.notnull().cast("int16") * CORRESPONDING_KNOWN
    sizes = held.group_by("work_id").agg(k=_.count().cast("int16"))
    return held.select(
        "work_id", "institution_id", w_author=held.w_author.cast("int64"), flags=bits.cast("int16")
    ).join(sizes, "work_id")


def contributions(reference: ir.Table, holdings: ir.Table) -> ir.Table:
    """The contributions of institutions to the works of a scheme.

    The columns of ``tables.CONTRIBUTION`` but the scheme.

    reference, holdings: what these functions return. Works without an institution have no row. The bits of
    collaboration are those of the work, except that a work whose institutions turned out to be one (a university and
    its hospital) is no collaboration.
    """
    rows = reference.join(holdings.rename(held="flags"), "work_id")
    alone = ibis.literal(INDUSTRY | DISTANCE_KNOWN, "int16")
    bits = (rows.k == 1).ifelse(rows.flags & alone, rows.flags) | rows.held.cast("int16")
    return rows.select(*REFERENCE, "institution_id", "work_id", "k", "w_author", "cited_by", flags=bits)


def cells(contributions: ir.Table, labels: ir.Table) -> ir.Table:
    """The amounts of each institution by field and year, all that later sums need.

    The columns of ``tables.CELL`` but the scheme.

    contributions: rows of ``tables.CONTRIBUTION`` of one scheme; labels: what ``labels`` returns for its thresholds.
    Every term is rounded once per contribution, so that sums are the same bits in any order: p_frac sums 1/k, p_author
    the author shares, top_full the weights of the works, top_frac weight / k, top_author weight x author share. ncs
    sums citations / mean of the reference cell / k, rounded down to 2^-20; where the mean is 0 a work counts 1 (CWTS).
    """
    rows = contributions.join(labels, list(REFERENCE))
    held = {"full": whole(ONE), "frac": one_over(rows.k), "author": rows.w_author}
    # In floating point, since 2^31 citations x 2^23 works x FINE have no room in 64 bits; the product with FINE, a
    # power of two, is exact.
    cited = (rows.cited_by.cast("int64") * rows.n_total).cast("float64") * whole(FINE).cast("float64")
    score = (cited / (rows.n_cited.nullif(0) * rows.k).cast("float64")).floor().cast("int64")
    amounts = {
        "p_full": rows.count(),
        "p_frac": held["frac"].sum(),
        "p_author": rows.w_author.sum(),
        "p_lead": ((rows.flags & CORRESPONDING) > 0).cast("int64").sum(),
        **{
            f"{name}_{counting}": _top(rows, name, counting, amount).sum()
            for name in SHARES
            for counting, amount in held.items()
        },
        "score": score.fill_null(held["frac"] >> 20).sum(),
    }
    sums = rows.group_by("field", "institution_id", "year").agg(**amounts)
    return sums.mutate(ncs=sums.score.cast("float64") / whole(FINE).cast("float64")).drop("score")


def _top(rows: ir.Table, name: str, counting: str, held: ir.IntegerValue) -> ir.IntegerValue:
    """What a contribution adds to the top papers of a share.

    The weight of the work times the part held, rounded once.
    """
    above, tied = rows[f"{name}_w_above"], rows[f"{name}_w_tied"]
    whole_above = _RULES[name][1] is TieRule.CWTS  # above the threshold the weight is one whole, at it less
    if counting == "full":
        amounts = above, tied
    elif counting == "frac":
        amounts = share(above, rows.k), (part if whole_above else share)(tied, rows.k)
    else:
        amounts = product(above, held), product(tied, held)
    return topshare.weight(rows.cited_by, rows[f"{name}_threshold"], held if whole_above else amounts[0], amounts[1])


def labels(thresholds: ir.Table) -> ir.Table:
    """The weights of all four top shares side by side with the sums of the reference cell, one row for each.

    thresholds: rows of ``tables.THRESHOLD`` (100 and 10 permille) of one scheme. Returns field, year, type_group,
    n_total, n_cited and for each of ``tables.SHARES`` the columns <share>_threshold, <share>_w_above and <share>_w_tied
    of ``topshare.weights``. A few rows, worth computing once.
    """
    sides = [
        topshare.weights(thresholds, permille, rule).rename(
            {f"{name}_{column}": column for column in ("threshold", "w_above", "w_tied")}
        )
        for name, (permille, rule) in _RULES.items()
    ]
    sums = thresholds.filter(thresholds.top_permille == ibis.literal(100, "int16")).select(
        *REFERENCE, "n_total", "n_cited"
    )
    return reduce(lambda left, right: left.join(right, list(REFERENCE)), sides, sums)


def sums(cells: ir.Table, by: Sequence[str]) -> ir.Table:
    """The amounts of cells added up by some of their columns, for example by institution and year over all fields.

    cells: ``tables.CELL`` or any table with its amounts. Returns one row per value of ``by`` with p_full, p_lead
    (papers) and the other amounts (units of 2^-40) as int64, exact, and ncs (float64, exact below 2^33). A sum above
    2^23 papers does not fit: DuckDB raises rather than wraps; for the world use ``totals``.
    """
    return cells.group_by(*by).agg(**{name: cells[name].sum() for name in AMOUNTS}, ncs=_.ncs.sum())


def totals(cells: ir.Table, by: Sequence[str]) -> ir.Table:
    """Like ``sums`` for any number of papers: the amounts as float64 and in papers, each from an exact sum."""
    one = {name: whole(1 if name in ("p_full", "p_lead") else ONE).cast("float64") for name in AMOUNTS}
    exact = {name: cells[name].cast("decimal(38, 0)").sum().cast("float64") / one[name] for name in AMOUNTS}
    return cells.group_by(*by).agg(**exact, ncs=_.ncs.sum())


def windows(cells: ir.Table, spans: ir.Table, by: Sequence[str] = ("field", "institution_id")) -> ir.Table:
    """The sums of cells over spans of years, first and last year included.

    spans: first_year and last_year (int16), which may overlap. Returns ``by``, first_year, last_year and the amounts of
    ``sums``; a span without any paper has no row.
    """
    # A table of spans is small: written as a cross join, every engine plans it as a loop over it.
    both = cells.cross_join(spans)
    return sums(
        both.filter(both.year >= both.first_year, both.year <= both.last_year), (*by, "first_year", "last_year")
    )


def moving(
    cells: ir.Table, spans: Sequence[tuple[int, int]], by: Sequence[str] = ("field", "institution_id")
) -> ir.Table:
    """The sums of cells over spans of years that are known beforehand.

    A third faster than ``windows``, which makes a row for each year and span.

    spans: first and last year of each, which may overlap. Returns ``by``, first_year, last_year (int16) and those
    amounts that the cells have. Raises ValueError where there is no span or one ends before it begins.
    """
    if not spans or any(first > last for first, last in spans):
        raise ValueError(
            f"a span of years is a first and a last year in this order, and at least one is needed: {list(spans)}"
        )
    parts = []
    for first, last in spans:
        years = {"first_year": ibis.literal(first, "int16"), "last_year": ibis.literal(last, "int16")}
        rows = cells.filter(cells.year >= years["first_year"], cells.year <= years["last_year"])
        amounts = {name: rows[name].sum() for name in (*AMOUNTS, "ncs") if name in rows.columns}
        parts.append(rows.group_by(*by).agg(**amounts).mutate(**years))
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def quality(amounts: ir.Table, share: str = "top", counting: str = "frac") -> ir.Table:
    """Q値: top papers per paper, always as a ratio of sums, never a mean of ratios.

    amounts: the result of ``sums`` or ``windows``, or cells. share: one of ``tables.SHARES``; counting: one of
    ``tables.COUNTINGS``. Returns it with q (float64; the world's value is 0.1 for a top tenth), null where there is no
    paper.
    """
    papers = amounts[f"p_{counting}"].nullif(0).cast("float64")
    unit = whole(ONE if counting == "full" else 1).cast("float64")
    return amounts.mutate(q=amounts[f"{share}_{counting}"].cast("float64") / papers / unit)
