"""層の厚み: how a country's papers are spread over its universities, as in the comparison of Japan, the UK and Germany.

Source of the figure: NISTEP, 研究論文に着目した日英独の大学ベンチマーキング2019: universities with at least 500 papers
in ten years, in the order of their fractional papers of 2013-2017.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, log

import ibis
import ibis.expr.types as ir

from tsunagu.strengths.enums import Counting
from tsunagu.strengths.measures.counting import sums
from tsunagu.strengths.measures.fixed import whole, wide
from tsunagu.strengths.measures.ratios import measured
from tsunagu.strengths.tables import ONE

Ranks = tuple[int, int]  # first and last, both included


def ranked(
    amounts: ir.Table,
    institutions: ir.Table,
    longer: ir.Table,
    least_papers: int = 500,
    counting: str = Counting.FRAC,
) -> ir.Table:
    """The rank-size curve of each country.

    amounts: by institution_id, over any other columns. institutions: the ``institution`` rows to rank, such as the
    universities of some countries; those without a country are left out. longer: the amounts by institution_id of the
    longer span in which an institution must have least_papers, such as ten years. least_papers: papers by this
    counting, as the note of the figure says of all its numbers. counting: a ``Counting``. Returns country,
    institution_id, n (int64, whole papers), papers (int64, units of 2^-40), place (int32, 1 and up without gaps, equal
    sizes in the order of institution_id) and rank (int32, the same for equal sizes).
    """
    large = _with_papers(_by_institution(longer, counting), least_papers)
    rows = _by_institution(amounts, counting).semi_join(large, "institution_id")
    places = institutions.filter(institutions.country.notnull()).select("institution_id", "country")
    rows = rows.join(places, "institution_id")
    place = _in_country(ibis.row_number(), ibis.desc("papers"), "institution_id")
    rank = _in_country(ibis.rank(), ibis.desc("papers"))
    return rows.select("country", "institution_id", "n", "papers", place=place, rank=rank)


def _in_country(number: ir.IntegerColumn, *order: ir.Value | str) -> ir.IntegerColumn:
    """A number from 0 on in an order as one from 1 on within each country (int32)."""
    within = ibis.window(group_by=["country"], order_by=list(order))
    return (number.over(within) + whole(1)).cast("int32")


def _by_institution(amounts: ir.Table, counting: str) -> ir.Table:
    return measured(sums(amounts, ("institution_id",)), counting=counting)


def _with_papers(rows: ir.Table, least: int) -> ir.Table:
    """Rows with at least so many papers.

    Parts of papers are rounded: thirds of three papers are a paper but for a unit of 2^-40 each.
    """
    papers = wide(whole(least)) * wide(whole(ONE))
    return rows.filter(wide(rows.papers + rows.n) >= papers)


@dataclass(frozen=True, slots=True)
class Thickness:
    """How sizes are spread.

    Every quotient is computed from whole numbers and rounded once; None where it is not defined.
    """

    institutions: int
    papers: float  # in papers
    largest: float | None  # part of the first ten
    next_to_first: float | None  # sizes of ranks 10 to 50 over those of ranks 1 to 10
    gini: float | None
    herfindahl: float | None
    effective: float | None  # 1 / Herfindahl: as many equal institutions would be as concentrated
    hill: float | None  # exponent of the tail: the smaller, the more the first stand out


def thickness(sizes: Sequence[int], tail: int = 40) -> Thickness:
    """The summary of a rank-size curve.

    sizes: papers in units of 2^-40 in any order, such as the column papers of one country of ``ranked``. tail: how many
    of the largest are the tail (40: as many universities as the figure names).
    """
    spread = herfindahl(sizes)
    return Thickness(
        institutions=len(sizes),
        papers=sum(sizes) / ONE,
        largest=_rounded(concentration(sizes, 10)),
        next_to_first=_rounded(layer_ratio(sizes)),
        gini=_rounded(gini(sizes)),
        herfindahl=_rounded(spread),
        effective=_rounded(1 / spread if spread else None),
        hill=hill(sizes, tail),
    )


def layer_ratio(
    sizes: Sequence[int],
    following: Ranks = (10, 50),
    first: Ranks = (1, 10),
) -> Fraction | None:
    """What the following ranks hold over what the first hold, both ends included.

    With the defaults rank 10 is in both, as the finding is told.

    A layer that is not full is taken as it is. None where not even the first of the following ranks is reached, or the
    first ranks hold nothing.
    """
    down = sorted(sizes, reverse=True)
    if len(down) < following[0]:
        return None
    upper = sum(down[first[0] - 1 : first[1]])
    lower = sum(down[following[0] - 1 : following[1]])
    return Fraction(lower, upper) if upper else None


def concentration(sizes: Sequence[int], k: int) -> Fraction | None:
    """The part of the k largest in the sum; None where the sum is 0."""
    total = sum(sizes)
    largest = sorted(sizes, reverse=True)[:k]
    return Fraction(sum(largest), total) if total else None


def gini(sizes: Sequence[int]) -> Fraction | None:
    """Gini coefficient: sum of (2 i - n - 1) x_i over n sum of x_i, sizes ascending; None where the sum is 0.

    0 for equal sizes, (n - 1) / n for one that holds all.
    """
    n, total = len(sizes), sum(sizes)
    ascending = enumerate(sorted(sizes), start=1)
    weighted = sum((2 * i - n - 1) * x for i, x in ascending)
    return Fraction(weighted, n * total) if total else None


def herfindahl(sizes: Sequence[int]) -> Fraction | None:
    """Herfindahl index: the sum of squared shares, from 1 / n for equal sizes to 1; None where the sum is 0."""
    total = sum(sizes)
    squares = sum(x * x for x in sizes)
    return Fraction(squares, total * total) if total else None


def hill(sizes: Sequence[int], tail: int) -> float | None:
    """Hill's estimate of the exponent of a power-law tail (1975): k over the sum of ln(x_i / x_(k+1)) of the k largest.

    tail: k. None where there are not k + 1 positive sizes, or the k + 1 largest are equal. Raises ValueError for a tail
    below 1.
    """
    if tail < 1:
        raise ValueError(f"a tail has at least one institution, not {tail}")
    down = sorted(sizes, reverse=True)
    if len(down) <= tail or down[tail] <= 0:
        return None
    spread = fsum(log(Fraction(x, down[tail])) for x in down[:tail])
    return tail / spread if spread > 0 else None


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
