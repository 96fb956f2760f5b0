"""Answers as files. The first sheet has a row a question; each question that takes a table has a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spreadsheets import Flaw, Flawed, Sheets
from tsunagu.kernel.tables import Table
from tsunagu.sheets.actions.sheet_files import is_broken
from tsunagu.sheets.enums import Kind, Mistake, Standing
from tsunagu.sheets.rules import answers
from tsunagu.sheets.rules.answers import NOTHING, Said, Typed
from tsunagu.sheets.rules.facts import EVIDENCE, STANDING, VALUE
from tsunagu.sheets.rules.questions import Question
from tsunagu.sheets.rules.reading import mistake

FIRST = "answers"
HEADINGS = ["key", "question", "answer", "standing", "evidence", "options"]
_READ = 5  # of the columns; what follows is for readers
_SEVERAL = " / "  # between chosen options in a cell
Questions = Sequence[Question]


@dataclass
class Found:
    """What a file says. wrote: under the names of ``facts``. places: where in the file each stands."""

    wrote: dict[str, Typed] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, name: str, typed: Typed, place: str) -> None:
        """Take one field of the file."""
        self.wrote[name] = typed
        self.places[name] = place

    def placed(self, problem: Problem) -> Problem:
        """A mistake with where in the file it stands."""
        return Problem(problem.code, problem.message, self.places.get(problem.where, problem.where))

    def sound(self) -> Found:
        """Itself, where nothing is wrong. Raises ``Rejected``."""
        if self.problems:
            raise Rejected(self.problems)
        return self


def tables(questions: Questions, said: Mapping[str, Said]) -> list[Table]:
    """The answers as sheets of a workbook."""
    rows = [_row(question, said.get(question.key, NOTHING)) for question in questions]
    first = Table(FIRST, HEADINGS, rows, verbatim=frozenset({0, 2, 3, 4}))
    of_tables = [
        _table(place, question, said.get(question.key, NOTHING))
        for place, question in enumerate(questions, start=1)
        if question.kind is Kind.TABLE
    ]
    return [first, *of_tables]


def _row(question: Question, said: Said) -> list[str]:
    standing = "" if said.standing in (Standing.GIVEN, Standing.NOT_ANSWERED) else said.standing.value
    options = _SEVERAL.join(f"{option.key} = {option.text}" for option in question.options)
    return [question.key, question.text, _cell(question, said), standing, said.evidence, options]


def _cell(question: Question, said: Said) -> str:
    if question.kind in (Kind.TABLE, Kind.FILE):
        return ""
    written = answers.written(question, said.value)
    return written if isinstance(written, str) else _SEVERAL.join(written)


def _table(place: int, question: Question, said: Said) -> Table:
    rows = said.value or []
    every = frozenset(range(len(question.columns)))
    return Table(_name(place), [column.key for column in question.columns], rows, verbatim=every)


def _name(place: int) -> str:
    return f"table-{place}"


def as_json(questions: Questions, said: Mapping[str, Said]) -> dict[str, Any]:
    """The answers as JSON."""
    asked = [question.key for question in questions if question.kind is not Kind.FILE]
    return {"answers": {key: said.get(key, NOTHING).data for key in asked}}


def from_sheets(questions: Questions, sheets: Sheets) -> Found:
    """The answers of a workbook, or of one CSV file. Raises ``Rejected`` with every mistake and its place."""
    found = Found()
    name = FIRST if FIRST in sheets else next(iter(sheets), "")
    rows = sheets.get(name) or [[]]
    if [cell.strip() for cell in rows[0]][:_READ] != HEADINGS[:_READ]:
        raise Rejected([mistake(Mistake.HEADINGS, f"{name}!1")])
    known = {question.key: question for question in questions}
    for number, cells in enumerate(rows[1:], start=2):
        _take_row(found, known, _Row(name, number, [*cells, *[""] * _READ]))
    _take_tables(found, questions, sheets)
    return found.sound()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the first sheet."""

    sheet: str
    number: int
    cells: Sequence[str]

    @property
    def key(self) -> str:
        return self.cells[0].strip()

    def place(self, column: str) -> str:
        """Where one of its cells stands, with the question that it is about."""
        return f"{self.sheet}!{column}{self.number} {_printable(self.key)}".rstrip()


def _take_tables(found: Found, questions: Questions, sheets: Sheets) -> None:
    for place, question in enumerate(questions, start=1):
        name = _name(place)
        if question.kind is Kind.TABLE and name in sheets:
            _take_table(found, question, sheets[name], name)


def _take_row(found: Found, known: Mapping[str, Question], row: _Row) -> None:
    if not any(cell.strip() for cell in row.cells):
        return
    question = known.get(row.key)
    if question is None:
        found.problems.append(mistake(Mistake.UNKNOWN_QUESTION, row.place("A")))
    elif STANDING + row.key in found.wrote:
        found.problems.append(mistake(Mistake.TWICE, row.place("A")))
    else:
        found.problems.extend(_flaws(row.cells, f"{row.sheet}!", row.number, row.key))
        _take_cells(found, question, row)


def _take_cells(found: Found, question: Question, row: _Row) -> None:
    key, answer = question.key, row.cells[2]
    if question.kind not in (Kind.TABLE, Kind.FILE):
        found.put(VALUE + key, _typed(question, answer), row.place("C"))
    elif answer.strip():
        found.problems.append(mistake(Mistake.SHAPE, row.place("C")))
    found.put(STANDING + key, row.cells[3].strip(), row.place("D"))
    found.put(EVIDENCE + key, row.cells[4], row.place("E"))


def _flaws(row: Sequence[str], sheet: str, number: int, key: str) -> Iterator[Problem]:
    """Cells that hold no value of their own."""
    for column, cell in zip("ABCDE", row, strict=False):
        if is_broken(cell):
            yield mistake(Mistake.CELL, f"{sheet}{column}{number} {key}")


def _typed(question: Question, cell: str) -> Typed:
    """A cell as the question takes it."""
    if question.kind is Kind.CHOICES:
        return [one.strip() for one in cell.split(_SEVERAL.strip())]
    if question.kind is Kind.DATE and isinstance(cell, Flawed) and cell.flaw is Flaw.DATE:
        return str(cell)[:10]
    return str(cell)


def _take_table(found: Found, question: Question, rows: list[list[str]], sheet: str) -> None:
    width = len(question.columns)
    headings = [cell.strip() for cell in rows[0]] if rows else []
    if headings[:width] != [column.key for column in question.columns]:
        found.problems.append(mistake(Mistake.HEADINGS, f"{sheet}!1 {question.key}"))
        return
    cells: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        found.problems.extend(_flaws(row, f"{sheet}!", number, question.key))
        cells.extend(str(cell) for cell in [*row, *[""] * width][:width])
    found.put(VALUE + question.key, cells, f"{sheet} {question.key}")


def from_json(questions: Questions, raw: Any) -> Found:
    """The answers of a JSON file, in which every number is a text. Raises ``Rejected`` with every mistake."""
    if not isinstance(raw, dict) or not isinstance(raw.get("answers"), dict):
        raise Rejected([mistake(Mistake.SHAPE, "answers")])
    found = Found()
    known = {question.key: question for question in questions}
    for key, one in raw["answers"].items():
        _take_object(found, known.get(key), one, f"answers.{_printable(key)}")
    return found.sound()


def _take_object(found: Found, question: Question | None, one: Any, place: str) -> None:
    if question is None:
        found.problems.append(mistake(Mistake.UNKNOWN_QUESTION, place))
    elif not isinstance(one, dict):
        found.problems.append(mistake(Mistake.SHAPE, place))
    else:
        _take_fields(found, question, one, place)


def _take_fields(found: Found, question: Question, one: Mapping[str, Any], place: str) -> None:
    for name in sorted(set(one) - {"value", "standing", "evidence"}):
        found.problems.append(mistake(Mistake.UNKNOWN_FIELD, f"{place}.{_printable(name)}"))
    typed = _from_value(question, one.get("value"))
    if typed is None:
        found.problems.append(mistake(Mistake.SHAPE, f"{place}.value"))
    elif question.kind is not Kind.FILE or typed not in ("", []):
        found.put(VALUE + question.key, typed, f"{place}.value")
    _take_text(found, STANDING + question.key, one.get("standing", ""), f"{place}.standing")
    _take_text(found, EVIDENCE + question.key, one.get("evidence", ""), f"{place}.evidence")


def _take_text(found: Found, name: str, text: Any, place: str) -> None:
    if not isinstance(text, str):
        found.problems.append(mistake(Mistake.SHAPE, place))
        return
    plain = "" if text in (Standing.GIVEN, Standing.NOT_ANSWERED) else text
    found.put(name, plain, place)


def _from_value(question: Question, value: Any) -> Typed | None:
    """A value of JSON as it would be typed; none where it is of another form."""
    if question.kind is Kind.TABLE:
        return _cells(question, [] if value is None else value)
    if question.kind is Kind.CHOICES:
        several = [] if value is None else value
        is_list = isinstance(several, list) and all(isinstance(one, str) for one in several)
        return several if is_list else None
    return "" if value is None else value if isinstance(value, str) else None


def _cells(question: Question, rows: Any) -> list[str] | None:
    if not isinstance(rows, list):
        return None
    cells: list[str] = []
    for row in rows:
        is_row = isinstance(row, list) and len(row) == len(question.columns)
        if not is_row or not all(isinstance(cell, str) for cell in row):
            return None
        cells.extend(row)
    return cells


def _printable(text: str) -> str:
    return "".join(letter for letter in text[:60] if letter.isprintable())
