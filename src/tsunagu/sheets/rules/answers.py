"""What a person says to a question: read from what was typed, written back the same way, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tsunagu.kernel.problems import Problem
from tsunagu.kernel.text import normalize
from tsunagu.sheets.enums import SAID, Kind, Mistake, Standing
from tsunagu.sheets.rules.questions import Question

LONGEST_ANSWER = 4000
LONGEST_CELL = 500
LONGEST_LINK = 500
_LONGEST_NUMBER = 24
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")
Typed = str | list[str]
"""What was typed: a text, or several where a question takes several."""


class Wrong(Exception):
    """An answer cannot be what was typed."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.value)
        self.mistake = mistake


@dataclass(frozen=True, slots=True)
class Said:
    """What one person says to one question. value: none unless it is given. evidence: a link."""

    standing: Standing
    value: Any = None
    evidence: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {"standing": self.standing.value, "value": self.value, "evidence": self.evidence}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Said:
        """From what JSON kept."""
        return cls(Standing(kept["standing"]), kept.get("value"), kept.get("evidence", ""))


NOTHING = Said(Standing.NOT_ANSWERED)


def said(question: Question, typed: Typed, standing: str = "", evidence: str = "") -> Said:
    """Read what somebody typed for a question. Raises ``Wrong``."""
    link = _link(evidence)
    value = read(question, typed)
    if standing == Standing.GIVEN:
        standing = ""
    if standing:
        if standing not in SAID:
            raise Wrong(Mistake.STANDING)
        if value is not None:
            raise Wrong(Mistake.BOTH)
        return Said(Standing(standing), None, link)
    return Said(Standing.NOT_ANSWERED if value is None else Standing.GIVEN, value, link)


def read(question: Question, typed: Typed) -> Any:
    """The value of what was typed, as JSON keeps it; none where nothing was. Raises ``Wrong``."""
    texts = typed if isinstance(typed, list) else [typed]
    if any("\0" in text for text in texts):
        raise Wrong(Mistake.NULL)
    if question.kind is Kind.TABLE:
        return _table(question, texts)
    if question.kind is Kind.CHOICES:
        return _choices(question, texts)
    text = next(iter(texts), "").strip()
    return _READERS[question.kind](question, text) if text else None


def _text(question: Question, text: str) -> str:
    if len(text) > LONGEST_ANSWER:
        raise Wrong(Mistake.TOO_LONG)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _number(question: Question, text: str) -> str:
    """A number as its shortest text: exact, and of no more digits than anybody needs."""
    number = _decimal(text, Mistake.NUMBER)
    _within(question, number)
    written = f"{number:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _yen(question: Question, text: str) -> int:
    number = _decimal(text.strip().removesuffix("円"), Mistake.YEN)
    if number != number.to_integral_value():
        raise Wrong(Mistake.YEN)
    _within(question, number)
    return int(number)


def _decimal(text: str, otherwise: Mistake) -> Decimal:
    if len(text) > _LONGEST_NUMBER:  # before anything is made of it: thousands of digits cost seconds
        raise Wrong(otherwise)
    plain = normalize(text).replace(",", "").strip()
    if not plain.isascii() or not _NUMBER.fullmatch(plain):
        raise Wrong(otherwise)
    return Decimal(plain) + 0  # no negative zero


def _within(question: Question, number: Decimal) -> None:
    too_little = question.least is not None and number < question.least
    if too_little or (question.most is not None and number > question.most):
        raise Wrong(Mistake.OUT_OF_BOUNDS)


def _date(question: Question, text: str) -> str:
    plain = normalize(text[:20]).replace("/", "-")
    try:
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        raise Wrong(Mistake.DAY) from None


def _choice(question: Question, text: str) -> str:
    key = _option(question, text)
    if key is None:
        raise Wrong(Mistake.NO_OPTION)
    return key


def _option(question: Question, text: str) -> str | None:
    """The key of an option that is named by it, or by its text in one of the languages."""
    for option in question.options:
        if text in (option.key, option.text, option.text_en):
            return option.key
    return None


def _choices(question: Question, texts: Sequence[str]) -> list[str] | None:
    chosen = [_choice(question, text.strip()) for text in texts if text.strip()]
    return [option.key for option in question.options if option.key in chosen] or None


def _table(question: Question, texts: Sequence[str]) -> list[list[str]] | None:
    """Rows of cells, from all cells one after the other; empty rows are left out."""
    width = len(question.columns)
    if len(texts) > width * question.rows:
        raise Wrong(Mistake.TOO_MANY)
    cells = [*texts, *[""] * (-len(texts) % width)]
    rows = [cells[start : start + width] for start in range(0, len(cells), width)]
    return [_row(question, row) for row in rows if "".join(row).strip()] or None


def _row(question: Question, cells: Sequence[str]) -> list[str]:
    pairs = zip(question.columns, cells, strict=True)
    return [_cell(column.asked, cell.strip()) for column, cell in pairs]


def _cell(column: Question, text: str) -> str:
    if len(text) > LONGEST_CELL:
        raise Wrong(Mistake.TOO_LONG)
    return str(_READERS[column.kind](column, text)) if text else ""


def _file(question: Question, text: str) -> None:
    raise Wrong(Mistake.FILE_HERE)


_READERS: Mapping[Kind, Callable[[Question, str], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.YEN: _yen,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.SCALE: _choice,
    Kind.FILE: _file,
}


def _link(text: str) -> str:
    link = text.strip()
    if not link:
        return ""
    if "\0" in link:
        raise Wrong(Mistake.NULL)
    if len(link) > LONGEST_LINK:
        raise Wrong(Mistake.TOO_LONG)
    if not re.fullmatch(r"https?://[^\s/]+\.?[^\s]*", link):
        raise Wrong(Mistake.LINK)
    return link


def written(question: Question, value: Any) -> Typed:
    """A value as it is typed: reading it gives the same value again."""
    if question.kind is Kind.TABLE:
        return [cell for row in value or [] for cell in row]
    if question.kind is Kind.CHOICES:
        return list(value or [])
    return "" if value is None else str(value)


def shown(question: Question, value: Any) -> str:
    """A value for readers: the texts of options, rows of a table line by line."""
    if value is None:
        return ""
    if question.has_options:
        keys = value if isinstance(value, list) else [value]
        return " / ".join(question.option_labels.get(key, str(key)) for key in keys)
    if question.kind is Kind.TABLE:
        return "\n".join(" | ".join(row) for row in value)
    if question.kind in (Kind.YEN, Kind.NUMBER):
        return f"{Decimal(str(value)):,f} {question.measure or _unit(question)}".rstrip()
    return str(value)


def _unit(question: Question) -> str:
    return "円" if question.kind is Kind.YEN else ""


def lacking(asked: Sequence[Question], said: Mapping[str, Said]) -> Iterator[Problem]:
    """The questions of those that are asked which a response cannot be without, and is."""
    for question in asked:
        there = said.get(question.key, NOTHING)
        if question.required and there.standing is Standing.NOT_ANSWERED:
            yield Problem(Mistake.REQUIRED.value, Mistake.REQUIRED.en, question.key)
