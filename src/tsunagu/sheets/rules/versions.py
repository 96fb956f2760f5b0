"""Versions of a sheet: how one follows another, and that their answers can be set side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tsunagu.kernel.problems import Problem
from tsunagu.sheets.enums import Mistake, VersionState
from tsunagu.sheets.rules.questions import Question

STEPS = {
    (VersionState.DRAFT, VersionState.PREVIEW),
    (VersionState.PREVIEW, VersionState.DRAFT),
    (VersionState.PREVIEW, VersionState.LIVE),
}
"""From which state to which a version can go; what is live stays so."""


def incomparable(before: Sequence[Question], after: Sequence[Question]) -> Iterator[Problem]:
    """The questions that keep their key and yet ask for something of another kind or unit."""
    known = {question.key: question for question in before}
    for place, question in enumerate(after):
        was = known.get(question.key)
        if was and (was.kind, was.unit) != (question.kind, question.unit):
            where = f"questions[{place}] {question.key}"
            yield Problem(Mistake.CHANGED.value, Mistake.CHANGED.en, where)


def are_comparable(one: Question, other: Question) -> bool:
    """Whether the answers to two questions of the same key may stand side by side."""
    return (one.key, one.kind, one.unit) == (other.key, other.kind, other.unit)
