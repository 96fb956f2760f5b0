"""What is said of a body, for the conditions of a call: read as the room of sheets reads answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tsunagu.calls.enums import Mistake
from tsunagu.calls.rules.mistakes import wrong
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.sheets import enums as of_sheets
from tsunagu.sheets.rules import answers
from tsunagu.sheets.rules.answers import Typed
from tsunagu.sheets.rules.questions import Question

Values = dict[str, Any]
_LONGEST = 60  # letters of a name of a question that are told


def read(questions: Sequence[Question], typed: Mapping[str, Typed]) -> tuple[Values, list[Problem]]:
    """The answers by the keys of their questions, and what is wrong with the others; what is empty is not known."""
    values: Values = {}
    problems: list[Problem] = []
    for question in questions:
        if not typed.get(question.key):
            continue
        try:
            values[question.key] = answers.read(question, typed[question.key])
        except answers.Wrong as error:
            told = of_sheets.Mistake(error.mistake).label
            problems.append(Problem(error.mistake.value, told, question.key))
    return {key: value for key, value in values.items() if value is not None}, problems


def answered(questions: Sequence[Question], pairs: Iterable[str]) -> Values:
    """Answers written as ``question=answer``. Raises ``Rejected`` with everything that cannot be read."""
    known = {question.key: question for question in questions}
    typed: dict[str, Typed] = {}
    problems: list[Problem] = []
    for pair in pairs:
        key, _, answer = pair.partition("=")
        if key not in known:
            problems.append(wrong(Mistake.QUESTION, key[:_LONGEST], ", ".join(known)))
        elif known[key].kind is of_sheets.Kind.CHOICES:
            typed[key] = answer.split(",")
        else:
            typed[key] = answer
    values, found = read(questions, typed)
    if problems or found:
        raise Rejected([*problems, *found])
    return values
