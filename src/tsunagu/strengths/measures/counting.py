"""Counting: what part of a work an institution holds, by whole, fractional and author counting, and sums of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir
from ibis import _

from tsunagu.strengths.enums import Counting, TieRule, Top
from tsunagu.strengths.measures import topshare
from tsunagu.strengths.measures.fixed import one_over, part, product, quotient, share, whole, wide
from tsunagu.strengths.tables import (
    AMOUNTS,
    CORRESPONDING,
    CORRESPONDING_KNOWN,
    COUNTINGS,
    DISTANCE_KNOWN,
    FINE,
    INDUSTRY,
    ONE,
    REFERENCE,
)

FIELD_AND_INSTITUTION = ("field", "institution_id")

Division = Callable[[ir.IntegerValue, ir.IntegerValue], ir.IntegerValue]  # a quotient, to the nearest unit


def reference(works: ir.Table, fields: ir.Table, citations: str = "cited_by") -> ir.Table:
    """The works that are compared with one another in a scheme: core works with a field.

    works: ``tables.WORK``; fields: ``tables.WORK_FIELD`` of one scheme; citations: the column counted, ``cited_by`` or
    ``cited_4y``, works without it being left out. Returns work_id, field, year, type_group, cited_by (int32) and flags
    (the collaboration bits of the work).
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
    affiliations = _affiliations(authorships)
    sums = {"w_author": affiliations.amount.sum(), "lead": affiliations.lead.max()}
    held = affiliations.group_by("work_id", "institution_id").agg(**sums)
    sizes = held.group_by("work_id").agg(k=_.count().cast("int16"))
    w_author = held.w_author.cast("int64")
    rows = held.select("work_id", "institution_id", w_author=w_author, flags=_lead_bits(held.lead))
    return rows.join(sizes, "work_id")


def _affiliations(authorships: ir.Table) -> ir.Table:
    """Authorships with an institution, what each is of its work (amount, units of 2^-40), and whether it leads (0, 1).

    Sums of parts of a paper stay below 2^53 (8,192 affiliations of an author): exact in floating point, and far cheaper
    than in 128 bits. Grouping and joining again costs a third of what windows over works would.
    """
    authors = authorships.group_by("work_id", "author_seq").agg(here=_.weight.cast("float64").sum())
    works = authors.group_by("work_id").agg(n_author=_.count())
    rows = authorships.filter(_.institution_id.notnull())
    rows = rows.join(authors, ["work_id", "author_seq"]).join(works, "work_id")
    # An author's affiliations weigh a whole each, so ``here`` is their number times ONE.
    number = rows.here.cast("int64") >> 40
    amount = part(rows.weight, rows.n_author * number)
    return rows.mutate(amount=amount.cast("float64"), lead=rows.is_corresponding.cast("int8"))


def _lead_bits(lead: ir.IntegerValue) -> ir.IntegerValue:
    """The flags of a corresponding author: 1 where there is one, 0 where there is none, null where unknown."""
    bits = lead.fill_null(0) * CORRESPONDING + lead.notnull().cast("int16") * CORRESPONDING_KNOWN
    return bits.cast("int16")


def contributions(reference: ir.Table, holdings: ir.Table) -> ir.Table:
    """The contributions of institutions to the works of a scheme.

    reference, holdings: what these functions return. Returns the columns of ``tables.CONTRIBUTION`` but the scheme.
    Works without an institution have no row. The bits of collaboration are those of the work, except that a work whose
    institutions turned out to be one (a university and its hospital) is no collaboration.
    """
    rows = reference.join(holdings.rename(held="flags"), "work_id")
    of_one = rows.flags & ibis.literal(INDUSTRY | DISTANCE_KNOWN, "int16")
    bits = (rows.k == 1).ifelse(of_one, rows.flags) | rows.held.cast("int16")
    return rows.select(*REFERENCE, "institution_id", "work_id", "k", "w_author", "cited_by", flags=bits)


def cells(contributions: ir.Table, labels: ir.Table) -> ir.Table:
    """The amounts of each institution by field and year, from which all later sums are taken.

    contributions: rows of ``tables.CONTRIBUTION`` of one scheme; labels: what ``labels`` returns for its thresholds.
    Returns the columns of ``tables.CELL`` but the scheme. Every term is rounded once per contribution, so that sums are
    the same bits in any order: p_frac sums 1/k, p_author the author shares, top_full the weights of the works, top_frac
    weight / k, top_author weight x author share. ncs sums citations / mean of the reference cell / k, rounded down to
    2^-20; where the mean is 0 a work counts 1 (CWTS).
    """
    rows = contributions.join(labels, list(REFERENCE))
    amounts = {**_papers(rows), **_tops(rows), "score": _score(rows).sum()}
    cells = rows.group_by("field", "institution_id", "year").agg(**amounts)
    return cells.mutate(ncs=quotient(cells.score, whole(FINE))).drop("score")


def _papers(rows: ir.Table) -> dict[str, ir.IntegerScalar]:
    """The sums of papers, by every counting."""
    led = (rows.flags & CORRESPONDING) > 0
    return {
        "p_full": rows.count(),
        "p_frac": _held(rows, Counting.FRAC).sum(),
        "p_author": _held(rows, Counting.AUTHOR).sum(),
        "p_lead": led.cast("int64").sum(),
    }


def _held(rows: ir.Table, counting: Counting) -> ir.IntegerValue:
    """What part of a work the institution holds (units of 2^-40)."""
    if counting is Counting.FULL:
        return whole(ONE)
    return one_over(rows.k) if counting is Counting.FRAC else rows.w_author


def _tops(rows: ir.Table) -> dict[str, ir.IntegerScalar]:
    """The sums of top papers, by every top share and counting."""
    ways = itertools.product(Top, COUNTINGS)
    return {top.column(counting): _top_papers(rows, top, counting).sum() for top, counting in ways}


def _top_papers(rows: ir.Table, top: Top, counting: Counting) -> ir.IntegerValue:
    """What a contribution adds to the top papers: the weight of the work times the part held, rounded once."""
    above, tied = rows[f"{top}_w_above"], rows[f"{top}_w_tied"]
    if top.tie_rule is TieRule.CWTS:
        # The weight is one whole above the threshold and less at it.
        above, tied = _held(rows, counting), _times_held(tied, rows, counting, part)
    else:
        above, tied = _times_held(above, rows, counting, share), _times_held(tied, rows, counting, share)
    return topshare.weight(rows.cited_by, rows[f"{top}_threshold"], above, tied)


def _times_held(weight: ir.IntegerValue, rows: ir.Table, counting: Counting, divide: Division) -> ir.IntegerValue:
    """The weight of a work times the part of it that the institution holds."""
    if counting is Counting.FULL:
        return weight
    return divide(weight, rows.k) if counting is Counting.FRAC else product(weight, rows.w_author)


def _score(rows: ir.Table) -> ir.IntegerValue:
    """The normalized citation score of a contribution in units of 1 / FINE.

    In floating point, since 2^31 citations x 2^23 works x FINE have no room in 64 bits; the product with FINE, a power
    of two, is exact.
    """
    cited = rows.cited_by.cast("int64") * rows.n_total
    fine = cited.cast("float64") * whole(FINE).cast("float64")
    score = quotient(fine, rows.n_cited.nullif(0) * rows.k).floor().cast("int64")
    return score.fill_null(one_over(rows.k) >> 20)


def labels(thresholds: ir.Table) -> ir.Table:
    """The weights of all four top shares side by side with the sums of the reference cell, one row for each.

    thresholds: rows of ``tables.THRESHOLD`` (100 and 10 permille) of one scheme. Returns field, year, type_group,
    n_total, n_cited and for each ``Top`` the columns <top>_threshold, <top>_w_above and <top>_w_tied of
    ``topshare.weights``. A few rows, worth computing once.
    """
    of_tenth = thresholds.filter(thresholds.top_permille == ibis.literal(Top.TOP.permille, "int16"))
    cells = of_tenth.select(*REFERENCE, "n_total", "n_cited")
    sides = [_label(thresholds, top) for top in Top]
    return reduce(lambda left, right: left.join(right, list(REFERENCE)), sides, cells)


def _label(thresholds: ir.Table, top: Top) -> ir.Table:
    weights = topshare.weights(thresholds, top.permille, top.tie_rule)
    return weights.rename({f"{top}_{column}": column for column in ("threshold", "w_above", "w_tied")})


def sums(cells: ir.Table, by: Sequence[str]) -> ir.Table:
    """The amounts of cells added up by some of their columns, for example by institution and year over all fields.

    cells: ``tables.CELL`` or any table with its amounts. Returns one row per value of ``by`` with p_full, p_lead
    (papers) and the other amounts (units of 2^-40) as int64, exact, and ncs (float64, exact below 2^33). A sum above
    2^23 papers does not fit: DuckDB raises rather than wraps; for the world use ``totals``.
    """
    amounts = {name: cells[name].sum() for name in AMOUNTS}
    return cells.group_by(*by).agg(**amounts, ncs=_.ncs.sum())


def totals(cells: ir.Table, by: Sequence[str]) -> ir.Table:
    """Like ``sums`` for any number of papers: the amounts as float64 and in papers, each from an exact sum."""
    in_papers = {name: quotient(wide(cells[name]).sum(), unit(name)) for name in AMOUNTS}
    return cells.group_by(*by).agg(**in_papers, ncs=_.ncs.sum())


def unit(amount: str) -> ir.IntegerScalar:
    """How many units a paper has in a column of amounts: 1 where papers are counted whole, else 2^40."""
    return whole(1 if amount in ("p_full", "p_lead") else ONE)


def windows(cells: ir.Table, spans: ir.Table, by: Sequence[str] = FIELD_AND_INSTITUTION) -> ir.Table:
    """The sums of cells over spans of years, first and last year included.

    spans: first_year and last_year (int16), which may overlap. Returns ``by``, first_year, last_year and the amounts of
    ``sums``; a span without any paper has no row.
    """
    return sums(by_span(cells, spans), (*by, "first_year", "last_year"))


def by_span(rows: ir.Table, spans: ir.Table) -> ir.Table:
    """Rows with a year, each once for every span that holds it, with first_year and last_year of the span.

    A table of spans is small: written as a cross join, every engine plans it as a loop over it.
    """
    both = rows.cross_join(spans)
    return both.filter(both.year >= both.first_year, both.year <= both.last_year)


def quality(
    amounts: ir.Table,
    top: str = Top.TOP,
    counting: str = Counting.FRAC,
) -> ir.Table:
    """Q値: top papers per paper, always as a ratio of sums, never a mean of ratios.

    amounts: the result of ``sums`` or ``windows``, or cells. top: a ``Top``; counting: a ``Counting``. Returns it with
    q (float64; the world's value is ``Top.world_q``), null where there is no paper. Raises ValueError for another top
    or counting.
    """
    top, counting = Top(top), Counting(counting)
    papers, tops = amounts[counting.papers].nullif(0), amounts[top.column(counting)]
    return amounts.mutate(q=quotient(quotient(tops, papers), per_unit(counting)))


def per_unit(counting: Counting) -> ir.IntegerScalar:
    """How many units of top papers (2^-40) are one unit of papers: whole papers are kept as such, others in 2^-40."""
    return whole(ONE if counting is Counting.FULL else 1)
