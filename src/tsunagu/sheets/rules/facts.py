"""What one person says, as the fields of a form: ``v-key`` the value, ``s-key`` why there is none, ``e-key`` a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.sheets.enums import Kind, Standing
from tsunagu.sheets.rules import answers
from tsunagu.sheets.rules.answers import Said, Typed, Wrong
from tsunagu.sheets.rules.questions import Question

VALUE, STANDING, EVIDENCE = "v-", "s-", "e-"
Questions = Sequence[Question]
_SEVERAL = (Kind.CHOICES, Kind.TABLE)


def _names(question: Question) -> list[str]:
    return [prefix + question.key for prefix in (VALUE, STANDING, EVIDENCE)]


def completed(
    questions: Questions,
    wrote: Mapping[str, Typed],
    theirs: Mapping[str, Any],
) -> dict[str, Typed]:
    """What was written, with the fields of the same questions that were not sent as they are kept."""
    full = dict(wrote)
    for question in questions:
        names = _names(question)
        if any(name in wrote for name in names):
            full.update({name: theirs[name] for name in names if name in theirs and name not in wrote})
    return full


def read(questions: Questions, wrote: Mapping[str, Typed]) -> dict[str, Said]:
    """What was written, by the keys of the questions of which anything was. Raises ``Rejected`` with all mistakes."""
    found: dict[str, Said] = {}
    wrong: list[Problem] = []
    for question in questions:
        if not any(name in wrote for name in _names(question)):
            continue
        try:
            found[question.key] = _read(question, wrote)
        except Wrong as error:
            wrong.append(Problem(error.mistake.value, error.mistake.en, VALUE + question.key))
    if wrong:
        raise Rejected(wrong)
    return found


def _read(question: Question, wrote: Mapping[str, Typed]) -> Said:
    nothing: Typed = [] if question.kind in _SEVERAL else ""
    standing, evidence = (wrote.get(prefix + question.key, "") for prefix in (STANDING, EVIDENCE))
    return answers.said(
        question,
        wrote.get(VALUE + question.key, nothing),
        _one(standing),
        _one(evidence),
    )


def _one(typed: Typed) -> str:
    return typed if isinstance(typed, str) else next(iter(typed), "")


def written(questions: Questions, said: Mapping[str, Said]) -> dict[str, Any]:
    """What somebody says as they would type it: reading it gives the same again."""
    found: dict[str, Any] = {}
    for question in questions:
        if question.key in said:
            found.update(_written(question, said[question.key]))
    return found


def _written(question: Question, said: Said) -> dict[str, Any]:
    own = {
        STANDING + question.key: "" if said.standing in _PLAIN else said.standing.value,
        EVIDENCE + question.key: said.evidence,
    }
    if question.kind is Kind.FILE:
        return own
    return {VALUE + question.key: answers.written(question, said.value), **own}


_PLAIN = (Standing.GIVEN, Standing.NOT_ANSWERED)


def kept(questions: Questions, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What is kept of a person, as fields; empty ones for what they did not answer."""
    said = {key: Said.of(row) for key, row in rows.items()}
    return written(questions, {question.key: said.get(question.key, answers.NOTHING) for question in questions})
