"""The questions of a sheet as files: JSON as the sheet keeps them, or a workbook with a row a question.

In a workbook each line of a cell of options is ``key = text = English text``, of columns ``key = kind = text = …``, and
a condition is written as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spreadsheets import Flaw, Flawed, Sheets
from tsunagu.kernel.tables import Table
from tsunagu.sheets.actions import json_files
from tsunagu.sheets.enums import Mistake
from tsunagu.sheets.rules import reading
from tsunagu.sheets.rules.reading import mistake

NAME = "questions"
_TEXTS = ("key", "kind", "text", "text_en", "help", "help_en", "unit", "unit_en", "at", "printed")
_NUMBERS = ("rows", "least", "most")
HEADINGS = [*_TEXTS, "required", *_NUMBERS, "options", "columns", "show_if"]
_PARTS = {"options": ("key", "text", "text_en"), "columns": ("key", "kind", "text", "text_en")}
_PLACE = re.compile(r"questions\[(\d+)\]")
_MOST_CONDITION = 5000
Raw = Mapping[str, Any]


def table(questions: Sequence[Raw]) -> Table:
    """The questions as a sheet of a workbook."""
    rows = [[_cell(name, question) for name in HEADINGS] for question in questions]
    return Table(NAME, HEADINGS, rows, verbatim=frozenset(range(len(HEADINGS))))


def _cell(name: str, question: Raw) -> str:
    value = question.get(name)
    if name in _PARTS:
        return "\n".join(" = ".join(_parts(name, one)) for one in value or [])
    if name == "show_if":
        return json.dumps(value, ensure_ascii=False) if value else ""
    if name == "required":
        return "true" if value else ""
    return "" if value is None else str(value)


def _parts(name: str, one: Raw) -> list[str]:
    parts = [str(one.get(part, "text" if part == "kind" else "")) for part in _PARTS[name]]
    return parts if parts[-1] else parts[:-1]


def from_json(raw: Any) -> list[Any]:
    """The questions of a JSON file. Raises ``Rejected`` with every mistake and its place."""
    found = raw.get("questions") if isinstance(raw, dict) else raw
    reading.questions(found)
    return found if isinstance(found, list) else []


def from_sheets(sheets: Sheets) -> list[Any]:
    """The questions of a workbook. Raises ``Rejected`` with every mistake and its row."""
    name = NAME if NAME in sheets else next(iter(sheets), "")
    rows = sheets.get(name, [])
    headings = [cell.strip() for cell in rows[0]] if rows else []
    if not {"key", "kind", "text"} <= set(headings) or set(filter(None, headings)) - set(HEADINGS):
        raise Rejected([mistake(Mistake.HEADINGS, f"{name}!1")])
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    wrong: list[Problem] = []
    found = [_question(headings, row, f"{name}!{number}", wrong) for number, row in filled]
    try:
        reading.questions(found)
    except Rejected as refused:
        wrong.extend(_placed(one, name, [number for number, _ in filled]) for one in refused.problems)
    if wrong:
        raise Rejected(list(dict.fromkeys(wrong)))
    return found


def _placed(problem: Problem, name: str, numbers: Sequence[int]) -> Problem:
    """A mistake with the row of its question."""
    where = _PLACE.sub(lambda match: f"{name}!{numbers[int(match[1])]}", problem.where)
    return Problem(problem.code, problem.message, where)


def _question(
    headings: Sequence[str],
    row: Sequence[str],
    where: str,
    wrong: list[Problem],
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for heading, cell in zip(headings, row, strict=False):
        if is_broken(cell):
            wrong.append(mistake(Mistake.CELL, f"{where} {heading}"))
        elif heading and cell.strip():
            found[heading] = _value(heading, str(cell).strip(), f"{where} {heading}", wrong)
    return found


def is_broken(cell: str) -> bool:
    """Whether a cell holds no value of its own: an error, a formula that nobody calculated, one of several merged."""
    return isinstance(cell, Flawed) and cell.flaw in (Flaw.ERROR, Flaw.NO_VALUE, Flaw.MERGED)


def _value(heading: str, text: str, where: str, wrong: list[Problem]) -> Any:
    if heading in _PARTS:
        return [_part(heading, line) for line in text.splitlines() if line.strip()]
    if heading in _NUMBERS:
        return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text
    if heading == "required":
        return {"true": True, "false": False, "1": True, "0": False}.get(text.lower(), text)
    if heading == "show_if":
        return _condition(text, where, wrong)
    return text


def _part(heading: str, line: str) -> dict[str, str]:
    names = _PARTS[heading]
    parts = [part.strip() for part in line.split(" = ", len(names) - 1)]
    return dict(zip(names, parts, strict=False))


def _condition(text: str, where: str, wrong: list[Problem]) -> Any:
    try:
        return json_files.read(text.encode(), _MOST_CONDITION, whole=True)
    except Rejected:
        wrong.append(mistake(Mistake.CONDITION, where))
        return {}
