"""Whether a body still meets, and whether a record of a meeting can be so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tsunagu.kernel.problems import Problem

QUIET_MONTHS = 12  # ours: the hearing speaks of councils that are a mere form


def is_quiet(last: date, day: date) -> bool:
    """Whether no meeting is on record for twelve months before a day.

    >>> is_quiet(date(2024, 2, 29), date(2025, 2, 28)), is_quiet(date(2024, 2, 29), date(2025, 3, 1))
    (False, True)
    """
    months = (day.year - last.year) * 12 + day.month - last.month
    return (months, day.day) > (QUIET_MONTHS, last.day)


def problems(day: date, at: date) -> Iterator[Problem]:
    """What keeps a meeting from being recorded: it was not held yet. at: the day on which that is asked."""
    if day > at:
        yield Problem("not-yet", f"{day} is still to come; record a meeting once it was held", "day")
