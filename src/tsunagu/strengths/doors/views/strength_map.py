"""特定分野に強い大学: the map of strong fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from tsunagu.kernel import rendering
from tsunagu.kernel.labels import worded
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.templatetags.figures import bounds
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.enums import Reference, Rule
from tsunagu.strengths.errors import NoSuchThing, SeveralNamed
from tsunagu.strengths.questions import strength_map as questions
from tsunagu.strengths.questions import strength_map_tables
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import MapQuestion
from tsunagu.strengths.questions.standing import is_university, standings
from tsunagu.strengths.questions.strength_map import StrengthMap

MOST_FIELDS = 40  # rows of a table that can still be read
MARGIN_USUAL = 10  # thousandths
NAMED_GROUPS = 3  # groups whose universities are offered by name


class MapForm(CountedForm[MapQuestion]):
    """What the map asks beside the way of counting."""

    question = MapQuestion
    further = ("scheme", "everyone", "reference", "university", "value", "margin", "groups")

    def __init__(self, data: QueryDict, reading: Reading) -> None:
        super().__init__(data, reading)
        self.missing = self._missing()
        self.fields["university"].widget.attrs.update(list="map-universities", autocomplete="off")
        self.fields["value"].widget.attrs.update(step="0.1", inputmode="decimal", placeholder="12.0")

    def usual(self) -> dict[str, str]:
        """The usual conditions of the map."""
        least = questions.usual_least(self.reading)
        return {"least": str(least), "margin": str(MARGIN_USUAL), "country": self.edition.country}

    def options(self) -> dict[str, Choices]:
        """Countries, references and steps; of the schemes those with few enough fields for a table."""
        options = super().options()
        return options | {
            "scheme": [option for option in options["scheme"] if len(schemes.fields(option[0])) <= MOST_FIELDS],
            "country": [(code, country_name(code)) for code in self.edition.settings.countries],
            "least": list(map(_least_option, questions.LEAST)),
            "margin": list(map(_margin_option, questions.MARGINS)),
            "groups": [(name, editions.group_edition_label(name)) for name in editions.group_editions()],
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
        return any(self._differs(name, usual.get(name, "")) for name in self.further)

    def _differs(self, name: str, usual: str) -> bool:
        return (self.data.get(name) or usual) != usual

    def asked(self, **more: Any) -> MapQuestion:
        """The question; a reference that is not complete is as usual."""
        question = super().asked(**more)
        reference = Reference.LARGEST if self.missing else question.reference
        return replace(
            question,
            reference=reference,
            university=question.university if reference is Reference.NAMED else None,
            value=question.value if reference is Reference.VALUE else None,
        )

    def _missing(self) -> str:
        """What the chosen reference still needs."""
        reference = self.cleaned_data.get("reference")
        if reference is Reference.NAMED:
            return self._missing_university(self._text("university"))
        if reference is Reference.VALUE and self.cleaned_data.get("value") is None:
            return gettext("基準の値を、0 から 100 までの百分率で入れてください。")
        return ""

    def _missing_university(self, name: str) -> str:
        if not name:
            return gettext("基準とする大学の名前を入れてください。")
        try:
            self.reading.institution(name)
        except SeveralNamed as several:
            return several_named(name, several.names)
        except NoSuchThing:
            return gettext("「%s」という大学は見つかりませんでした。") % name
        return ""


def _least_option(papers: int) -> tuple[str, str]:
    return str(papers), gettext("%s件以上") % f"{papers:,}"


def _margin_option(permille: int) -> tuple[str, str]:
    return str(permille), gettext("%sポイント以内") % f"{permille / 10:g}"


def several_named(text: str, names: Sequence[str]) -> str:
    """That a text could mean several universities, with some of them."""
    named = worded("、", "; ").join(names[:5])
    sentence = gettext("「%(text)s」に当てはまる大学がいくつもあります。正式な名前を入れてください（例：%(named)s）。")
    return sentence % {"text": text, "named": named}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the map. share: from which share of the national papers to which, where the name does not say it."""

    group: int
    name: str
    share: str


@opened
def page(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Fields by groups, with the universities whose Q reaches the reference."""
    form = MapForm(request.GET, reading)
    answer = questions.answer(reading, form.asked())
    if shape := form.cleaned_data.get("format"):
        return rendering.as_file(shape, strength_map_tables.tables(reading, answer))
    context = {"form": form, "edition": reading.edition, **_context(reading, answer)}
    return rendering.answer(request, "strengths/map.html", context, part="strengths/parts/map_found.html")


def _context(reading: Reading, answer: StrengthMap) -> dict[str, Any]:
    terms = answer.terms
    both = terms.question.rule is Rule.INTERVAL
    return {
        "columns": _columns(answer.groups, grouped=terms.grouped),
        "choice": answer.choice,
        "terms": terms,
        "question": terms.question,
        "map": answer,
        "names": _names(reading, answer),
        "group_edition": editions.group_edition_label(terms.edition),
        "margin": f"{terms.question.margin / 10:g}",
        "reaches": gettext("Q値と区間の下端が基準値以上") if both else gettext("Q値が基準値以上"),
    }


def _columns(groups: Sequence[editions.Group], *, grouped: bool) -> list[Column]:
    """The groups under their names, or where there are no such groups, only the shares they stand for."""
    return [_column(group, gettext("シェア%s") % bounds(group, groups), grouped=grouped) for group in groups]


def _column(group: editions.Group, share: str, *, grouped: bool) -> Column:
    return Column(group.group, group.label, share) if grouped else Column(group.group, share, "")


def _names(reading: Reading, answer: StrengthMap) -> list[str]:
    """The universities offered as a reference, those with most papers first."""
    every = standings(reading, answer.choice, answer.terms.edition).values()
    of_country = [standing for standing in every if standing.country == answer.terms.country]
    leading = [standing for standing in of_country if standing.group <= NAMED_GROUPS]
    leading.sort(key=lambda standing: -standing.num)
    institutions = (reading.institutions[standing.institution_id] for standing in leading)
    return list(dict.fromkeys(institution.name for institution in institutions if is_university(institution)))
