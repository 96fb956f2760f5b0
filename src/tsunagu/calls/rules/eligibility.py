"""Whether a body may ask, condition by condition, on what is known of it. Unknown never becomes yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tsunagu.calls.rules.shapes import ConditionFile, Definition
from tsunagu.kernel.conditions import AllOf, Facts, Verdict, check
from tsunagu.sheets.rules import showing
from tsunagu.sheets.rules.questions import Question


@dataclass(frozen=True, slots=True)
class Judged:
    """How one condition comes out. missing: the questions whose answers could still change that."""

    condition: ConditionFile
    verdict: Verdict
    missing: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a body may ask, and why. Where a call has no conditions, nothing is known, and the verdict is unknown."""

    verdict: Verdict
    lines: tuple[Judged, ...]
    missing: tuple[Question, ...]


def judge(call: Definition, values: Mapping[str, Any], on: date) -> Answer:
    """Judge what is known of a body, by the keys of the questions, on a day."""
    asked = {question.key: question for question in call.questions}
    known = {key: showing.fact(asked[key], value) for key, value in values.items()}
    checked = check(_whole(call), known, on)
    lines = tuple(_line(one, known, asked, on) for one in call.conditions)
    return Answer(checked.verdict, lines, tuple(asked[key] for key in checked.missing))


def _whole(call: Definition) -> AllOf[str]:
    return AllOf(tuple(showing.condition(one.requires) for one in call.conditions))


def _line(
    condition: ConditionFile,
    known: Facts,
    asked: Mapping[str, Question],
    on: date,
) -> Judged:
    checked = check(showing.condition(condition.requires), known, on)
    return Judged(condition, checked.verdict, tuple(asked[key] for key in checked.missing))
