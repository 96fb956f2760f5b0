"""大学を並べて比べる: two to four universities side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.filters import Choices
from tsunagu.kernel.labels import language
from tsunagu.kernel.rendering import answer, as_file
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.drawings.curves import SHAPES, DotsPlot, dots_axis, dots_plot, lines_plot
from tsunagu.strengths.drawings.intervals import Value
from tsunagu.strengths.forms import ChoiceFilters
from tsunagu.strengths.measures.intervals import SURE_FROM
from tsunagu.strengths.picking import Universities, carried, institution, picker
from tsunagu.strengths.questions import comparison as questions
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.comparison import MOST, ComparisonAnswer, FieldRow
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.views.opening import opened

DRAWN_FROM = 20  # papers of a value that the axis makes room for: fewer may reach from 0 to 100%
MOST_DRAWN = 26  # fields that are drawn, those with most papers; all are in the table


class CompareFilters(ChoiceFilters):
    """The universities, and the field whose trend is shown."""

    field = forms.TypedChoiceField(label=_("推移を見る分野"), coerce=int, empty_value=None, required=False)
    u = Universities(label=_("大学"), required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, data: QueryDict, reading: Reading) -> None:
        self.reading = reading
        super().__init__(data, reading.edition)

    def options(self) -> dict[str, Choices]:
        """The fields of the scheme that is asked for."""
        self.fields["u"].reading = self.reading  # type: ignore[attr-defined]
        scheme = self.data.get("scheme") or ""
        scheme = scheme if scheme in self.edition.schemes else self.edition.schemes[0]
        return super().options() | {
            "field": [
                ("", gettext("全分野")),
                *((str(one.field), one.name(language())) for one in schemes.fields(scheme)),
            ]
        }

    @property
    def chosen(self) -> list[Institution]:
        """The universities of the address, each once."""
        found = (institution(self.reading, text) for text in self.cleaned_data.get("u") or [])
        return list(dict.fromkeys(one for one in found if one))


@dataclass(frozen=True, slots=True)
class Card:
    """A field with its plot, and which differences are sure."""

    name: str
    row: FieldRow
    plot: DotsPlot
    differences: list[tuple[Institution, Institution]]


@opened
def compare(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Universities side by side, or the box to choose them."""
    form = CompareFilters(request.GET, reading)
    choice, given = form.choice(), form.chosen
    chosen = given[:MOST]
    context = {
        "form": form,
        # With another scheme come other fields: live, the list outside of the part is replaced, too.
        "field_select": form["field"].as_widget(attrs={"hx-swap-oob": "true"}),
        "edition": reading.edition,
        "choice": choice,
        "chosen": list(zip(chosen, SHAPES, strict=False)),
        "beyond": len(given) > MOST,
        "most": MOST,
        "pick": picker(request.GET, reading, "u", "add", chosen=chosen) if len(chosen) < MOST else None,
        "carried": [(name, value) for name, value in carried(request.GET) if name == "u"],
        "without": {one.openalex_id: _without(request.GET, one) for one in chosen},
    }
    if not chosen:
        return answer(request, "strengths/compare.html", context)
    found = questions.comparison(reading, choice, chosen, form.cleaned_data.get("field") or schemes.ALL)
    if shape := form.cleaned_data.get("format"):
        return as_file(shape, questions.tables(reading, choice, found, language()))
    context |= _shown(choice, found)
    return answer(request, "strengths/compare.html", context, part="strengths/parts/compare_found.html")


def _without(data: QueryDict, one: Institution) -> list[tuple[str, str]]:
    return [(name, value) for name, value in carried(data, "add") if (name, value) != ("u", str(one.openalex_id))]


def _shown(choice: Choice, found: ComparisonAnswer) -> dict[str, object]:
    rows = [found.total, *found.fields]
    drawn = [(row, _values(found.institutions, row.values)) for row in (found.total, *found.most(MOST_DRAWN))]
    axis = dots_axis([_large(values, row) for row, values in drawn], choice.world_q)
    series = [
        [_value(one, window.values[number]) for window in found.trend] for number, one in enumerate(found.institutions)
    ]
    return {
        "compared": found,
        "drawn_from": DRAWN_FROM,
        "cards": [_card(choice, found, row, dots_plot(values, axis, choice.world_q)) for row, values in drawn],
        "plotted": MOST_DRAWN if len(found.fields) > MOST_DRAWN else 0,
        "sure_from": SURE_FROM,
        "rows": [
            (
                schemes.name(choice.scheme, row.field, language()),
                list(zip(found.institutions, SHAPES, row.values, strict=False)),
            )
            for row in rows
        ],
        "joints": [(found.institutions[joint.one], found.institutions[joint.other], joint) for joint in found.joints],
        "trend_plot": lines_plot(
            series, [f"{window.first_year}–{window.last_year % 100:02}" for window in found.trend]
        ),
        "trend_name": schemes.name(choice.scheme, found.trend_field, language()),
    }


def _large(values: Sequence[Value], row: FieldRow) -> list[Value]:
    return [value for value, one in zip(values, row.values, strict=True) if one and one.n >= DRAWN_FROM]


def _card(choice: Choice, found: ComparisonAnswer, row: FieldRow, plot: DotsPlot) -> Card:
    pairs = [(found.institutions[one], found.institutions[other]) for one, other in row.differences]
    return Card(schemes.name(choice.scheme, row.field, language()), row, plot, pairs)


def _values(institutions: Sequence[Institution], values: Sequence[questions.Value | None]) -> list[Value]:
    return [_value(one, value) for one, value in zip(institutions, values, strict=True)]


def _value(one: Institution, value: questions.Value | None) -> Value:
    if value is None:
        return Value(one.name(language()), None)
    return Value(one.name(language()), value.q, value.low, value.high, note=f"n = {value.n:,}")
