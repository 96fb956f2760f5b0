"""The works behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.kernel import paging, rendering
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.doors.exact import doi_address, in_words
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.views import any_list
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.questions import amounts, asking, works_tables
from tsunagu.strengths.questions import works as questions
from tsunagu.strengths.questions.amounts import Measured
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import WorksQuestion
from tsunagu.strengths.questions.works import BehindWork, Works


class WorksForm(CountedForm[WorksQuestion]):
    """Which works, beside the way of counting."""

    question = WorksQuestion

    def options(self) -> dict[str, Choices]:
        """The fields of the scheme asked for."""
        every = (str(schemes.ALL), schemes.name(self.edition.schemes[0], schemes.ALL))
        return super().options() | {"field": [every, *self.fields_of_scheme()]}


@dataclass(frozen=True, slots=True)
class ListedWork:
    """A work in the list, as a reader sees it."""

    work: BehindWork
    doi: str
    field: str
    weight: str


@opened
def page(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """The works of an institution behind the numbers of its page."""
    if number not in reading.by_openalex:
        missing = {"edition": reading.edition, "institution": f"I{number}"}
        return render(request, "strengths/works_missing.html", missing, status=404)
    form = WorksForm(request.GET, reading)
    question = form.asked(university=str(number))
    if shape := form.cleaned_data.get("format"):
        every = questions.answer(reading, asking.everything(question))
        return rendering.as_file(shape, works_tables.tables(reading, every), every.institution.name)
    answer, page = any_list.part(questions.answer, reading, question, form.page_number)
    context = {
        "form": form,
        "edition": reading.edition,
        "field_select": form.field_list,
        "pager": paging.pager(request, page, answer.total),
        "asked": _query(answer, page),
        **_context(reading, answer),
    }
    return rendering.answer(request, "strengths/works.html", context, part="strengths/parts/works_found.html")


def _context(reading: Reading, answer: Works) -> dict[str, Any]:
    return {
        "choice": answer.choice,
        "one": answer.institution,
        "found": answer,
        "field": schemes.name(answer.choice.scheme, answer.question.field),
        "listed_scheme": schemes.schemes()[answer.scheme].name,
        "interval": _interval(reading, answer),
        "columns": works_tables.WORKS,
        "listed": [_listed(answer.scheme, work) for work in answer.works],
        "only_top": bool(answer.question.only),
        "has_page": reading.computed(answer.institution),
    }


def _interval(reading: Reading, answer: Works) -> Measured | None:
    """What the page of the institution says of the field, where it has an interval."""
    choice, institution = answer.choice, answer.institution
    if not (amounts.has_intervals(reading, choice) and reading.computed(institution)):
        return None
    number = institution.institution_id
    every = amounts.amounts(reading, choice, [number])
    measured = every.get((number, answer.question.field, choice.window))
    return measured if measured and measured.low is not None else None


def _query(answer: Works, page: int) -> str:
    """The list as its links carry it, so that a work is explained by what was asked, and the way back leads here."""
    question = answer.question
    more = {
        "field": question.field,
        "only": question.only,
        "page": page if page > 1 else None,
        "u": answer.institution.openalex_id,
    }
    said = {name: value for name, value in more.items() if value}
    return f"{answer.choice.query}&{urlencode(said)}"


def _listed(scheme: str, work: BehindWork) -> ListedWork:
    field = schemes.name(scheme, work.field)
    return ListedWork(work, doi_address(work.doi), field, in_words(work.weight))
