"""日本・英国・ドイツの大学の層."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.filters import Choices
from tsunagu.kernel.labels import language
from tsunagu.kernel.paging import SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, as_file
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.drawings.curves import SHAPES, rank_plot
from tsunagu.strengths.enums import Amount
from tsunagu.strengths.forms import ChoiceFilters
from tsunagu.strengths.questions import country_layers as questions
from tsunagu.strengths.questions.country_layers import FIRST, FOLLOWING, LEAST, SIMILAR, LayersAnswer
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.views.opening import opened


class LayersFilters(ChoiceFilters):
    """What the layers ask beside the way of counting."""

    field = forms.TypedChoiceField(label=_("分野"), coerce=int, empty_value=None, required=False)
    least = forms.TypedChoiceField(
        label=_("対象の大学（10年間の論文数）"), coerce=int, empty_value=None, required=False
    )
    size = forms.ChoiceField(label=_("大きさ"), required=False)
    scale = forms.ChoiceField(label=_("目盛"), required=False)

    def __init__(self, data: QueryDict, reading: Reading) -> None:
        self.reading = reading
        super().__init__(data, reading.edition)

    def usual(self) -> dict[str, str]:
        """The papers asked for by the nature of the data."""
        return {"least": str(questions.usual_least(self.reading))}

    def options(self) -> dict[str, Choices]:
        """The fields of the scheme that is asked for; the steps of size."""
        scheme = self.data.get("scheme") or ""
        scheme = scheme if scheme in self.edition.schemes else self.edition.schemes[0]
        return super().options() | {
            "field": [
                ("", gettext("全分野")),
                *((str(one.field), one.name(language())) for one in schemes.fields(scheme)),
            ],
            "least": [(str(n), gettext("%s件以上") % f"{n:,}") for n in reversed(LEAST)],
            "size": [(one.value, one.label) for one in Amount],
            "scale": [("", gettext("対数目盛")), ("linear", gettext("等間隔の目盛"))],
        }

    @property
    def logarithmic(self) -> bool:
        """Whether both axes are logarithmic."""
        return self._text("scale") != "linear"


@opened
def layers(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Rank-size curves of three countries, and what they say in numbers and words."""
    form = LayersFilters(request.GET, reading)
    choice = form.choice()
    asked = form.cleaned_data
    amount = Amount(asked.get("size") or Amount.PAPERS)
    found = questions.country_layers(
        reading, choice, least=asked.get("least"), amount=amount, field=asked.get("field") or schemes.ALL
    )
    if shape := asked.get("format"):
        return as_file(shape, questions.tables(reading, choice, found, language()))
    number = existing(form.page_number, found.deepest)
    first = offset(number) + 1
    context = {
        "form": form,
        # With another scheme come other fields: live, the list outside of the part is replaced, too.
        "field_select": form["field"].as_widget(attrs={"hx-swap-oob": "true"}),
        "edition": reading.edition,
        "choice": choice,
        "layers": found,
        "field_name": schemes.name(choice.scheme, found.field, language()),
        "amount": choice.top.label if amount is Amount.TOP else amount.label,
        "countries": list(zip(found.countries, SHAPES, strict=False)),
        "names": ("、" if language() == "ja" else ", ").join(one.name(language()) for one in found.countries),
        "not_computed": found.not_computed(language()),
        "plot": rank_plot(
            [[place.size for place in one.places] for one in found.countries],
            logarithmic=form.logarithmic,
            bands=(FIRST, FOLLOWING),
        ),
        "ratios": ratios_told(found),
        "similar": int(SIMILAR * 100),
        "summary": [
            (key, ja if language() == "ja" else en, values) for key, ja, en, values in questions.summary(found)
        ],
        "classes": [
            (questions.size_label(n, language()), [one.classes[n] for one in found.countries])
            for n in range(len(questions.SIZES))
        ],
        "ranks": found.ranks(first, first + SIZE - 1),
        "pager": pager(request, number, found.deepest),
    }
    return answer(request, "strengths/layers.html", context, part="strengths/parts/layers_found.html")


def ratios_told(found: LayersAnswer) -> str:
    """The ratio of each country in one line: 「日本0.80、英国2.20」."""
    known = [(one.name(language()), one.next_to_first) for one in found.countries if one.next_to_first is not None]
    if language() == "ja":
        return "、".join(f"{name} {ratio:.2f}" for name, ratio in known)
    return ", ".join(f"{name} {ratio:.2f}" for name, ratio in known)
