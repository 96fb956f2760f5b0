"""What an application asks: its title, the facts that conditions hang on, and the form of the call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tsunagu.applications.enums import Asked, Mistake
from tsunagu.calls.enums import Given
from tsunagu.calls.rules import eligibility
from tsunagu.calls.rules.shapes import Definition
from tsunagu.kernel.conditions import Verdict
from tsunagu.kernel.problems import Problem
from tsunagu.sheets.enums import Kind, Standing
from tsunagu.sheets.rules import answers, showing
from tsunagu.sheets.rules.answers import Said
from tsunagu.sheets.rules.questions import Question

TITLE = Question(
    key=Asked.TITLE.value,
    kind=Kind.TEXT,
    text=Asked.TITLE.ja,
    text_en=Asked.TITLE.en,
    required=True,
)
LONGEST_TITLE = 200
Answers = Mapping[str, Said]


def questions(call: Definition) -> tuple[Question, ...]:
    """Everything that an applicant is asked; what the directory knows is not."""
    facts = tuple(question for question in call.questions if question.key not in call.given)
    own = () if any(question.key == TITLE.key for question in call.form) else (TITLE,)
    return (*own, *facts, *call.form)


def values(said: Answers) -> dict[str, Any]:
    """The answers that were given, by the keys of their questions."""
    return {key: one.value for key, one in said.items() if one.standing is Standing.GIVEN}


def known(call: Definition, said: Answers, kind: str) -> dict[str, Any]:
    """The facts that the conditions of a call are held against. kind: of the body that applies."""
    given = {key: kind for key, what in call.given.items() if what is Given.KIND}
    facts = {question.key for question in call.questions}
    return {**{key: value for key, value in values(said).items() if key in facts}, **given}


def asked(call: Definition, said: Answers) -> dict[str, bool]:
    """Which questions are to be shown, by what was answered to those before them."""
    verdicts = showing.verdicts(questions(call), values(said))
    return {key: verdict is not Verdict.NO for key, verdict in verdicts.items()}


def title(said: Answers) -> str:
    """What the application is called; empty as long as nobody said."""
    return str(values(said).get(TITLE.key, "")).replace("\n", " ")[:LONGEST_TITLE]


def lacking(call: Definition, said: Answers, judged: eligibility.Answer) -> Iterator[Problem]:
    """Everything that still stands in the way of submitting, each with the key of its question."""
    verdicts = showing.verdicts(questions(call), values(said))
    needed = [one for one in questions(call) if verdicts[one.key] is Verdict.YES]
    for problem in answers.lacking(needed, said):
        yield Problem(Mistake.REQUIRED.value, Mistake.REQUIRED.label, problem.where)
    for line in judged.lines:
        yield from _unmet(line)


def _unmet(line: eligibility.Judged) -> Iterator[Problem]:
    """A condition that fails, or hangs on what nobody said; where a person must judge, officers will."""
    told = line.condition.label
    if line.verdict is Verdict.NO:
        yield Problem(Mistake.NOT_MET.value, Mistake.NOT_MET.label % told)
    elif line.verdict is Verdict.UNKNOWN and line.missing:
        where = line.missing[0].key
        yield Problem(Mistake.UNDECIDED.value, Mistake.UNDECIDED.label % told, where)
