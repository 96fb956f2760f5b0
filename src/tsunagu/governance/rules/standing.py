"""What became of a point, from its answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tsunagu.governance.enums import Outcome

_ORDER = tuple(Outcome)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: what it comes to, and when it was given, if that is known."""

    status: Outcome
    day: date | None = None


def standing(answers: Iterable[Given]) -> Outcome:
    """Where a point stands: by the newest answer; of several of one day by the one that goes furthest.

    What was done stays done, whatever is said later. An answer without a day counts as the oldest.

    >>> standing([Given(Outcome.PLANNED, date(2022, 2, 1)), Given(Outcome.INCLUDED, date(2022, 8, 1))]).value
    'included'
    """
    given = list(answers)
    if not given:
        return Outcome.UNANSWERED
    if any(one.status is Outcome.DONE for one in given):
        return Outcome.DONE
    newest = max(map(_day, given))
    return min((one.status for one in given if _day(one) == newest), key=_ORDER.index)


def _day(given: Given) -> date:
    return given.day or date.min
