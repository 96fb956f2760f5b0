"""Whether a figure can be so: every problem at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tsunagu.indicators.enums import Aggregation, Kind
from tsunagu.indicators.rules.figures import Figure, Period
from tsunagu.kernel.problems import Problem

MOST = Decimal(10) ** 16
"""What a column holds."""


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as somebody tells it, with what its definition asks for. since: from when on the definition holds."""

    aggregation: Aggregation
    since: date | None
    kind: Kind
    period: Period
    figure: Figure


def problems(told: Told, as_of: date) -> Iterator[Problem]:
    """What is wrong with a figure."""
    yield from _of_period(told, as_of)
    yield from _of_figure(told)


def _of_period(told: Told, as_of: date) -> Iterator[Problem]:
    if (told.period.year is None) == (told.period.day is None):
        yield Problem("period", "say a fiscal year or a day, one of the two", "year")
        return
    if told.since and told.period.last < told.since:
        yield Problem("too-early", f"this definition holds from {told.since} on", "year")
    if told.kind is Kind.ACTUAL and _begins(told.period) > as_of:
        yield Problem("not-yet", "an actual figure cannot be of a time to come", "year")


def _begins(period: Period) -> date:
    return period.day or date(int(period.year or 0), 4, 1)


def _of_figure(told: Told) -> Iterator[Problem]:
    figure = told.figure
    parts = {"value": figure.value, "numerator": figure.numerator, "denominator": figure.denominator}
    for name, number in parts.items():
        if number is not None and not (number.is_finite() and abs(number) < MOST):
            yield Problem("too-large", "no figure is that large", name)
    if told.aggregation is Aggregation.RATIO:
        yield from _of_ratio(figure)
    elif figure.value is None:
        yield Problem("missing", "say the value; leave out what is not known", "value")
    elif figure.numerator is not None or figure.denominator is not None:
        yield Problem("parts", "only a ratio has a numerator and a denominator", "numerator")


def _of_ratio(figure: Figure) -> Iterator[Problem]:
    if figure.value is not None:
        yield Problem("quotient", "a ratio is told by numerator and denominator", "value")
    if figure.numerator is None:
        yield Problem("missing", "say the numerator", "numerator")
    if figure.denominator is None:
        yield Problem("missing", "say the denominator", "denominator")
    elif figure.denominator <= 0:
        yield Problem("denominator", "the denominator is more than 0", "denominator")
