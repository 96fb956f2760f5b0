"""Surveys, who answered them, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from tsunagu.access.actors import Actor
from tsunagu.kernel.tables import Column, Columns, file_column
from tsunagu.sheets.enums import Kind, ResponseState, Standing
from tsunagu.sheets.queries import responses
from tsunagu.sheets.queries import versions as sheets
from tsunagu.sheets.rules import answers, tallies
from tsunagu.sheets.rules.answers import Said
from tsunagu.sheets.rules.questions import Question
from tsunagu.sheets.rules.tallies import Count, Spread
from tsunagu.surveys.enums import State
from tsunagu.surveys.models import Quote, Result, Survey
from tsunagu.surveys.rights import SURVEYS
from tsunagu.surveys.rules import years
from tsunagu.surveys.rules.years import Beside

TALLY = Columns[Count](
    Column("question", "質問", "Question", lambda row: row.question),
    Column("answer", "回答", "Answer", lambda row: row.answer),
    Column("count", "団体数", "Bodies", lambda row: row.count, style="number"),
    Column("base", "母数", "Out of", lambda row: row.base, style="number"),
)
Bodies = Sequence[Mapping[str, Said]]


@dataclass(frozen=True, slots=True)
class Answered:
    """What one body says to one question, for a file of every answer."""

    body: Any
    question: Question
    said: Said


ANSWERS = Columns[Answered](
    Column("body", "団体", "Body", lambda row: row.body.name),
    file_column("key", lambda row: row.body.key),
    Column("question", "質問", "Question", lambda row: row.question.key),
    Column("standing", "回答の状況", "Standing", lambda row: row.said.standing.value),
    Column("value", "回答", "Answer", lambda row: answers.shown(row.question, row.said.value)),
    Column("evidence", "根拠", "Evidence", lambda row: row.said.evidence),
)


@dataclass(frozen=True)
class Tallied:
    """A survey with its counts. printed: what a document prints of it; before: the year before, if there is one."""

    survey: Survey
    questions: tuple[Question, ...]
    counts: list[Count]
    bodies: Bodies
    printed: list[Result]
    quotes: list[Quote]
    before: Tallied | None = None

    @cached_property
    def groups(self) -> list[Group]:
        """The counts question by question."""
        return [Group(self, question) for question in self.questions]

    @cached_property
    def beside(self) -> list[Beside]:
        """Each count beside that of the year before."""
        if self.before is None:
            return []
        return years.beside(self.counts, self.before.counts, self.questions, self.before.questions)


@dataclass(frozen=True)
class Group:
    """The counts of one question."""

    of: Tallied
    question: Question

    @cached_property
    def rows(self) -> list[tuple[str, Count, Count | None]]:
        """Each answer in words, its count, and that of the year before where both can stand side by side."""
        before = {(row.question, row.answer): row.before for row in self.of.beside}
        own = [one for one in self.of.counts if one.question == self.question.key]
        return [(self.word(one.answer), one, before.get(one.pair)) for one in own]

    @cached_property
    def ranking(self) -> list[tuple[int, str, Count]]:
        """Its options by how many chose them, where several could be chosen."""
        if self.question.kind is not Kind.CHOICES:
            return []
        ranks = tallies.ranking(self.question, self.of.counts)
        return [(rank, self.word(one.answer), one) for rank, one in ranks]

    @cached_property
    def uncounted(self) -> list[tuple[str, Result]]:
        """The answers that a document prints without a number."""
        own = [row for row in self.of.printed if row.question == self.question.key and row.count is None]
        return [(self.word(row.answer), row) for row in own]

    @cached_property
    def quotes(self) -> list[Quote]:
        """The answers that a document prints as examples."""
        return [row for row in self.of.quotes if row.question == self.question.key]

    @cached_property
    def printed(self) -> list[Result]:
        """The printed numbers, with where they are printed."""
        return [row for row in self.of.printed if row.question == self.question.key and row.count is not None]

    @cached_property
    def spread(self) -> Spread | None:
        """The least, the middle and the most of numbers."""
        return tallies.spread(self.question, self.of.bodies)

    @property
    def is_broken(self) -> bool:
        """Whether the question was another one in the year before."""
        return any(row.broken for row in self.of.beside if row.question == self.question.key)

    def word(self, answer: str) -> str:
        """An answer in the words of the question, or how a body stands to it."""
        if answer in self.question.option_labels:
            return self.question.option_labels[answer]
        return Standing(answer).label


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a survey is: who is asked, and who submitted."""

    rows: list[Any]

    @property
    def sent(self) -> int:
        """How many submitted."""
        return sum(row.state == ResponseState.SENT for row in self.rows)

    @property
    def waiting(self) -> list[Any]:
        """Who did not submit yet."""
        return [row for row in self.rows if row.state != ResponseState.SENT]


def published() -> list[Survey]:
    """The surveys that everybody sees, the newest first."""
    return list(_rows().filter(state=State.PUBLISHED))


def published_one(key: str) -> Survey | None:
    """A survey that everybody sees."""
    return _rows().filter(key=key, state=State.PUBLISHED).first()


def all_of(by: Actor) -> list[Survey]:
    """The surveys that somebody may see."""
    return list(SURVEYS.among(by, _rows()))


def survey(key: str) -> Survey | None:
    """The survey with this key, if there is one; who may see it is asked at the door."""
    return _rows().filter(key=key).first()


def progress(one: Survey) -> Progress:
    """Who is asked, and who submitted."""
    return Progress(responses.of_occasion(one.occasion))


def tallied(one: Survey, *, with_before: bool = True) -> Tallied:
    """A survey counted; beside it the published one of the year before."""
    asked = sheets.questions(one.version)
    printed = list(one.results.all())
    bodies = [] if one.filed else responses.counted(progress(one).rows)
    counts = _printed(one, printed) if one.filed else tallies.tally(asked, bodies)
    before = _tallied_before(one) if with_before else None
    return Tallied(one, asked, counts, bodies, printed, list(one.quotes.all()), before)


def _tallied_before(one: Survey) -> Tallied | None:
    earlier = _before(one)
    return tallied(earlier, with_before=False) if earlier else None


def _printed(one: Survey, results: Sequence[Result]) -> list[Count]:
    """The printed numbers; what is printed without one is not counted."""
    numbered = [row for row in results if row.count is not None]
    return [Count(row.question, row.answer, row.count, one.base) for row in numbered]


def _before(one: Survey) -> Survey | None:
    """The published survey of the same series before this one."""
    earlier = _rows().filter(series=one.series, year__lt=one.year, state=State.PUBLISHED)
    return earlier.order_by("-year").first()


def every_answer(one: Survey) -> list[Answered]:
    """What each body says to each question; of a body that did not submit, that it did not answer."""
    asked = sheets.questions(one.version)
    found: list[Answered] = []
    rows = progress(one).rows
    for row, told in zip(rows, responses.counted(rows), strict=True):
        for question in asked:
            said = told.get(question.key, answers.NOTHING)
            found.append(Answered(row.body, question, said))
    return found


def to_remind(day: date) -> QuerySet[Survey]:
    """The surveys that are open and have not closed on a day."""
    return _rows().filter(state=State.OPEN, closes__date__gte=day)


def _rows() -> QuerySet[Survey]:
    return Survey.objects.select_related("version__sheet")
