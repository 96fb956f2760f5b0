"""特定領域の強み: a university's own domain beside a reference group, for the indicator of J-PEAKS."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel import rendering
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.doors import drawings, picking
from tsunagu.strengths.doors.drawings import LinesPlot, Value
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.picking import Universities, address, carried
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.measures.focus import Domain
from tsunagu.strengths.measures.intervals import SURE_FROM
from tsunagu.strengths.questions import domain as questions
from tsunagu.strengths.questions import domain_tables
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.domain import DomainAnswer
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.records import MOST_MEMBERS, DomainQuestion

# Links of before ask the fields under the first of these names.
_FIELD_BEFORE, _FIELD = "f", "field"
_SEARCHES = ("add", "add_r")  # for a university, for a member of the group
_CARRIED = ("u", "r", "scheme")  # by the form in which fields are ticked


class DomainForm(CountedForm[DomainQuestion]):
    """The university, the fields of its domain under a name, and the reference group."""

    question = DomainQuestion
    university = Universities(label=_("大学"), required=False, widget=forms.MultipleHiddenInput)
    reference = Universities(label=_("比べる大学"), required=False, widget=forms.MultipleHiddenInput)

    def options(self) -> dict[str, Choices]:
        """The fields of the scheme that is asked for, or of the finest."""
        for name in ("university", "reference"):
            self.fields[name].reading = self.reading  # type: ignore[attr-defined]
        asked = self.data.get("scheme")
        scheme = asked if asked in self.edition.schemes else questions.finest(self.reading)
        fields = [(str(field.field), field.name) for field in schemes.fields(scheme)]
        return super().options() | {"fields": fields}

    @property
    def place(self) -> Institution | None:
        """The university in question: the first that is named."""
        return next(iter(self._institutions("university")), None)

    @property
    def members(self) -> list[Institution]:
        """The reference group named, without the university itself."""
        named = self._institutions("reference")[:MOST_MEMBERS]
        return [member for member in named if member != self.place]

    def asked(self, **more: Any) -> DomainQuestion:
        """The question, about the first university that is named."""
        university = str(self.place.openalex_id) if self.place else ""
        reference = tuple(str(member.openalex_id) for member in self.members)
        return super().asked(university=university, reference=reference, **more)

    def _institutions(self, name: str) -> list[Institution]:
        numbers = self.cleaned_data.get(name) or []
        places = (picking.institution(self.reading, number) for number in numbers)
        return list(dict.fromkeys(place for place in places if place))


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields of the scheme under the field that they belong to, as boxes to tick."""

    name: str
    boxes: list[tuple[schemes.Field, bool]]

    @property
    def ticked(self) -> int:
        """How many of them are in the domain."""
        return sum(on for _, on in self.boxes)


@opened
def page(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The gap of a domain window by window, or the boxes to choose it."""
    # Every link of the page is made from the address, and writes the name of now.
    request.GET = _renamed(request.GET)  # type: ignore[assignment]
    form = DomainForm(request.GET, reading)
    question = form.asked()
    answer = questions.answer(reading, question) if question.university and question.fields else None
    if answer and (shape := form.cleaned_data.get("format")):
        return rendering.as_file(shape, domain_tables.tables(reading, answer), answer.terms.institution.name)
    choice = questions.chosen(reading, question)
    context = {
        "form": form,
        "edition": reading.edition,
        "choice": choice,
        "answer": answer,
        "plot": _plot(answer) if answer else None,
        "sure_from": SURE_FROM,
        "groups": _groups(choice.scheme, question.fields),
        **_who(request.GET, reading, form, choice),
        **_which(request.GET, reading, form),
    }
    return rendering.answer(request, "strengths/domain.html", context)


def _renamed(given: QueryDict) -> QueryDict:
    """The address with its fields under the name of now."""
    if _FIELD_BEFORE not in given:
        return given
    renamed = QueryDict(mutable=True)
    for name, values in given.lists():
        renamed.setlistdefault(_FIELD if name == _FIELD_BEFORE else name).extend(values)
    return renamed


def _who(given: QueryDict, reading: Reading, form: DomainForm, choice: Choice) -> dict[str, Any]:
    """The university and its reference group, and what they are chosen with."""
    place, named = form.place, form.members
    own = [place] if place else []
    usual = questions.usual_group(reading, choice, place) if place and not named else []
    return {
        "place": place,
        "members": named or usual,
        "usual": not named,
        "pick": picking.picker(given, reading, "u", "add", chosen=own, replaces=True),
        "pick_member": picking.picker(given, reading, "r", "add_r", chosen=[*named, *own]),
        "without": {member.openalex_id: _without(given, member) for member in named},
    }


def _which(given: QueryDict, reading: Reading, form: DomainForm) -> dict[str, Any]:
    """The schemes and the saved domains, as links, and what a form of boxes to tick carries along."""
    saved, problems = questions.saved(reading, settings.STRENGTHS / "domains")
    others, known = carried(given, "scheme", _FIELD), form.options()["scheme"]
    return {
        "schemes": [(name, label, address(others, scheme=name)) for name, label in known],
        "saved": [(domain.name, _saved_address(given, domain)) for domain in saved],
        "problems": problems,
        "carried": [pair for pair in _without_searches(given) if pair[0] in _CARRIED],
    }


def _saved_address(given: QueryDict, domain: Domain) -> str:
    others = carried(given, "scheme", _FIELD, "name", *_SEARCHES)
    fields = [str(field) for field in domain.fields]
    return address(others, scheme=domain.scheme, field=fields, name=domain.name)


def _without(given: QueryDict, member: Institution) -> str:
    left_out = ("r", str(member.openalex_id))
    return address([pair for pair in _without_searches(given) if pair != left_out])


def _without_searches(given: QueryDict) -> list[tuple[str, str]]:
    return carried(given, *_SEARCHES)


def _groups(scheme: str, ticked: Collection[int]) -> list[FieldGroup]:
    """The fields to tick; those of a finer scheme under the fields that they belong to."""
    every = schemes.fields(scheme)
    if all(field.parent is None for field in every):
        return [_group("", every, ticked)]
    names = {parent.field: parent.name for parent in schemes.fields("field")}
    by_parent = groupby(sorted(every, key=_parent), key=_parent)
    other = gettext("その他")
    return [_group(names.get(parent, other), list(fields), ticked) for parent, fields in by_parent]


def _parent(field: schemes.Field) -> int:
    return field.parent or 0


def _group(name: str, fields: Sequence[schemes.Field], ticked: Collection[int]) -> FieldGroup:
    return FieldGroup(name, [(field, field.field in ticked) for field in fields])


def _plot(answer: DomainAnswer) -> LinesPlot | None:
    windows = answer.windows
    own = [Value("", window.q, window.low, window.high) for window in windows]
    group = [Value("", window.reference_q, window.reference_low, window.reference_high) for window in windows]
    names = [f"{window.first_year}–{window.last_year % 100:02}" for window in windows]
    return drawings.lines_plot([own, group], names)
