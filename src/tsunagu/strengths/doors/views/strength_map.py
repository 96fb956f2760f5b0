"""特定分野に強い大学: the map of strong fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.labels import language
from tsunagu.kernel.questions import Choices
from tsunagu.kernel.rendering import answer, as_file
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.doors.forms import ChoiceFilters
from tsunagu.strengths.doors.templatetags.figures import bounds
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.enums import Reference, Rule
from tsunagu.strengths.questions import strength_map as questions
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.standing import is_university, standings
from tsunagu.strengths.questions.strength_map import LEAST, MARGINS, PERMILLE, Question
from tsunagu.strengths.questions.strength_map_tables import tables

MOST_FIELDS = 40  # rows of a table that can still be read
MARGIN_USUAL = 10
NAMED_GROUPS = 3  # groups whose universities are offered by name


class StrengthMapFilters(ChoiceFilters):
    """What the map asks beside the way of counting."""

    country = forms.ChoiceField(label=_("国"), required=False)
    everyone = forms.ChoiceField(label=_("機関の種類"), required=False)
    reference = forms.ChoiceField(label=_("基準"), required=False)
    university = forms.CharField(label=_("基準とする大学"), max_length=100, required=False)
    value = forms.DecimalField(label=_("基準の値（%）"), min_value=0, max_value=100, decimal_places=1, required=False)
    rule = forms.ChoiceField(label=_("判定の方法"), required=False)
    least = forms.TypedChoiceField(label=_("論文数の下限"), coerce=int, empty_value=None, required=False)
    margin = forms.TypedChoiceField(label=_("「基準に近い」の幅"), coerce=int, empty_value=None, required=False)
    groups = forms.ChoiceField(label=_("大学グループの版"), required=False)
    further = ("scheme", "everyone", "reference", "university", "value", "margin", "groups")

    def __init__(self, data: QueryDict, reading: Reading) -> None:
        self.reading = reading
        super().__init__(data, reading.edition)
        self.fields["university"].widget.attrs.update(list="map-universities", autocomplete="off")
        self.fields["value"].widget.attrs.update(step="0.1", inputmode="decimal", placeholder="12.0")

    def usual(self) -> dict[str, str]:
        """The usual conditions of the map."""
        return {
            "least": str(questions.usual_least(self.reading)),
            "margin": str(MARGIN_USUAL),
            "country": self.edition.country,
        }

    def options(self) -> dict[str, Choices]:
        """Countries, references and steps; of the schemes those with few enough fields for a table."""
        options = super().options()
        options["scheme"] = [one for one in options["scheme"] if len(schemes.fields(one[0])) <= MOST_FIELDS]
        return options | {
            "country": [(code, country_name(code, language())) for code in self.edition.settings.countries],
            "everyone": [("", gettext("大学だけ")), ("1", gettext("大学以外も"))],
            "reference": [(one.value, one.label) for one in Reference],
            "rule": [
                (Rule.POINT.value, gettext("Q値が基準以上")),
                (Rule.INTERVAL.value, gettext("区間の下端も基準以上")),
            ],
            "least": [(str(n), gettext("%s件以上") % f"{n:,}") for n in LEAST],
            "margin": [(str(n), gettext("%sポイント以内") % f"{n / 10:g}") for n in MARGINS],
            "groups": [(name, editions.group_edition_label(name, language())) for name in editions.group_editions()],
        }

    @property
    def further_asked(self) -> bool:  # type: ignore[override]
        """Whether one of the folded conditions says something else than the usual."""
        usual = {
            "scheme": self.edition.schemes[0],
            "reference": Reference.LARGEST.value,
            "margin": str(MARGIN_USUAL),
            "groups": editions.GROUPS,
        }
        return any((self.data.get(name) or usual.get(name, "")) != usual.get(name, "") for name in self.further)

    @property
    def named(self) -> Institution | None:
        """The university whose Q is the reference, found by name or number; only one at home has a Q here."""
        text = self._text("university")
        found = self.reading.find(text, limit=1) if text else []
        return found[0] if found and self.reading.computed(found[0]) else None

    def question(self) -> Question:
        """The question, with the usual for what was not asked."""
        value = self.cleaned_data.get("value")
        reference = Reference(self._text("reference") or Reference.LARGEST)
        incomplete = (reference is Reference.NAMED and self.named is None) or (
            reference is Reference.VALUE and value is None
        )
        margin = self.cleaned_data.get("margin")
        return Question(
            self.choice(),
            country=self._text("country") or self.edition.country,
            everyone=bool(self._text("everyone")),
            reference=Reference.LARGEST if incomplete else reference,
            named=self.named,
            permille=None if value is None else int(value * (PERMILLE // 100)),
            rule=Rule(self._text("rule") or Rule.POINT),
            least=self.cleaned_data.get("least"),
            margin=MARGIN_USUAL if margin is None else margin,
            edition=self._text("groups") or editions.GROUPS,
        )

    @property
    def missing(self) -> str:
        """What the chosen reference still needs."""
        reference = self._text("reference")
        if reference == Reference.NAMED and self.named is None:
            text = self._text("university")
            return (
                gettext("「%s」という大学は見つかりませんでした。") % text
                if text
                else gettext("基準とする大学の名前を入れてください。")
            )
        if reference == Reference.VALUE and self.cleaned_data.get("value") is None:
            return gettext("基準の値を、0 から 100 までの百分率で入れてください。")
        return ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the map. share: from which share of the national papers to which, where the name does not say it."""

    group: int
    name: str
    share: str


@opened
def strength_map(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Fields by groups, with the universities whose Q reaches the reference."""
    form = StrengthMapFilters(request.GET, reading)
    question = form.question()
    found = questions.strength_map(reading, question, language())
    if shape := form.cleaned_data.get("format"):
        return as_file(shape, tables(found, reading, language()))
    context = {
        "columns": _columns(found.groups, grouped=question.grouped),
        "form": form,
        "edition": reading.edition,
        "choice": question.choice,
        "question": question,
        "map": found,
        "names": _names(reading, question),
        "group_edition": editions.group_edition_label(question.edition, language()),
        "margin": f"{question.margin / 10:g}",
        "reaches": gettext("Q値と区間の下端が基準値以上")
        if question.rule is Rule.INTERVAL
        else gettext("Q値が基準値以上"),
    }
    return answer(request, "strengths/map.html", context, part="strengths/parts/map_found.html")


def _columns(groups: Sequence[editions.Group], *, grouped: bool) -> list[Column]:
    """The groups under their names, or where there are no such groups, only the shares they stand for."""
    shares = [(one, gettext("シェア%s") % bounds(one, groups)) for one in groups]
    return [
        Column(one.group, one.label(language()), share) if grouped else Column(one.group, share, "")
        for one, share in shares
    ]


def _names(reading: Reading, question: Question) -> list[str]:
    """The universities offered as a reference, those with most papers first."""
    found = standings(reading, question.choice, question.edition).values()
    largest = sorted(
        (one for one in found if one.country == question.country and one.group <= NAMED_GROUPS),
        key=lambda one: -one.num,
    )
    ones = (reading.institutions[one.institution_id] for one in largest)
    return list(dict.fromkeys(one.name(language()) for one in ones if is_university(one)))
