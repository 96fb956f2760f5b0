"""日本・英国・ドイツの大学の層."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tsunagu.kernel import paging, rendering
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.doors import drawings
from tsunagu.strengths.doors.drawings import SHAPES, RankPlot
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.enums import Amount, Scale
from tsunagu.strengths.questions import country_layers as questions
from tsunagu.strengths.questions import country_layers_tables
from tsunagu.strengths.questions.country_layers import FIRST, FOLLOWING, LEAST, SIMILAR, LayersAnswer
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import LayersQuestion


class LayersForm(CountedForm[LayersQuestion]):
    """What the layers ask beside the way of counting."""

    question = LayersQuestion

    def usual(self) -> dict[str, str]:
        """The papers asked for by the nature of the data."""
        return {"least": str(questions.usual_least(self.reading))}

    def options(self) -> dict[str, Choices]:
        """The fields of the scheme that is asked for; the steps of size."""
        return super().options() | {
            "field": [("", gettext("全分野")), *self.fields_of_scheme()],
            "least": [(str(n), gettext("%s件以上") % f"{n:,}") for n in reversed(LEAST)],
        }


@opened
def page(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Rank-size curves of three countries, and what they say in numbers and words."""
    form = LayersForm(request.GET, reading)
    question = form.asked()
    answer = questions.answer(reading, question)
    if shape := form.cleaned_data.get("format"):
        return rendering.as_file(shape, country_layers_tables.tables(reading, answer))
    found = "strengths/parts/layers_found.html"
    context = {
        "intro": gettext(
            "日本・英国・ドイツの大学を論文数の多い順に並べ、国ごとの曲線を重ねます。"
            "先頭の大学に続く大学がどれだけあるか、つまり層の厚みを、順位ではなく曲線の形で読むための図です。"
        ),
        "found": found,
        "form": form,
        "edition": reading.edition,
        "plot": _plot(answer.countries, logarithmic=question.scale is not Scale.LINEAR),
        **_context(answer),
        **_ranks(request, answer, form.page_number),
    }
    return rendering.answer(request, "strengths/asked.html", context, part=found)


def _context(answer: LayersAnswer) -> dict[str, Any]:
    terms = answer.terms
    by_top = terms.amount is Amount.TOP
    return {
        "choice": answer.choice,
        "layers": answer,
        "terms": terms,
        "amount": terms.choice.top.label if by_top else terms.amount.label,
        "countries": list(zip(answer.countries, SHAPES, strict=False)),
        "names": in_row([country.name for country in answer.countries]),
        "ratios": _ratios(answer.countries),
        "similar": int(SIMILAR * 100),
        "measures": country_layers_tables.MEASURES,
    }


def _plot(countries: Sequence[questions.CountryLayers], *, logarithmic: bool) -> RankPlot | None:
    sizes = [[place.size for place in country.places] for country in countries]
    return drawings.rank_plot(sizes, logarithmic=logarithmic, bands=(FIRST, FOLLOWING))


def _ratios(countries: Sequence[questions.CountryLayers]) -> str:
    """The ratio of each country in one line: 「日本 0.80、英国 2.20」."""
    known = [(country.name, country.next_to_first) for country in countries if country.next_to_first is not None]
    return in_row([f"{name} {ratio:.2f}" for name, ratio in known])


def _ranks(request: HttpRequest, answer: LayersAnswer, asked: int) -> dict[str, Any]:
    """The places of one page of the list."""
    number = paging.existing(asked, answer.deepest)
    before = paging.offset(number)
    return {
        "ranks": answer.ranks(before + 1, before + paging.SIZE),
        "pager": paging.pager(request, number, answer.deepest),
    }
