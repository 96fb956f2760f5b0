"""Published surveys as JSON: what was asked, and how many bodies answered what."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Path, Query, Router, Schema

from tsunagu.kernel.api import Page, Place, page, said
from tsunagu.sheets.rules.questions import Option, Question
from tsunagu.sheets.rules.tallies import Count
from tsunagu.surveys.models import Quote, Result, Survey
from tsunagu.surveys.queries import surveys as queries
from tsunagu.surveys.queries.surveys import Tallied
from tsunagu.surveys.rules.years import Beside

router = Router(tags=["surveys"])
Key = Annotated[str, Path(description="the key of the survey, as in lists", examples=["mic-2021"])]
_OF_A_SURVEY = tuple("key series name name_en by by_en document page printed note".split())


class SurveyOut(Schema):
    """A survey of a year."""

    key: str = Field(description="identifies the survey")
    series: str = Field(description="under which those of other years stand, too")
    name: str = Field(description="its name in Japanese")
    name_en: str = Field(description="its name in English, empty where there is none")
    year: int = Field(description="the fiscal year in which it was asked")
    by: str = Field(description="who asks, in Japanese")
    by_en: str = Field(description="who asks, in English")
    closed: datetime.datetime | None = Field(description="when it closed, null where only its results are at hand")
    document: str = Field(description="key of the document that prints its results, empty where none does")
    page: str = Field(description="page of it")
    printed: str = Field(description="what is printed there of it")
    note: str = Field(description="what we say of it")


class OptionOut(Schema):
    """One of several answers."""

    key: str = Field(description="identifies the answer")
    text: str = Field(description="the answer in Japanese")
    text_en: str = Field(description="the answer in English, empty where there is none")


class QuestionOut(Schema):
    """A question as it was asked."""

    key: str = Field(description="the same in all years, so that their answers can be set side by side")
    kind: str = Field(description="how it is answered: text, number, yen, date, choice, choices, scale, table or file")
    text: str = Field(description="the question in Japanese")
    text_en: str = Field(description="the question in English, empty where there is none")
    options: list[OptionOut] = Field(description="the answers to choose from")
    source: str = Field(description="the document and page where it was read, empty where it is ours")


class CountOut(Schema):
    """How many bodies gave an answer."""

    question: str = Field(description="key of the question")
    answer: str = Field(description="key of the answer; not-applicable, dont-know and not-answered are counted, too")
    count: int | None = Field(description="how many bodies; null where only the answer is printed")
    base: int | None = Field(description="of how many; null where no document says it")


class BesideOut(CountOut):
    """The same answer in the survey of the year before."""

    broken: bool = Field(description="whether the question was another one, so that there is nothing to compare")


class PrintedOut(CountOut):
    """A result that a document prints."""

    document: str = Field(description="key of the document")
    page: str = Field(description="page of it")
    printed: str = Field(description="the result as printed")


class QuoteOut(Schema):
    """An answer that a document prints as an example."""

    question: str = Field(description="key of the question")
    name: str = Field(description="whose answer it is, in Japanese")
    document: str = Field(description="key of the document")
    page: str = Field(description="page of it")
    printed: str = Field(description="the answer as printed")


class TallyOut(SurveyOut):
    """A survey with its counts."""

    questions: list[QuestionOut] = Field(description="what was asked")
    counts: list[CountOut] = Field(description="how many bodies gave each answer; those who said nothing are counted")
    before: str | None = Field(description="key of the survey of the year before, null where there is none")
    counts_before: list[BesideOut] = Field(description="the same answers in the year before")
    printed_results: list[PrintedOut] = Field(description="what documents print of it")
    quotes: list[QuoteOut] = Field(description="answers that documents print as examples")


@router.get("/surveys", response=Page[SurveyOut], operation_id="surveys", summary="Surveys")
def surveys(request: HttpRequest, place: Query[Place]) -> Any:
    """Surveys whose results are published, the newest first."""
    return page(request, place, queries.published(), _survey)


@router.get("/surveys/{key}", response=TallyOut, operation_id="survey", summary="Results of a survey")
def survey(request: HttpRequest, key: Key) -> Any:
    """What was asked, how many bodies gave each answer, and the year before beside it."""
    one = queries.published_one(key.replace("\x00", ""))
    if one is None:
        raise Http404(f"There is no published survey with the key {key!r}.")
    return _tallied(queries.tallied(one))


def _survey(one: Survey) -> dict[str, Any]:
    return {**said(one, *_OF_A_SURVEY), "year": int(one.year), "closed": one.closes}


def _tallied(found: Tallied) -> dict[str, Any]:
    earlier = found.before
    return {
        **_survey(found.survey),
        "questions": list(map(_question, found.questions)),
        "counts": list(map(_count, found.counts)),
        "before": earlier.survey.key if earlier else None,
        "counts_before": list(map(_beside, found.beside)),
        "printed_results": list(map(_printed, found.printed)),
        "quotes": list(map(_quote, found.quotes)),
    }


def _question(one: Question) -> dict[str, Any]:
    return {
        **said(one, "key", "kind", "text", "text_en"),
        "options": list(map(_option, one.options)),
        "source": one.at,
    }


def _option(one: Option) -> dict[str, Any]:
    return said(one, "key", "text", "text_en")


def _count(one: Count) -> dict[str, Any]:
    return said(one, "question", "answer", "count", "base")


def _beside(one: Beside) -> dict[str, Any]:
    known = {"count": one.before.count, "base": one.before.base} if one.before else {"count": None, "base": None}
    return {**said(one, "question", "answer", "broken"), **known}


def _printed(one: Result) -> dict[str, Any]:
    return {**said(one, "question", "answer", "count", "document", "page", "printed"), "base": one.survey.base}


def _quote(one: Quote) -> dict[str, Any]:
    return said(one, "question", "name", "document", "page", "printed")
