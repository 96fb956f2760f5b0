"""Everything about one university."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from tsunagu.kernel import rendering
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.doors.drawings import (
    IntervalPlot,
    LinePlot,
    Mark,
    Value,
    interval_plot,
    line_plot,
    shared_end,
)
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.doors.views.strength_map import MOST_FIELDS
from tsunagu.strengths.doors.views.universities import UniversitiesForm, group_name, listing
from tsunagu.strengths.enums import Base
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions import strength_map, university_tables
from tsunagu.strengths.questions import university as questions
from tsunagu.strengths.questions.amounts import Measured
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.records import MapQuestion, UniversityQuestion
from tsunagu.strengths.questions.standing import is_grouped
from tsunagu.strengths.questions.university import FieldLine, University

PANELS = 12  # small plots of fields
PLOTTED = 40  # rows of the plot; of more fields those with most papers


class UniversityForm(CountedForm[UniversityQuestion]):
    """What the portfolio is compared with, beside the way of counting."""

    question = UniversityQuestion

    def __init__(self, data: QueryDict, reading: Reading, place: Institution) -> None:
        self.place = place
        super().__init__(data, reading)

    def options(self) -> dict[str, Choices]:
        """The reference sets, the group of those that have one."""
        bases = [base for base in Base if base is not Base.GROUP or is_grouped(self.place)]
        return super().options() | {"base": [(base.value, base.label) for base in bases]}


@dataclass(frozen=True, slots=True)
class Panel:
    """The small plot of a field."""

    field: int
    name: str
    plot: LinePlot
    now: Measured | None


@opened
def university(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """Portfolio, strengths, trend, collaboration and neighboring fields of one."""
    place = reading.by_openalex.get(number)
    if place is None:
        every = listing(request, reading, UniversitiesForm(QueryDict(), reading))
        return render(request, "strengths/universities.html", {**every, "missing": number}, status=404)
    form = UniversityForm(request.GET, reading, place)
    question = form.asked()
    answer = questions.about(reading, choices.chosen(reading.edition, question), place, question.base)
    if shape := form.cleaned_data.get("format"):
        return rendering.as_file(shape, university_tables.tables(reading, answer), place.name)
    context = {"form": form, "edition": reading.edition, **_context(reading, answer)}
    part = "strengths/parts/university_found.html"
    return rendering.answer(request, "strengths/university.html", context, part=part)


def _context(reading: Reading, answer: University) -> dict[str, Any]:
    marks = _marks(reading, answer.choice, answer.institution)
    settings = reading.edition.settings
    return {
        "choice": answer.choice,
        "found": answer,
        "one": answer.institution,
        "group": group_name(answer.institution, answer.standing),
        "group_edition": editions.group_edition_label(),
        "plot": _plot(answer, marks),
        "all_trend": _trend_plots(answer, marks),
        "panels": _panels(answer, marks),
        "trend": list(zip(answer.spans, answer.trends.get(schemes.ALL, ()), strict=False)),
        "marks": marks,
        "kinds": answer.kinds,
        "plotted": PLOTTED,
        "cap": settings.cap,
        "national": [(line.name, line.national) for line in answer.fields if line.national],
        "countries": in_row([country_name(code) for code in settings.countries]),
    }


def _marks(reading: Reading, choice: Choice, place: Institution) -> list[Mark]:
    """The world's value, and the all-field Q of the university with most papers of the country."""
    world = Mark(gettext("世界 %s") % f"{choice.world_q * 100:.0f}%", choice.world_q, "world")
    if not reading.computed(place) or len(schemes.fields(choice.scheme)) > MOST_FIELDS:
        return [world]
    compared = strength_map.answer(reading, _map_question(choice, place)).reference
    if compared is None or compared.institution in (None, place) or compared.amount.q is None:
        return [world]
    words = {"name": compared.institution.name, "q": f"{compared.amount.q * 100:.1f}%"}
    return [world, Mark(gettext("%(name)sの全分野 %(q)s") % words, compared.amount.q, "reference")]


def _map_question(choice: Choice, place: Institution) -> MapQuestion:
    return MapQuestion(
        window=choice.window,
        scheme=choice.scheme,
        counting=choice.counting,
        top=choice.top,
        country=place.country or "",
    )


def _plot(answer: University, marks: Sequence[Mark]) -> IntervalPlot | None:
    every = schemes.Field.all_of(answer.choice.scheme)
    lines = [(every, answer.total), *((line.of, line.now) for line in answer.fields)]
    known = [(field, now) for field, now in lines if now is not None and now.q is not None]
    least = sorted((now.n for _, now in known), reverse=True)[PLOTTED - 1 : PLOTTED]
    drawn = [(field, now) for field, now in known if not least or now.n >= least[0]]
    values = [_value(field.name, now, field.field) for field, now in drawn]
    return interval_plot(values, marks) if values else None


def _value(label: str, measured: Measured | None, key: object = None) -> Value:
    """A Q as the plots take it, with what is written beside it."""
    if measured is None or measured.q is None:
        return Value(label, None, key=key)
    return Value(label, measured.q, measured.low, measured.high, f"n={measured.n:,}", key)


def _trend_plots(answer: University, marks: Sequence[Mark]) -> dict[str, LinePlot] | None:
    windows = answer.trends.get(schemes.ALL, ())
    if len(answer.spans) < 2 or not any(windows):
        return None
    named = list(zip(map(_years, answer.spans), windows, strict=True))
    papers = [Value(years, measured.papers if measured else None) for years, measured in named]
    quality = [_value(years, measured) for years, measured in named]
    return {"papers": line_plot(papers, shares=False, height=200), "quality": line_plot(quality, marks[:1], height=200)}


def _panels(answer: University, marks: Sequence[Mark]) -> list[Panel]:
    """Small plots of the fields, all on one scale."""
    if len(answer.spans) < 2 or len(answer.fields) > PANELS:
        return []
    rows = [(line, _trend_values(answer, line)) for line in answer.fields]
    known = [(line, values) for line, values in rows if any(value.value is not None for value in values)]
    end = shared_end([values for _, values in known], marks[:1])
    return [Panel(line.field, line.name, line_plot(values, marks[:1], end=end), line.now) for line, values in known]


def _trend_values(answer: University, line: FieldLine) -> list[Value]:
    windows = answer.trends.get(line.field, ())
    return [_value(_years(span), measured) for span, measured in zip(answer.spans, windows, strict=False)]


def _years(span: tuple[int, int]) -> str:
    return f"{span[0]}–{span[1] % 100:02d}"
