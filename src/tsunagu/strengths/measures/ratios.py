"""Papers, top papers and their quotient in one unit for every way of counting; what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import ibis.expr.types as ir

from tsunagu.strengths.enums import Counting, Top
from tsunagu.strengths.measures.counting import per_unit, quality
from tsunagu.strengths.tables import AMOUNTS

NORMAL_95 = 1.959963984540054  # the middle 95% of the normal distribution lie within so many standard deviations


def measured(
    amounts: ir.Table,
    top: str = Top.TOP,
    counting: str = Counting.FRAC,
) -> ir.Table:
    """The papers and top papers of one way of counting, in one unit.

    amounts: rows with the amounts of ``tables.CELL``, such as ``counting.sums`` returns. top: a ``Top``; counting: a
    ``Counting``. Returns the other columns of amounts with n (int64, whole papers), papers and top (int64, units of
    2^-40 for every counting, below 2^23 papers) and q (float64, top / papers, null without papers; Q値 of NISTEP, see
    ``counting.quality``).
    Raises ValueError for another top or counting.
    """
    top, counting = Top(top), Counting(counting)
    rows = quality(amounts, top, counting)
    others = [name for name in amounts.columns if name not in (*AMOUNTS, "ncs")]
    papers = rows[counting.papers] * per_unit(counting)
    tops = rows[top.column(counting)]
    columns = {"n": rows.p_full, "papers": papers, "top": tops, "q": rows.q}
    return rows.select(*others, **columns)


def beside(rows: ir.Table, other: ir.Table, key: Sequence[str]) -> ir.Table:
    """Rows with the further columns of a table that has no key twice; null where it does not have the key."""
    further = [name for name in other.columns if name not in key]
    return rows.left_join(other, key).select(*rows.columns, *further)


def score_interval(part: float, of: int) -> tuple[float, float] | None:
    """The 95% score interval of a share part / of, which holds for few papers too and never leaves 0 to 1.

    None of nothing.

    part: whole papers, or a sum of weights from 0 to 1 that are papers in part: their spread is at most that of whole
    papers, so that the interval is then on the wide side. Source: Wilson, Journal of the American Statistical
    Association 22 (1927), 209-212, doi 10.1080/01621459.1927.10502953. Raises ValueError where part is not within 0 and
    of.
    """
    if not 0 <= part <= of:
        raise ValueError(f"a part must lie within 0 and {of}, not be {part}")
    if not of:
        return None
    share, square = part / of, NORMAL_95**2
    scale = 1 + square / of
    middle = (share + square / (2 * of)) / scale
    spread = share * (1 - share) / of + square / (4 * of * of)
    half = NORMAL_95 * sqrt(spread) / scale
    return max(0.0, middle - half), min(1.0, middle + half)
