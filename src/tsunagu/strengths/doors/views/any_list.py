"""The page of any question whose answer is one list, made from its entry: no view and no template of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tsunagu.kernel import paging, rendering
from tsunagu.kernel.questions import Choices, Door, parameters
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.conventions.prefectures import prefectures
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.questions import asking
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import Entry, ListQuestion

_FOUND = "strengths/parts/listed_found.html"


class List(Protocol):
    """An answer that is a list, or a part of it."""

    @property
    def choice(self) -> Choice:
        """How its numbers are counted."""

    @property
    def total(self) -> int:
        """How many lines the whole list has."""


Question = TypeVar("Question", bound=ListQuestion)
Answer = TypeVar("Answer", bound=List)


def form_of(entry: Entry) -> type[CountedForm[Any]]:
    """The form of a question, with what can be chosen from the data at hand."""
    record: Any = entry.record
    asked = {parameter.field: parameter.default for parameter in parameters(record, Door.PAGE)}
    bounds = {name: str(default) for name, default in asked.items() if name == "least"}

    class ListForm(CountedForm[Any]):
        question = record

        def usual(self) -> dict[str, str]:
            return {"country": self.edition.country, **bounds}

        def options(self) -> dict[str, Choices]:
            options = super().options() | self._further()
            return {name: choices for name, choices in options.items() if name in asked}

        def _further(self) -> dict[str, Choices]:
            return {
                "field": [("", gettext("全分野")), *self.fields_of_scheme()],
                "country": [(code, country_name(code)) for code in self.edition.settings.edge_countries],
                "prefecture": [
                    ("", gettext("指定しない")),
                    *((code, str(name)) for code, name in prefectures().items()),
                ],
            }

    return ListForm


@opened
def page(request: HttpRequest, reading: Reading, entry: Entry) -> HttpResponse:
    """A page of the list, or all of it as a file."""
    answering = import_module(f"tsunagu.strengths.questions.{entry.module}").answer
    showing = import_module(f"tsunagu.strengths.questions.{entry.tables or entry.module}")
    form = form_of(entry)(request.GET, reading)
    question = form.asked()
    context: dict[str, Any] = {"intro": entry.intro, "found": _FOUND, "form": form, "edition": reading.edition}
    try:
        answer, number = part(answering, reading, question, form.page_number)
    except Unanswerable:  # what these data were not computed for, as a scheme without joint papers, is not nothing
        return rendering.answer(request, "strengths/asked.html", context, part=_FOUND)
    if shape := form.cleaned_data.get("format"):
        every = answering(reading, asking.everything(question))
        return rendering.as_file(shape, showing.tables(reading, every))
    context |= {
        "choice": answer.choice,
        "answer": answer,
        "columns": showing.COLUMNS,
        "pager": paging.pager(request, number, answer.total),
    }
    return rendering.answer(request, "strengths/asked.html", context, part=_FOUND)


def part(
    answering: Callable[[Reading, Question], Answer], reading: Reading, question: Question, number: int
) -> tuple[Answer, int]:
    """A page of a list and its number; the last one where the list ends before the page that is asked for."""
    answer = answering(reading, _of_page(question, number))
    last = paging.existing(number, answer.total)
    return (answer, number) if last == number else (answering(reading, _of_page(question, last)), last)


def _of_page(question: Question, number: int) -> Question:
    return replace(question, offset=paging.offset(number), limit=paging.SIZE)
