"""Whether one may apply, as machines read it."""

from __future__ import annotations

from typing import Any

from tsunagu.calls.rules.eligibility import Answer, Judged


def as_data(answer: Answer) -> dict[str, Any]:
    """An answer as JSON holds it; missing: the keys of the questions whose answers could still change it."""
    return {
        "verdict": answer.verdict.value,
        "missing": [question.key for question in answer.missing],
        "lines": [_line(line) for line in answer.lines],
    }


def _line(line: Judged) -> dict[str, Any]:
    condition = line.condition
    return {
        "condition": condition.key,
        "text": condition.text,
        "verdict": line.verdict.value,
        "missing": [question.key for question in line.missing],
        "document": condition.document,
        "page": condition.page,
        "printed": condition.printed,
    }
