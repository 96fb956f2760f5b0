"""How bodies answered, counted exactly: every count with its base, and nothing averaged away.

The base of a question are the bodies of whom it is asked. A body that did not answer stays in it, and counts for no
answer: not answered is not "no".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from tsunagu.kernel.conditions import Verdict
from tsunagu.sheets.enums import Kind, Standing
from tsunagu.sheets.rules import showing
from tsunagu.sheets.rules.answers import NOTHING, Said
from tsunagu.sheets.rules.questions import Question

Replies = Sequence[Mapping[str, Said]]
"""What each person of a body says, by the keys of the questions."""
_OTHERWISE = (Standing.NOT_APPLICABLE, Standing.DONT_KNOW, Standing.DIVIDED, Standing.NOT_ANSWERED)


@dataclass(frozen=True, slots=True)
class Count:
    """How many bodies gave an answer. base: of how many; none where a document does not print it."""

    question: str
    answer: str
    count: int | None
    base: int | None

    @property
    def pair(self) -> tuple[str, str]:
        """What is counted: a question and one answer to it."""
        return self.question, self.answer

    @property
    def percent(self) -> Decimal | None:
        """The share of the base in percent; none without one."""
        if self.count is None or not self.base:
            return None
        return Decimal(100 * self.count) / self.base


@dataclass(frozen=True, slots=True)
class Spread:
    """The numbers that bodies gave to one question: how many, the least, the middle and the most of them."""

    question: str
    given: int
    least: Decimal
    middle: Decimal
    most: Decimal


def settled(question: str, replies: Replies) -> Said:
    """What a body says to a question: what all of its people who answered agree on, else that they do not."""
    given = [reply[question] for reply in replies if question in reply]
    told = [one for one in given if one.standing is not Standing.NOT_ANSWERED]
    if not told:
        return NOTHING
    if len({(one.standing, repr(one.value)) for one in told}) > 1:
        return Said(Standing.DIVIDED)
    return told[0]


def of_body(questions: Sequence[Question], replies: Replies) -> dict[str, Said]:
    """What a body says to each question, of which some are not asked of it."""
    every = {question.key: settled(question.key, replies) for question in questions}
    values = {key: one.value for key, one in every.items() if one.standing is Standing.GIVEN}
    verdicts = showing.verdicts(questions, values)
    return {key: _asked(one, verdicts[key]) for key, one in every.items()}


def _asked(one: Said, verdict: Verdict) -> Said:
    return Said(Standing.NOT_SHOWN) if verdict is Verdict.NO else one


def tally(questions: Sequence[Question], bodies: Sequence[Mapping[str, Said]]) -> list[Count]:
    """Every answer to every question with how many bodies gave it, in the order of the questions and their options."""
    found: list[Count] = []
    for question in questions:
        told = [body.get(question.key, NOTHING) for body in bodies]
        asked = [one for one in told if one.standing is not Standing.NOT_SHOWN]
        found.extend(_counts(question, asked))
    return found


def _counts(question: Question, asked: Sequence[Said]) -> Iterator[Count]:
    base = len(asked)
    standings = Counter(one.standing for one in asked)
    if question.has_options:
        chosen = _chosen(question, asked)
        for option in question.options:
            yield Count(question.key, option.key, chosen[option.key], base)
    else:
        yield Count(question.key, Standing.GIVEN.value, standings[Standing.GIVEN], base)
    for standing in _OTHERWISE:
        yield Count(question.key, standing.value, standings[standing], base)


def _chosen(question: Question, asked: Sequence[Said]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in asked:
        if one.standing is Standing.GIVEN:
            found.update(one.value if question.kind is Kind.CHOICES else [one.value])
    return found


def ranking(question: Question, counts: Sequence[Count]) -> list[tuple[int, Count]]:
    """The options of a question by how many bodies chose them; what is equal has the same rank."""
    pairs = {(question.key, option.key) for option in question.options}
    numbered = [(one.count, one) for one in counts if one.count is not None and one.pair in pairs]
    numbers = [count for count, _ in numbered]
    ranked = [(1 + sum(other > count for other in numbers), one) for count, one in numbered]
    return sorted(ranked, key=lambda pair: pair[0])


def spread(question: Question, bodies: Sequence[Mapping[str, Said]]) -> Spread | None:
    """The numbers that bodies gave; none where nobody did, or the question is not about a number."""
    if question.kind not in (Kind.NUMBER, Kind.YEN, Kind.SCALE):
        return None
    numbers = _numbers(question, bodies)
    if not numbers:
        return None
    return Spread(
        question.key,
        len(numbers),
        min(numbers),
        Decimal(median(numbers)),
        max(numbers),
    )


def _numbers(question: Question, bodies: Sequence[Mapping[str, Said]]) -> list[Decimal]:
    told = [body[question.key] for body in bodies if question.key in body]
    return [Decimal(str(one.value)) for one in told if one.standing is Standing.GIVEN]


def divided(
    replies: Sequence[tuple[Any, Mapping[str, Said]]],
    question: str,
) -> list[tuple[Any, Said]]:
    """Who of a body says what, where its people do not agree. replies: each person with what they say."""
    if settled(question, [said for _, said in replies]).standing is not Standing.DIVIDED:
        return []
    told = [(who, said.get(question, NOTHING)) for who, said in replies]
    return [(who, one) for who, one in told if one.standing is not Standing.NOT_ANSWERED]
