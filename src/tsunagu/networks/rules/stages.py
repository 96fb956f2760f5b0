"""How long a service of a smart city has stood in a stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tsunagu.networks.enums import ServiceStage

LONG = 3  # years in demonstration from which on it is asked why; ours


def stage_on(steps: Sequence[tuple[ServiceStage, date]], day: date) -> tuple[ServiceStage, date] | None:
    """The stage on a day with its first day; none before the first one."""
    begun = [step for step in steps if step[1] <= day]
    return max(begun, key=lambda step: step[1]) if begun else None


def full_years(since: date, day: date) -> int:
    """How many whole years have passed."""
    return full_months(since, day) // 12


def full_months(since: date, day: date) -> int:
    """How many whole months have passed."""
    months = (day.year - since.year) * 12 + day.month - since.month
    return months - (day.day < since.day)


def is_stuck(steps: Sequence[tuple[ServiceStage, date]], day: date, years: int = LONG) -> bool:
    """Whether a service has been in demonstration for more than so many years."""
    stands = stage_on(steps, day)
    if stands is None or stands[0] is not ServiceStage.DEMONSTRATION:
        return False
    since = stands[1]
    last = (since.year + years, since.month, since.day)
    return last < (day.year, day.month, day.day)
