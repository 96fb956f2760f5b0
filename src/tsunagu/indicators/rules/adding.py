"""One figure of many bodies: of how many of how many, and never a mean of ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tsunagu.indicators.enums import Aggregation, Unknown
from tsunagu.indicators.rules.figures import Figure, Period


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of one body: its figure, when, under which version; no figure where nothing is known."""

    figure: Figure | None
    period: Period | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """The figure of many. known, asked: of how many of how many bodies. why: what keeps it from being one figure."""

    number: Decimal | None
    known: int
    asked: int
    why: Unknown | None = None


def total(aggregation: Aggregation, held: Sequence[Held]) -> Total:
    """The figures of several bodies as one; unknown where periods or definitions differ, or nothing is known.

    Bodies of which nothing is known are left out and counted, never taken as 0.
    """
    known = [one for one in held if one.figure and _usable(aggregation, one.figure)]
    if not known:
        return Total(None, 0, len(held), Unknown.MISSING)
    if len({one.period for one in known}) > 1:
        return Total(None, len(known), len(held), Unknown.YEARS)
    if len({one.version for one in known}) > 1:
        return Total(None, len(known), len(held), Unknown.DEFINITIONS)
    number = _number(aggregation, [one.figure for one in known if one.figure])
    return Total(number, len(known), len(held), None if number is not None else Unknown.MISSING)


def _usable(aggregation: Aggregation, figure: Figure) -> bool:
    """A ratio counts only with both its parts: from quotients alone there is no sum."""
    return figure.parted if aggregation is Aggregation.RATIO else figure.number is not None


def _number(aggregation: Aggregation, figures: Sequence[Figure]) -> Decimal | None:
    if aggregation is Aggregation.RATIO:
        return _ratio(figures)
    numbers = [figure.number for figure in figures if figure.number is not None]
    if aggregation is Aggregation.MAX:
        return max(numbers)
    added = sum(numbers, Decimal(0))
    return added / len(numbers) if aggregation is Aggregation.MEAN else added


def _ratio(figures: Sequence[Figure]) -> Decimal | None:
    above = sum((figure.numerator or Decimal(0) for figure in figures), Decimal(0))
    below = sum((figure.denominator or Decimal(0) for figure in figures), Decimal(0))
    return above / below if below else None
