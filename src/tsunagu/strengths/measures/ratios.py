"""Papers, top papers and their quotient in one unit for every way of counting.

And whole numbers wide enough to compare quotients exactly.

Two quotients a / b and c / d are compared as a * d and c * b. Amounts are in units of 2^-40, so the products do not fit
64 bits: they are taken as decimals of 38 digits, which every engine has.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import ibis.expr.types as ir

from tsunagu.strengths.measures.counting import quality
from tsunagu.strengths.measures.fixed import whole
from tsunagu.strengths.tables import AMOUNTS, COUNTINGS, ONE, SHARES

NORMAL_95 = 1.959963984540054  # the middle 95% of the normal distribution lie within so many standard deviations


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
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = NORMAL_95 * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def measured(sums: ir.Table, share: str = "top", counting: str = "frac") -> ir.Table:
    """The papers and top papers of one way of counting, in one unit.

    sums: rows with the amounts of ``tables.CELL``, such as ``counting.sums`` returns. share: one of ``tables.SHARES``;
    counting: one of ``tables.COUNTINGS``. Returns the other columns of sums with n (int64, whole papers), papers and
    top (int64, units of 2^-40 for every counting, below 2^23 papers) and q (float64, top / papers, null without papers;
    Q値 of NISTEP, see ``counting.quality``).
    Raises ValueError for another share or counting.
    """
    check(share, counting)
    rows = quality(sums, share, counting)
    unit = whole(ONE if counting == "full" else 1)
    amounts = {
        "n": rows.p_full,
        "papers": rows[f"p_{counting}"] * unit,
        "top": rows[f"{share}_{counting}"],
        "q": rows.q,
    }
    return rows.select(*(name for name in sums.columns if name not in (*AMOUNTS, "ncs")), **amounts)


def check(share: str, counting: str) -> None:
    """Raise ValueError where a share or a counting is not one of those in the tables."""
    if share not in SHARES:
        raise ValueError(f"a top share is one of {', '.join(SHARES)}, not {share}")
    if counting not in COUNTINGS:
        raise ValueError(f"a way of counting is one of {', '.join(COUNTINGS)}, not {counting}")


def wide(value: ir.Value) -> ir.DecimalValue:
    """A whole number as a decimal of 38 digits, for products of two amounts. Never a column of a result."""
    return value.cast("decimal(38, 0)")


def beside(rows: ir.Table, other: ir.Table, by: Sequence[str] = ()) -> ir.Table:
    """Rows with what goes with them from a table that is keyed by some of the columns ``by``, or by none.

    Then it goes with every row.
    """
    keys = [name for name in by if name in other.columns]
    return rows.join(other, keys) if keys else rows.cross_join(other)
