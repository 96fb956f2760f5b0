"""Finding a university: the search box, or all universities of a country by place or name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from tsunagu.kernel import paging, rendering
from tsunagu.kernel.questions import Choices
from tsunagu.strengths.conventions import editions
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.conventions.data import rows as packaged_rows
from tsunagu.strengths.doors.forms import CountedForm
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.questions.choice import choice
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
def universities(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The search box, or all universities of a country by place or name."""
    context = listing(request, reading, UniversitiesForm(request.GET, reading))
    part = "strengths/parts/university_list.html"
    return rendering.answer(request, "strengths/universities.html", context, part=part)


def listing(request: HttpRequest, reading: Reading, form: UniversitiesForm) -> dict[str, Any]:
    """What the page of all universities shows."""
    question = form.asked()
    made = choice(reading.edition, window=question.window)
    standing = standings(reading, made)
    places = _places(reading, question.words, form.place)
    number = paging.existing(form.page_number, len(places))
    first = paging.offset(number)
    shown = [_listed(place, standing) for place in places[first : first + paging.SIZE]]
    return {
        "form": form,
        "words": question.words,
        "edition": reading.edition,
        "choice": made,
        "shown": shown,
        "total": len(places),
        "pager": paging.pager(request, number, len(places)),
        "grouped": any(entry.group for entry in shown),
    }


def _places(reading: Reading, words: str, country: str) -> list[Institution]:
    """Those whose names hold the words, the best first, or all universities by place."""
    institutions = reading.institutions.values()
    if words:
        return _of_country(reading.find(words, limit=len(institutions)), country)
    return sorted(_of_country(filter(is_university, institutions), country), key=by_place)


def _of_country(places: Iterable[Institution], country: str) -> list[Institution]:
    return [place for place in places if country in (place.country, EVERYWHERE)]


def by_place(place: Institution) -> tuple[str, int, str, str, int]:
    """The order by country, prefecture from north to south, and name, 2 before 10."""
    name = re.sub(r"\d+", lambda number: number[0].zfill(9), place.name)
    prefecture = place.prefecture or ""
    order = _prefectures().get(prefecture, len(_prefectures()))
    return place.country or "", order, prefecture, name, place.institution_id


@cache
def _prefectures() -> dict[str, int]:
    return {row["name_ja"]: place for place, row in enumerate(packaged_rows("prefectures.csv"))}


def _listed(place: Institution, known: Mapping[int, Standing]) -> Listed:
    standing = known.get(place.institution_id)
    return Listed(place, standing, group_name(place, standing))


def group_name(place: Institution, standing: Standing | None) -> str:
    """The name of its group; empty for those of whom no groups are said."""
    return editions.group_label(standing.group) if standing and is_grouped(place) else ""
