"""What is wrong with the file of a survey: everything at once, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tsunagu.kernel.problems import Problem
from tsunagu.sheets.rules.questions import Question
from tsunagu.surveys.enums import Mistake

Raw = Mapping[str, Any]
_TEXTS = ("series", "name", "name_en", "by", "by_en", "sheet", "at", "printed", "note")
_FIELDS = {*_TEXTS, "year", "version", "base", "result", "quote"}
_RESULT = {"question", "answer", "count", "at", "printed"}
_QUOTE = {"question", "name", "name_en", "at", "printed"}
_MOST = 2000


def shape(raw: Raw) -> Iterator[Problem]:
    """Whether everything is there and of its kind; only then the rest can be asked."""
    for name in sorted(set(raw) - _FIELDS):
        yield mistake(Mistake.SHAPE, name[:40])
    for name in _TEXTS:
        if not _is_text(raw.get(name, "")):
            yield mistake(Mistake.SHAPE, name)
    for name in ("year", "version", "base"):
        if not _is_count(raw.get(name)):
            yield mistake(Mistake.SHAPE, name)
    for name in ("series", "name", "sheet"):
        if not raw.get(name):
            yield mistake(Mistake.SHAPE, name)
    yield from _rows(raw.get("result", []), _RESULT, "result")
    yield from _rows(raw.get("quote", []), _QUOTE, "quote")


def _rows(rows: Any, fields: set[str], where: str) -> Iterator[Problem]:
    if not isinstance(rows, list):
        yield mistake(Mistake.SHAPE, where)
        return
    for place, row in enumerate(rows, start=1):
        if not isinstance(row, dict) or set(row) - fields or not _are_texts(row):
            yield mistake(Mistake.SHAPE, f"{where} {place}")


def _are_texts(row: Raw) -> bool:
    counted = "count" not in row or _is_count(row["count"])
    return counted and all(_is_text(value) for name, value in row.items() if name != "count")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _MOST and "\0" not in value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**6


def content(raw: Raw, questions: Sequence[Question]) -> Iterator[Problem]:
    """Whether every result answers a question of the sheet, once, and is printed somewhere."""
    known = {question.key: question for question in questions}
    seen: set[tuple[str, str]] = set()
    for place, row in enumerate(raw.get("result", []), start=1):
        where = f"result {place}"
        pair = (row.get("question", ""), row.get("answer", ""))
        yield from _result(row, known.get(pair[0]), raw["base"], where)
        if pair in seen:
            yield mistake(Mistake.TWICE, where)
        seen.add(pair)
    for place, row in enumerate(raw.get("quote", []), start=1):
        if row.get("question") not in known:
            yield mistake(Mistake.QUESTION, f"quote {place}")
        yield from _unsourced(row, f"quote {place}")
    yield from _unsourced(raw, "")


def _result(row: Raw, question: Question | None, base: int, where: str) -> Iterator[Problem]:
    if question is None:
        yield mistake(Mistake.QUESTION, where)
    elif row.get("answer") not in {option.key for option in question.options}:
        yield mistake(Mistake.ANSWER, where)
    if row.get("count", 0) > base:
        yield mistake(Mistake.COUNT, where)
    yield from _unsourced(row, where)


def _unsourced(row: Raw, where: str) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z0-9-]+:[0-9]+", row.get("at", "")) or not row.get("printed"):
        yield mistake(Mistake.SOURCE, where)


def mistake(which: Mistake, where: str = "") -> Problem:
    """A mistake as a problem; pages say it in the language of the reader by its code."""
    return Problem(which.value, which.en, where)
