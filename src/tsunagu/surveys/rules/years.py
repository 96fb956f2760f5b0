"""A year beside another, and to whom reminders are due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tsunagu.sheets.rules import versions
from tsunagu.sheets.rules.questions import Question
from tsunagu.sheets.rules.tallies import Count

REMINDED = (timedelta(days=7), timedelta(days=1))
"""How long before a survey closes those who did not answer are reminded."""


@dataclass(frozen=True, slots=True)
class Beside:
    """An answer in two years. count: of this year.

    before: none where it was not asked, or not printed. broken: the question changed.
    """

    question: str
    answer: str
    count: Count
    before: Count | None
    broken: bool = False


def beside(
    counts: Sequence[Count],
    before: Sequence[Count],
    questions: Sequence[Question],
    earlier: Sequence[Question],
) -> list[Beside]:
    """The counts of a year, each beside that of the same question and answer in the year before."""
    known = {one.pair: one for one in before}
    broken = _broken(questions, earlier)
    return [_beside(one, known, broken) for one in counts]


def _beside(
    count: Count,
    known: Mapping[tuple[str, str], Count],
    broken: set[str],
) -> Beside:
    pair = count.pair
    is_broken = count.question in broken
    before = None if is_broken else known.get(pair)
    return Beside(*pair, count, before, is_broken)


def _broken(questions: Sequence[Question], earlier: Sequence[Question]) -> set[str]:
    """The questions that another year has under the same key and yet asks otherwise."""
    was = {question.key: question for question in earlier}
    both = [(one, was[one.key]) for one in questions if one.key in was]
    return {one.key for one, other in both if not versions.are_comparable(one, other)}


def due(closes: datetime, at: datetime) -> timedelta | None:
    """Which reminder is due, the latest first; none where none is yet, or it is closed."""
    left = closes - at
    if left <= timedelta():
        return None
    return next((before for before in sorted(REMINDED) if left <= before), None)
