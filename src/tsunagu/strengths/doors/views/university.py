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

Line = tuple[schemes.Field, Measured]  # of the plot


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
def page(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """Portfolio, strengths, trend, collaboration and neighboring fields of one."""
    institution = reading.by_openalex.get(number)
    if institution is None:
        every = listing(request, reading, UniversitiesForm(QueryDict(), reading))
        return render(request, "strengths/universities.html", {**every, "missing": number}, status=404)
    form = UniversityForm(request.GET, reading, institution)
    question = form.asked()
    choice = choices.chosen(reading.edition, question)
    answer = questions.about(reading, choice, institution, question.base)
    if shape := form.cleaned_data.get("format"):
        return rendering.as_file(shape, university_tables.tables(reading, answer), institution.name)
    context = {"form": form, "edition": reading.edition, **_context(reading, answer)}
    part = "strengths/parts/university_found.html"
    return rendering.answer(request, "strengths/university.html", context, part=part)


def _context(reading: Reading, answer: University) -> dict[str, Any]:
    settings = reading.edition.settings
    return {
        "choice": answer.choice,
        "found": answer,
        "one": answer.institution,
        "group": group_name(answer.institution, answer.standing),
        "group_edition": editions.group_edition_label(),
        "trend": list(zip(answer.spans, _windows(answer, schemes.ALL), strict=False)),
        "kinds": answer.kinds,
        "cap": settings.cap,
        "national": [(line.name, line.national) for line in answer.fields if line.national],
        "countries": in_row(list(map(country_name, settings.countries))),
        **_plots(answer, _marks(reading, answer.choice, answer.institution)),
    }


def _plots(answer: University, marks: Sequence[Mark]) -> dict[str, Any]:
    return {
        "plot": _plot(answer, marks),
        "plotted": PLOTTED,
        "all_trend": _trend_plots(answer, marks),
        "panels": _panels(answer, marks),
        "marks": marks,
    }


def _marks(reading: Reading, choice: Choice, institution: Institution) -> list[Mark]:
    """The world's value, and the all-field Q of the university with most papers of the country."""
    world = Mark(gettext("世界 %s") % f"{choice.world_q * 100:.0f}%", choice.world_q, "world")
    reference = _reference_mark(reading, choice, institution)
    return [world, reference] if reference else [world]


def _reference_mark(reading: Reading, choice: Choice, institution: Institution) -> Mark | None:
    if not reading.computed(institution) or len(schemes.fields(choice.scheme)) > MOST_FIELDS:
        return None
    compared = strength_map.answer(reading, _map_question(choice, institution)).reference
    if compared is None or compared.institution in (None, institution) or compared.amount.q is None:
        return None
    words = {"name": compared.institution.name, "q": f"{compared.amount.q * 100:.1f}%"}
    return Mark(gettext("%(name)sの全分野 %(q)s") % words, compared.amount.q, "reference")


def _map_question(choice: Choice, institution: Institution) -> MapQuestion:
    return MapQuestion(
        window=choice.window,
        scheme=choice.scheme,
        counting=choice.counting,
        top=choice.top,
        country=institution.country or "",
    )


def _plot(answer: University, marks: Sequence[Mark]) -> IntervalPlot | None:
    values = [_value(field.name, now, field.field) for field, now in _largest(_known(answer))]
    return interval_plot(values, marks) if values else None


def _known(answer: University) -> list[Line]:
    """All fields together and each of them, where Q is known."""
    every = schemes.Field.all_of(answer.choice.scheme)
    lines = [(every, answer.total)]
    lines += [(line.of, line.now) for line in answer.fields]
    return [(field, now) for field, now in lines if now is not None and now.q is not None]


def _largest(lines: list[Line]) -> list[Line]:
    """The lines with most papers, in their order."""
    if len(lines) < PLOTTED:
        return lines
    least = sorted((now.n for _, now in lines), reverse=True)[PLOTTED - 1]
    return [(field, now) for field, now in lines if now.n >= least]


def _value(label: str, measured: Measured | None, key: object = None) -> Value:
    """A Q as the plots take it, with what is written beside it."""
    if measured is None or measured.q is None:
        return Value(label, None, key=key)
    return Value(label, measured.q, measured.low, measured.high, f"n={measured.n:,}", key)


def _trend_plots(answer: University, marks: Sequence[Mark]) -> dict[str, LinePlot] | None:
    windows = _windows(answer, schemes.ALL)
    if len(answer.spans) < 2 or not any(windows):
        return None
    years = list(map(_years, answer.spans))
    papers = list(map(_papers, years, windows))
    quality = list(map(_value, years, windows))
    return {
        "papers": line_plot(papers, shares=False, height=200),
        "quality": line_plot(quality, marks[:1], height=200),
    }


def _papers(label: str, measured: Measured | None) -> Value:
    return Value(label, measured.papers if measured else None)


def _panels(answer: University, marks: Sequence[Mark]) -> list[Panel]:
    """Small plots of the fields, all on one scale."""
    if len(answer.spans) < 2 or len(answer.fields) > PANELS:
        return []
    trends = [(line, _trend_values(answer, line)) for line in answer.fields]
    drawn = [(line, values) for line, values in trends if any(map(_is_known, values))]
    world = marks[:1]
    end = shared_end([values for _, values in drawn], world)
    plots = [(line, line_plot(values, world, end=end)) for line, values in drawn]
    return [Panel(line.field, line.name, plot, line.now) for line, plot in plots]


def _is_known(value: Value) -> bool:
    return value.value is not None


def _trend_values(answer: University, line: FieldLine) -> list[Value]:
    return list(map(_value, map(_years, answer.spans), _windows(answer, line.field)))


def _windows(answer: University, field: int) -> Sequence[Measured | None]:
    """A field in every window; nothing where it never had a paper."""
    return answer.trends.get(field, ())


def _years(span: tuple[int, int]) -> str:
    return f"{span[0]}–{span[1] % 100:02d}"
