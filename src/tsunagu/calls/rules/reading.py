"""The file of a call, read as types: every mistake with its place, and nothing where there is one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any, TypeVar, get_args

import msgspec

from tsunagu.calls.enums import Given, Mistake
from tsunagu.calls.rules import checking
from tsunagu.calls.rules.mistakes import wrong
from tsunagu.calls.rules.shapes import (
    AmountFile,
    BonusFile,
    ConditionFile,
    CriterionFile,
    DecisionFile,
    Definition,
    DutyFile,
    HeadFile,
    StepFile,
)
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.sheets import enums as of_sheets
from tsunagu.sheets.rules import reading, showing
from tsunagu.sheets.rules.questions import Option, Question

LARGEST = 256 * 1024  # bytes of a file
LONGEST = 2000  # letters of a text
MOST_ROWS = 200  # of one list
_TABLES = ("decision", "eligibility", "form", "review")
_NOT_HEAD = {*_TABLES, "step", "amount", "duty"}
_MOMENTS = {"opens", "closes"}
_NOTHING = "questions"  # how the room of sheets calls the list of questions
_FIRST = re.compile(r"[.\[]")
Raw = Mapping[str, Any]
R = TypeVar("R", bound=msgspec.Struct)


def loaded(content: bytes) -> dict[str, Any]:
    """A file as data. Raises ``Rejected``."""
    if len(content) > LARGEST:
        raise Rejected([wrong(Mistake.TOO_LARGE)])
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Rejected([wrong(Mistake.BYTES)]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Rejected([wrong(Mistake.TOML, "", str(error))]) from error


def read(raw: Raw) -> Definition:
    """A call from its data. Raises ``Rejected`` with every mistake and its place."""
    found = _Reading()
    definition = found.definition(raw)
    if definition is not None:
        found.problems += _beside(checking.problems(definition), found.problems)
    if found.problems or definition is None:
        raise Rejected(found.problems)
    return definition


def _beside(problems: Iterable[Problem], told: Sequence[Problem]) -> list[Problem]:
    """The problems of parts of which nothing was told before: of what cannot be read, there is no more to say."""
    parts = {_part(one) for one in told}
    return [one for one in problems if _part(one) not in parts]


def _part(problem: Problem) -> str:
    return _FIRST.split(problem.where, maxsplit=1)[0]


class _Reading:
    """What was read so far, and what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def definition(self, raw: Raw) -> Definition | None:
        """The whole call; none where a part of it cannot be read."""
        tables = {name: self.table(raw, name) for name in _TABLES}
        at_the_top = {key: value for key, value in raw.items() if key not in _NOT_HEAD}
        head = self.row(HeadFile, at_the_top, "")
        steps = self.rows(StepFile, raw.get("step"), "step")
        amounts = self.rows(AmountFile, raw.get("amount"), "amount")
        duties = self.rows(DutyFile, raw.get("duty"), "duty")
        asked = self.eligibility(tables["eligibility"])
        form = self.questions(self.only(tables["form"], "form", "question").get("question"), "form.question")
        review = self.review(tables["review"])
        decided = self.row(DecisionFile, tables["decision"], "decision") if raw.get("decision") else None
        if head is None:
            return None
        return Definition(
            head=head,
            steps=steps,
            amounts=amounts,
            duties=duties,
            form=form,
            decision=decided,
            **asked,
            **review,
        )

    def eligibility(self, raw: Raw) -> dict[str, Any]:
        """Who may ask: questions, which of them the directory answers, and conditions over them."""
        self.only(raw, "eligibility", "question", "condition")
        asked = raw.get("question") or []
        where = "eligibility.question"
        given = self.given(asked, where)
        plain = [_with_options(row) for row in asked] if isinstance(asked, list) else asked
        questions = self.questions(plain, where)
        conditions = self.rows(ConditionFile, raw.get("condition"), "eligibility.condition")
        known = {question.key: _plain(question) for question in questions}
        for place, condition in enumerate(conditions):
            at = f"eligibility.condition[{place}].requires"
            self.problems += map(_of_sheets, showing.problems(condition.requires, known, at))
        return {"questions": questions, "given": given, "conditions": conditions}

    def given(self, asked: Any, where: str) -> dict[str, Given]:
        """Which questions the directory answers, by their keys."""
        found = {}
        for place, row in enumerate(asked if isinstance(asked, list) else []):
            if isinstance(row, dict) and "given" in row:
                value = self.value(Given, row["given"], f"{where}[{place}].given")
                if row.get("options"):
                    self.problems.append(wrong(Mistake.GIVEN, f"{where}[{place}].options"))
                found[str(row.get("key"))] = value
        return found

    def review(self, raw: Raw) -> dict[str, Any]:
        """On what it is judged."""
        self.only(raw, "review", "scale", "criterion", "bonus", "bonus_most")
        steps = raw.get("scale") or []
        criteria = self.rows(CriterionFile, raw.get("criterion"), "review.criterion")
        bonus = self.rows(BonusFile, raw.get("bonus"), "review.bonus")
        most = raw.get("bonus_most")
        if most is not None:
            self.value(int, most, "review.bonus_most")
        return {"scale": self.scale(steps), "criteria": criteria, "bonus": bonus, "bonus_most": most}

    def scale(self, steps: Any) -> tuple[Option, ...]:
        """The steps of a score, as a question of a sheet has them."""
        if not steps:
            return ()
        asked = {"key": "scale", "kind": of_sheets.Kind.SCALE.value, "text": "scale", "options": steps}
        try:
            [question] = reading.questions([asked])
        except Rejected as refused:
            at = f"{_NOTHING}[0] scale.options"
            self.problems += (
                replace(_of_sheets(one), where=one.where.replace(at, "review.scale")) for one in refused.problems
            )
            return ()
        return question.options

    def questions(self, raw: Any, where: str) -> tuple[Question, ...]:
        """The questions of a list, read by the room of sheets."""
        if not raw:
            return ()
        try:
            return reading.questions(raw)
        except Rejected as refused:
            self.problems += _placed(refused, _NOTHING, where)
            return ()

    def rows(self, shape: type[R], raw: Any, where: str) -> tuple[R, ...]:
        """The rows of a list of tables."""
        if raw is None:
            return ()
        if not isinstance(raw, list) or len(raw) > MOST_ROWS:
            self.problems.append(wrong(Mistake.SHAPE, where, f"[[{where}]]"))
            return ()
        found = [self.row(shape, row, f"{where}[{place}]") for place, row in enumerate(raw)]
        return tuple(row for row in found if row is not None)

    def table(self, raw: Raw, name: str) -> Raw:
        """A table of the file; empty where there is none."""
        found = raw.get(name, {})
        if not isinstance(found, dict):
            self.problems.append(wrong(Mistake.SHAPE, name, f"[{name}]"))
            return {}
        return found

    def only(self, raw: Raw, where: str, *names: str) -> Raw:
        """The same table, once whatever else stands in it is told."""
        self.problems += (wrong(Mistake.UNKNOWN_FIELD, f"{where}.{name[:40]}") for name in raw if name not in names)
        return raw

    def row(self, shape: type[R], raw: Any, where: str) -> R | None:
        """One table as its shape, field by field, so that every mistake is told at once."""
        if not isinstance(raw, dict):
            self.problems.append(wrong(Mistake.SHAPE, where, "[table]"))
            return None
        before = len(self.problems)
        fields = {field.name: field for field in msgspec.structs.fields(shape)}
        prefix = f"{where}." if where else ""
        self.problems += (wrong(Mistake.UNKNOWN_FIELD, f"{prefix}{name[:40]}") for name in raw if name not in fields)
        for name, field in fields.items():
            if name in raw:
                self.value(_MOMENT if name in _MOMENTS else field.type, raw[name], f"{prefix}{name}")
            elif field.required:
                self.problems.append(wrong(Mistake.MISSING, f"{prefix}{name}"))
        return msgspec.convert(raw, shape) if len(self.problems) == before else None

    def value(self, kind: Any, value: Any, where: str) -> Any:
        """One value, which must be of its kind."""
        if kind is _MOMENT:
            fits = isinstance(value, date) and value.year in checking.YEARS
        elif isinstance(value, str):
            self.problems += _text(value, where)
            fits = _fits(kind, value)
        else:
            fits = _fits(kind, value)
        if not fits:
            self.problems.append(wrong(Mistake.SHAPE, where, _expected(kind)))
            return None
        return msgspec.convert(value, kind) if kind is not _MOMENT else value


_MOMENT = object()


def _fits(kind: Any, value: Any) -> bool:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        return False
    return True


def _text(value: str, where: str) -> Iterator[Problem]:
    if "\0" in value:
        yield wrong(Mistake.NULL, where)
    if len(value) > LONGEST:
        yield wrong(Mistake.TOO_LONG, where, LONGEST)


def _expected(kind: Any) -> str:
    """What a field holds, as an example or as what can be chosen."""
    [plain, *_] = [one for one in get_args(kind) if one is not type(None)] or [kind]
    if isinstance(plain, type) and issubclass(plain, Enum):
        return " | ".join(str(member.value) for member in plain)
    return _EXAMPLES.get(plain, "…")


_EXAMPLES = {int: "2027", str: '"…"', _MOMENT: "2027-06-25T12:00:00+09:00", dict[str, Any]: "{ … }"}


def _plain(question: Question) -> dict[str, Any]:
    """A question as conditions look at it: its kind, and the keys of its options."""
    options = [{"key": option.key} for option in question.options]
    return {"kind": question.kind.value, "options": options}


def _with_options(row: Any) -> Any:
    """A question of eligibility as the room of sheets reads one: with the options that the directory knows."""
    if not isinstance(row, dict) or "given" not in row:
        return row
    plain = {key: value for key, value in row.items() if key != "given"}
    return {**plain, "kind": of_sheets.Kind.CHOICE.value, "options": checking.options(Given.KIND)}


def _placed(refused: Rejected, theirs: str, ours: str) -> Iterator[Problem]:
    """The problems of a list that the room of sheets read, where they stand in the file."""
    for problem in refused.problems:
        yield replace(_of_sheets(problem), where=problem.where.replace(theirs, ours, 1))


def _of_sheets(problem: Problem) -> Problem:
    """A problem of the room of sheets, in the language of the reader."""
    return replace(problem, message=of_sheets.Mistake(problem.code).label)
