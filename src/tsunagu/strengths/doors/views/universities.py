"""Finding a university: the search box, or all universities of a country by place or name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tsunagu.kernel import paging, rendering
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.conventions import editions
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.conventions.prefectures import prefectures
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.reading import Institution, Reading
from tsunagu.strengths.questions.records import FindQuestion
from tsunagu.strengths.questions.standing import Standing, is_grouped, is_university, standings

EVERYWHERE = "all"  # instead of a country


class UniversitiesForm(CountedForm[FindQuestion]):
    """Which university."""

    question = FindQuestion
    without = ("scheme",)

    def options(self) -> dict[str, Choices]:
        """The countries at home, and all."""
        computed = self.edition.settings.countries
        countries = [(code, country_name(code)) for code in computed]
        return super().options() | {"country": [*countries, (EVERYWHERE, gettext("すべての国"))]}

    def usual(self) -> dict[str, str]:
        """Names are sought everywhere, lists are of the country at home."""
        return {"country": EVERYWHERE if self._text("words") else self.edition.country}

    @property
    def place(self) -> str:
        """The country whose institutions are listed, or all."""
        return self._text("country") or self.usual()["country"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A university in the list. standing: None without papers in the window."""

    institution: Institution
    standing: Standing | None
    group: str


@opened
def page(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The search box, or all universities of a country by place or name."""
    context = listing(request, reading, UniversitiesForm(request.GET, reading))
    part = "strengths/parts/university_list.html"
    return rendering.answer(request, "strengths/universities.html", context, part=part)


def listing(request: HttpRequest, reading: Reading, form: UniversitiesForm) -> dict[str, Any]:
    """What the page of all universities shows."""
    question = form.asked()
    choice = choices.choice(reading.edition, window=question.window)
    institutions = _institutions(reading, question.words, form.place)
    number = paging.existing(form.page_number, len(institutions))
    first = paging.offset(number)
    shown = _listed(reading, choice, institutions[first : first + paging.SIZE])
    return {
        "form": form,
        "words": question.words,
        "edition": reading.edition,
        "choice": choice,
        "shown": shown,
        "total": len(institutions),
        "pager": paging.pager(request, number, len(institutions)),
        "grouped": any(entry.group for entry in shown),
    }


def _institutions(reading: Reading, words: str, country: str) -> list[Institution]:
    """Those whose names hold the words, the best first, or all universities by place."""
    every = reading.institutions.values()
    if words:
        return _of_country(reading.find(words, limit=len(every)), country)
    return sorted(_of_country(filter(is_university, every), country), key=by_place)


def _of_country(institutions: Iterable[Institution], country: str) -> list[Institution]:
    return [institution for institution in institutions if country in (institution.country, EVERYWHERE)]


def by_place(institution: Institution) -> tuple[str, int, str, str, int]:
    """The order by country, prefecture from north to south, and name, 2 before 10."""
    name = re.sub(r"\d+", lambda number: number[0].zfill(9), institution.name)
    prefecture = institution.prefecture or ""
    order = _prefectures().get(prefecture, len(_prefectures()))
    return institution.country or "", order, prefecture, name, institution.institution_id


@cache
def _prefectures() -> dict[str, int]:
    return {name.ja: place for place, name in enumerate(prefectures().values())}


def _listed(reading: Reading, choice: Choice, institutions: Iterable[Institution]) -> list[Listed]:
    every = standings(reading, choice)
    return [_entry(institution, every.get(institution.institution_id)) for institution in institutions]


def _entry(institution: Institution, standing: Standing | None) -> Listed:
    return Listed(institution, standing, group_name(institution, standing))


def group_name(institution: Institution, standing: Standing | None) -> str:
    """The name of its group; empty for those of whom no groups are said."""
    return editions.group_label(standing.group) if standing and is_grouped(institution) else ""
