"""特定領域の強み: a university's own domain beside a reference group, for the indicator of J-PEAKS."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.filters import Choices, LenientChoices
from tsunagu.kernel.labels import language
from tsunagu.kernel.rendering import answer, as_file
from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.drawings.curves import lines_plot
from tsunagu.strengths.drawings.intervals import Value
from tsunagu.strengths.enums import Counting
from tsunagu.strengths.forms import ChoiceFilters
from tsunagu.strengths.measures.focus import Domain
from tsunagu.strengths.measures.intervals import SURE_FROM
from tsunagu.strengths.picking import Universities, address, carried, institution, picker
from tsunagu.strengths.questions import domain as questions
from tsunagu.strengths.questions.choice import Choice, choice
from tsunagu.strengths.questions.domain import MOST_MEMBERS, DomainAnswer, finest
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.views.opening import opened


class DomainFilters(ChoiceFilters):
    """The university, the fields of its domain under a name, and the reference group."""

    u = Universities(label=_("大学"), required=False, widget=forms.MultipleHiddenInput)
    r = Universities(label=_("比べる大学"), required=False, widget=forms.MultipleHiddenInput)
    f = LenientChoices(label=_("領域の分野"), required=False)
    name = forms.CharField(label=_("領域の名前"), max_length=60, required=False)

    def __init__(self, data: QueryDict, reading: Reading) -> None:
        self.reading = reading
        super().__init__(data, reading.edition)

    def options(self) -> dict[str, Choices]:
        """The fields of the scheme that is asked for, or of the finest."""
        for name in ("u", "r"):
            self.fields[name].reading = self.reading  # type: ignore[attr-defined]
        return super().options() | {
            "f": [(str(one.field), one.name(language())) for one in schemes.fields(self.shown_scheme)]
        }

    @property
    def shown_scheme(self) -> str:
        """The scheme asked for, or the finest."""
        asked = self.data.get("scheme") or ""
        return asked if asked in self.edition.schemes else finest(self.reading)

    def choice(self) -> Choice:
        """The choice; unless said otherwise with the finest scheme, since domains are narrow."""
        names = {name: self._value(name) for name in ("window", "counting", "top")}
        return choice(self.edition, scheme=self.shown_scheme, **names)

    @property
    def university(self) -> Institution | None:
        """The university in question: the first that is named."""
        return next(iter(self._institutions("u")), None)

    @property
    def members(self) -> list[Institution]:
        """The reference group named."""
        return self._institutions("r")[:MOST_MEMBERS]

    @property
    def numbers(self) -> list[int]:
        """The fields of the domain in the order of the scheme."""
        return sorted(int(text) for text in self.cleaned_data.get("f") or [])

    def _institutions(self, name: str) -> list[Institution]:
        found = (institution(self.reading, text) for text in self.cleaned_data.get(name) or [])
        return list(dict.fromkeys(one for one in found if one))


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
def domain(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The gap of a domain window by window, or the boxes to choose it."""
    form = DomainFilters(request.GET, reading)
    made, one, fields = form.choice(), form.university, form.numbers
    members = [member for member in form.members if member != one]
    saved, problems = questions.saved(reading, settings.STRENGTHS / "domains")
    found = questions.domain(reading, made, one, fields, members) if one and fields else None
    if one and found and (shape := form.cleaned_data.get("format")):
        return as_file(
            shape,
            questions.tables(reading, made, found, language(), form.cleaned_data.get("name") or ""),
            one.name(language()),
        )
    usual = (
        questions.largest(reading, made, one.country, (one.institution_id,))
        if one and not found and not members
        else []
    )
    context = {
        "form": form,
        "edition": reading.edition,
        "choice": made,
        "one": one,
        "members": found.members if found else members or usual,
        "usual": not members,
        "found": found,
        "fields": fields,
        "field_names": [schemes.name(made.scheme, field, language()) for field in fields],
        "groups": _groups(made.scheme, fields),
        "schemes": [
            (name, label, address(carried(request.GET, "scheme", "f"), scheme=name))
            for name, label in form.options()["scheme"]
        ],
        "saved": [(kept.name, _saved_address(request, kept)) for kept in saved],
        "problems": problems,
        "pick": picker(request.GET, reading, "u", "add", chosen=[one] if one else [], replaces=True),
        "pick_member": picker(request.GET, reading, "r", "add_r", chosen=[*members, *([one] if one else [])]),
        "carried": [pair for pair in carried(request.GET, "add", "add_r") if pair[0] in ("u", "r", "scheme")],
        "without": {member.openalex_id: _without(request, member) for member in members},
        **(_told(made, found) if found else {}),
    }
    return answer(request, "strengths/domain.html", context)


def _saved_address(request: HttpRequest, domain: Domain) -> str:
    fields = [str(field) for field in domain.fields]
    return address(
        carried(request.GET, "scheme", "f", "name", "add", "add_r"), scheme=domain.scheme, f=fields, name=domain.name
    )


def _without(request: HttpRequest, member: Institution) -> str:
    return address([pair for pair in carried(request.GET, "add", "add_r") if pair != ("r", str(member.openalex_id))])


def _groups(scheme: str, chosen: list[int]) -> list[FieldGroup]:
    """The fields to tick; those of a finer scheme under the fields that they belong to."""
    every = schemes.fields(scheme)
    if all(one.parent is None for one in every):
        return [FieldGroup("", [(one, one.field in chosen) for one in every])]
    names = {one.field: one.name(language()) for one in schemes.fields("field")}
    by_parent = groupby(sorted(every, key=lambda one: (one.parent or 0, one.field)), key=lambda one: one.parent)
    return [
        FieldGroup(names.get(parent or 0, gettext("その他")), [(one, one.field in chosen) for one in members])
        for parent, members in by_parent
    ]


def _told(choice: Choice, found: DomainAnswer) -> dict[str, object]:
    now, whole = found.chosen, choice.counting is Counting.FULL
    about = {
        f"about_{name}": more and now.about(more)
        for name, more in (("top", now.more_top), ("papers", now.more_papers))
        if not whole
    }
    return {"plot": _plot(found), "sure_from": SURE_FROM, **about}


def _plot(found: DomainAnswer) -> object:
    own = [Value("", one.q, one.low, one.high) for one in found.windows]
    reference = [Value("", one.reference_q, one.reference_low, one.reference_high) for one in found.windows]
    names = [f"{one.first_year}–{one.last_year % 100:02}" for one in found.windows]
    return lines_plot([own, reference], names)
