"""大学を並べて比べる: two to four universities side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel import rendering
from tsunagu.kernel.figures import between, percent
from tsunagu.kernel.labels import worded
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.doors import picking
from tsunagu.strengths.doors.drawings import SHAPES, Dot, DotsPlot, LinesPlot, Value, dots_axis, dots_plot, lines_plot
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.picking import Pair, Universities, carried, picker
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.measures.intervals import SURE_FROM
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions import comparison as questions
from tsunagu.strengths.questions import comparison_tables
from tsunagu.strengths.questions.comparison import Comparison, FieldRow
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.records import MOST_COMPARED, CompareQuestion

DRAWN_FROM = 20  # papers of a value that the axis makes room for: fewer may reach from 0 to 100%
MOST_DRAWN = 26  # fields that are drawn, those with most papers; all are in the table


class CompareForm(CountedForm[CompareQuestion]):
    """The universities, and the field whose trend is shown."""

    question = CompareQuestion

    universities = Universities(label=_("大学"), required=False, widget=forms.MultipleHiddenInput)

    def options(self) -> dict[str, Choices]:
        """The fields of the scheme that is asked for."""
        self.fields["universities"].reading = self.reading  # type: ignore[attr-defined]
        every = ("", schemes.name(self.edition.schemes[0], schemes.ALL))
        return super().options() | {"field": [every, *self.fields_of_scheme()]}

    @property
    def chosen(self) -> list[Institution]:
        """The universities of the address, each once."""
        numbers = self.cleaned_data.get("universities") or []
        named = [picking.institution(self.reading, number) for number in numbers]
        return list(dict.fromkeys(institution for institution in named if institution))


@dataclass(frozen=True, slots=True)
class Card:
    """A field with its plot, and which differences are sure. aloud: the plot in words, for those who do not see it."""

    name: str
    row: FieldRow
    plot: DotsPlot
    aloud: str
    differences: list[tuple[Institution, Institution]]


@opened
def page(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Universities side by side, or the box to choose them."""
    form = CompareForm(request.GET, reading)
    question, named = form.asked(), form.chosen
    chosen, choice = named[:MOST_COMPARED], choices.chosen(reading.edition, question)
    context = {
        "form": form,
        "field_select": form.field_list,
        "edition": reading.edition,
        "choice": choice,
        "beyond": len(named) > MOST_COMPARED,
        "most": MOST_COMPARED,
        **_picking(request.GET, reading, chosen),
    }
    if not chosen:
        return rendering.answer(request, "strengths/compare.html", context)
    answer = questions.side_by_side(reading, choice, chosen, choices.field_of(choice, question.field))
    if shape := form.cleaned_data.get("format"):
        return rendering.as_file(shape, comparison_tables.tables(reading, answer))
    context |= _context(answer)
    return rendering.answer(request, "strengths/compare.html", context, part="strengths/parts/compare_found.html")


def _picking(data: QueryDict, reading: Reading, chosen: Sequence[Institution]) -> dict[str, Any]:
    """What the boxes to choose universities by need."""
    room = len(chosen) < MOST_COMPARED
    return {
        "chosen": list(zip(chosen, SHAPES, strict=False)),
        "pick": picker(data, reading, "u", "add", chosen=chosen) if room else None,
        "carried": [(name, value) for name, value in carried(data) if name == "u"],
        "without": {institution.openalex_id: _without(data, institution) for institution in chosen},
    }


def _without(data: QueryDict, institution: Institution) -> list[Pair]:
    """What the address says of the others."""
    own = ("u", str(institution.openalex_id))
    return [pair for pair in carried(data, "add") if pair != own]


def _context(answer: Comparison) -> dict[str, object]:
    scheme, pairs = answer.choice.scheme, comparison_tables.pairs(answer)
    return {
        "compared": answer,
        "drawn_from": DRAWN_FROM,
        "cards": _cards(answer),
        "plotted": MOST_DRAWN if len(answer.fields) > MOST_DRAWN else 0,
        "sure_from": SURE_FROM,
        "columns": comparison_tables.FIELDS,
        "rows": [(schemes.name(scheme, row.field), _shaped(answer, row)) for row in answer.rows],
        "joints": [(pair.university, pair.partner, pair.joint) for pair in pairs],
        "trend_plot": _trend_plot(answer),
        "trend_name": schemes.name(scheme, answer.trend_field),
    }


def _shaped(answer: Comparison, row: FieldRow) -> list[tuple[Institution, str, questions.Value | None]]:
    """The values of a row with the university and the shape that stands for it."""
    return list(zip(answer.institutions, SHAPES, row.values, strict=False))


def _cards(answer: Comparison) -> list[Card]:
    world = answer.choice.world_q
    rows = (answer.total, *answer.most(MOST_DRAWN))
    drawn = [(row, _values(answer, row.values)) for row in rows]
    axis = dots_axis([_large(values, row) for row, values in drawn], world)
    return [_card(answer, row, dots_plot(values, axis, world)) for row, values in drawn]


def _large(values: Sequence[Value], row: FieldRow) -> list[Value]:
    pairs = zip(values, row.values, strict=True)
    return [value for value, measured in pairs if measured and measured.n >= DRAWN_FROM]


def _card(answer: Comparison, row: FieldRow, plot: DotsPlot) -> Card:
    institutions = answer.institutions
    pairs = [(institutions[higher], institutions[lower]) for higher, lower in row.differences]
    name = schemes.name(answer.choice.scheme, row.field)
    return Card(name, row, plot, _aloud(name, plot), pairs)


def _aloud(name: str, plot: DotsPlot) -> str:
    colon = worded("：", ": ")
    return f"{name}{colon}{', '.join(map(_dot_aloud, plot.dots))}"


def _dot_aloud(dot: Dot) -> str:
    value = dot.of
    interval = f" ({between(value.low, value.high)})" if dot.low else ""
    return f"{value.label} {percent(value.value)}{interval} {value.note}"


def _trend_plot(answer: Comparison) -> LinesPlot | None:
    by_window = [_values(answer, window.values) for window in answer.trend]
    names = [f"{window.first_year}–{window.last_year % 100:02}" for window in answer.trend]
    by_institution = [list(values) for values in zip(*by_window, strict=True)]
    return lines_plot(by_institution, names)


def _values(answer: Comparison, values: Sequence[questions.Value | None]) -> list[Value]:
    return list(map(_value, answer.institutions, values))


def _value(institution: Institution, value: questions.Value | None) -> Value:
    if value is None:
        return Value(institution.name, None)
    return Value(institution.name, value.q, value.low, value.high, note=f"n = {value.n:,}")
