"""When a call opens in most years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tsunagu.kernel.years import FiscalYear

YEARS = 5  # fiscal years that are looked back on
_LEAST = 2  # of them in which a call opened, for a month to be usual


@dataclass(frozen=True, slots=True)
class Usual:
    """The month in which a call opens in most years, next time from ``month`` on; it opened in ``opened`` of years."""

    month: date
    opened: int
    years: int = YEARS


def usual(openings: Sequence[date], as_of: date) -> Usual | None:
    """When a call is expected to open next, from the days on which it opened before; none where it did so once only.

    Of months in which it opened equally often the last one counts. Years of which no opening is known are not counted.
    """
    first = FiscalYear.of(as_of) - YEARS + 1
    past = sorted(day for day in openings if day <= as_of and FiscalYear.of(day) >= first)
    opened = len({FiscalYear.of(day) for day in past})
    if opened < _LEAST:
        return None
    months = Counter(day.month for day in reversed(past))
    [(month, _)] = months.most_common(1)
    return Usual(_next(month, as_of), opened)


def _next(month: int, as_of: date) -> date:
    """The first day of the next such month, or of this one."""
    return date(as_of.year + (month < as_of.month), month, 1)
