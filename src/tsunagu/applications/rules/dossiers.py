"""What is submitted, frozen: the same content gives the same bytes, and so the same fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.calls.rules.eligibility import Answer, Judged
from tsunagu.sheets.rules import answers
from tsunagu.sheets.rules.answers import NOTHING, Said
from tsunagu.sheets.rules.questions import Question

FORM = 1  # of the dossier itself
_MODULUS = 97


@dataclass(frozen=True, slots=True)
class Dossier:
    """What was submitted, as text, and its fingerprint (SHA-256 of the text in UTF-8)."""

    text: str
    fingerprint: str


def dossier(
    *,
    call: Mapping[str, Any],
    body: Mapping[str, Any],
    questions: Sequence[Question],
    said: Mapping[str, Said],
    judged: Answer,
) -> Dossier:
    """Freeze an application. It says nothing of who submits it, nor of when."""
    held = {
        "form": FORM,
        "call": dict(call),
        "body": dict(body),
        "answers": [_answer(question, said.get(question.key, NOTHING)) for question in questions],
        "conditions": [_condition(line) for line in judged.lines],
    }
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Dossier(text, fingerprint(text))


def fingerprint(text: str) -> str:
    """The fingerprint of a dossier."""
    return hashlib.sha256(text.encode()).hexdigest()


def _answer(question: Question, said: Said) -> dict[str, Any]:
    return {
        "key": question.key,
        "question": question.text,
        "kind": question.kind.value,
        "value": said.value,
        "shown": answers.shown(question, said.value),
    }


def _condition(line: Judged) -> dict[str, Any]:
    return {"key": line.condition.key, "text": line.condition.text, "verdict": line.verdict.value}


def receipt(number: int) -> str:
    """The receipt number of a submission, with two check digits (ISO 7064, MOD 97-10)."""
    check = _MODULUS + 1 - number * 100 % _MODULUS
    return f"{number:08d}-{check:02d}"


def number_of(receipt: str) -> int | None:
    """The number of a submission from its receipt number; none where that was mistyped."""
    digits = receipt.strip().replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == 10):
        return None
    return int(digits[:-2]) if int(digits) % _MODULUS == 1 else None
