"""Finding a university, and everything about one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsunagu.kernel.labels import language
from tsunagu.kernel.paging import SIZE, existing, offset, pager
from tsunagu.kernel.questions import Choices
from tsunagu.kernel.rendering import answer, as_file
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.conventions.countries import country_name
from tsunagu.strengths.conventions.data import rows as packaged
from tsunagu.strengths.doors.drawings.intervals import (
    IntervalPlot,
    LinePlot,
    Mark,
    Value,
    interval_plot,
    line_plot,
    shared_end,
)
from tsunagu.strengths.doors.forms import ChoiceFilters
from tsunagu.strengths.doors.views.opening import opened
from tsunagu.strengths.doors.views.strength_map import MOST_FIELDS
from tsunagu.strengths.enums import Base
from tsunagu.strengths.questions.amounts import Measured
from tsunagu.strengths.questions.choice import Choice
from tsunagu.strengths.questions.choice import choice as choose
from tsunagu.strengths.questions.reading import Edition, Institution, Reading
from tsunagu.strengths.questions.standing import Standing, is_grouped, is_university, standings
from tsunagu.strengths.questions.strength_map import Question, strength_map
from tsunagu.strengths.questions.university import University
from tsunagu.strengths.questions.university import university as about
from tsunagu.strengths.questions.university_tables import KIND_LABELS_EN, KIND_LABELS_JA, tables

EVERYWHERE = "all"  # instead of a country
PANELS = 12  # small plots of fields
PLOTTED = 40  # rows of the plot; of more fields those with most papers


class UniversitiesFilters(ChoiceFilters):
    """Which university."""

    q = forms.CharField(label=_("大学の名前"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("国"), required=False)
    # a list of names needs none of these
    scheme = counting = top = None  # type: ignore[assignment]

    def options(self) -> dict[str, Choices]:
        """The countries at home, and all."""
        countries = [(code, country_name(code, language())) for code in self.edition.settings.countries]
        return {"window": super().options()["window"], "country": [*countries, (EVERYWHERE, gettext("すべての国"))]}

    def usual(self) -> dict[str, str]:
        """Names are sought everywhere, lists are of the country at home."""
        return {"country": EVERYWHERE if self.words else self.edition.country}

    @property
    def words(self) -> str:
        """What was typed into the box."""
        return self._text("q")

    @property
    def place(self) -> str:
        """The country whose institutions are listed, or all."""
        return str(self._text("country") or self.usual()["country"])


class UniversityFilters(ChoiceFilters):
    """What the portfolio is compared with, beside the way of counting."""

    base = forms.ChoiceField(label=_("特化係数の比較対象"), required=False)

    def __init__(self, data: QueryDict, edition: Edition, one: Institution) -> None:
        self.one = one
        super().__init__(data, edition)

    def options(self) -> dict[str, Choices]:
        """The reference sets, the group of those that have one."""
        return super().options() | {
            "base": [(base.value, base.label) for base in Base if base is not Base.GROUP or is_grouped(self.one)]
        }

    @property
    def compared(self) -> Base:
        """The reference set of the activity index."""
        return Base(self._text("base") or Base.WORLD)


@dataclass(frozen=True, slots=True)
class Listed:
    """A university in the list. standing: None without papers in the window."""

    institution: Institution
    standing: Standing | None
    group: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The small plot of a field."""

    field: int
    name: str
    plot: LinePlot
    now: Measured | None


@opened
def universities(request: HttpRequest, reading: Reading) -> HttpResponse:
    """The search box, or all universities of a country by place or name."""
    form = UniversitiesFilters(request.GET, reading.edition)
    return answer(
        request,
        "strengths/universities.html",
        _list(request, reading, form),
        part="strengths/parts/university_list.html",
    )


def _list(
    request: HttpRequest, reading: Reading, form: UniversitiesFilters, *, missing: int | None = None
) -> dict[str, Any]:
    choice = choose(reading.edition, window=form.cleaned_data.get("window"))
    standing = standings(reading, choice)
    every = (
        reading.find(form.words, limit=len(reading.institutions))
        if form.words
        else filter(is_university, reading.institutions.values())
    )
    found = [one for one in every if form.place in (one.country, EVERYWHERE)]
    if not form.words:
        found.sort(key=_by_place)
    number = existing(form.page_number, len(found))
    shown = [_listed(one, standing.get(one.institution_id)) for one in found[offset(number) : offset(number) + SIZE]]
    return {
        "form": form,
        "edition": reading.edition,
        "choice": choice,
        "shown": shown,
        "total": len(found),
        "pager": pager(request, number, len(found)),
        "missing": missing,
        "grouped": any(one.group for one in shown),
    }


def _by_place(one: Institution) -> tuple[str, int, str, str, int]:
    """By country, prefecture from north to south, and name, 2 before 10."""
    name = re.sub(r"\d+", lambda number: number[0].zfill(9), one.name(language()))
    return (
        one.country or "",
        _prefectures().get(one.prefecture or "", len(_prefectures())),
        one.prefecture or "",
        name,
        one.institution_id,
    )


@cache
def _prefectures() -> dict[str, int]:
    return {row["name_ja"]: place for place, row in enumerate(packaged("prefectures.csv"))}


def _listed(one: Institution, standing: Standing | None) -> Listed:
    return Listed(one, standing, _group(one, standing))


def _group(one: Institution, standing: Standing | None) -> str:
    return editions.group_label(standing.group, language()) if standing and is_grouped(one) else ""


@opened
def university(request: HttpRequest, reading: Reading, number: int) -> HttpResponse:
    """Portfolio, strengths, trend, collaboration and neighboring fields of one."""
    one = reading.by_openalex.get(number)
    if one is None:
        every = UniversitiesFilters(QueryDict(), reading.edition)
        return render(
            request, "strengths/universities.html", _list(request, reading, every, missing=number), status=404
        )
    form = UniversityFilters(request.GET, reading.edition, one)
    found = about(reading, form.choice(), one, form.compared, language())
    if shape := form.cleaned_data.get("format"):
        return as_file(shape, tables(found, reading, language()), one.name(language()))
    return answer(
        request,
        "strengths/university.html",
        _context(reading, form, found),
        part="strengths/parts/university_found.html",
    )


def _context(reading: Reading, form: UniversityFilters, found: University) -> dict[str, Any]:
    choice = found.choice
    labels = KIND_LABELS_JA if language() == "ja" else KIND_LABELS_EN
    marks = _marks(reading, choice, found)
    return {
        "form": form,
        "edition": reading.edition,
        "choice": choice,
        "found": found,
        "one": found.institution,
        "group": _group(found.institution, found.standing),
        "group_edition": editions.group_edition_label(language=language()),
        "plot": _plot(found, marks),
        "all_trend": _trend_plots(found, marks),
        "panels": _panels(found, marks),
        "trend": list(zip(found.spans, found.trends.get(schemes.ALL, ()), strict=False)),
        "marks": marks,
        "kinds": [(labels[kind.kind], kind) for kind in found.kinds],
        "plotted": PLOTTED,
        "cap": reading.edition.settings.cap,
        "national": [(line.name, line.national) for line in found.fields if line.national],
        "countries": ("、" if language() == "ja" else ", ").join(
            country_name(code, language()) for code in reading.edition.settings.countries
        ),
    }


def _marks(reading: Reading, choice: Choice, found: University) -> list[Mark]:
    """The world's value, and the all-field Q of the university with most papers of the country."""
    marks = [Mark(gettext("世界 %s") % f"{choice.world_q * 100:.0f}%", choice.world_q, "world")]
    country = found.institution.country
    if country and reading.computed(found.institution) and len(schemes.fields(choice.scheme)) <= MOST_FIELDS:
        compared = strength_map(reading, Question(choice, country), language()).reference
        if compared and compared.institution not in (None, found.institution) and compared.amount.q is not None:
            told = {"name": compared.institution.name(language()), "q": f"{compared.amount.q * 100:.1f}%"}
            marks.append(Mark(gettext("%(name)sの全分野 %(q)s") % told, compared.amount.q, "reference"))
    return marks


def _plot(found: University, marks: list[Mark]) -> IntervalPlot | None:
    lines = [(line.field, line.name, line.now) for line in found.fields]
    if found.total:
        lines.insert(0, (schemes.ALL, schemes.name(found.choice.scheme, schemes.ALL, language()), found.total))
    known = [(field, name, now) for field, name, now in lines if now is not None and now.q is not None]
    least = sorted((now.n for _, _, now in known), reverse=True)[PLOTTED - 1 : PLOTTED]
    values = [_value(name, now, field) for field, name, now in known if not least or now.n >= least[0]]
    return interval_plot(values, marks) if values else None


def _value(label: str, one: Measured | None, key: object = None) -> Value:
    """A Q as the plots take it, with what is written beside it."""
    if one is None or one.q is None:
        return Value(label, None, key=key)
    return Value(label, one.q, one.low, one.high, f"n={one.n:,}", key)


def _trend_plots(found: University, marks: list[Mark]) -> dict[str, LinePlot] | None:
    line = found.trends.get(schemes.ALL, ())
    if len(found.spans) < 2 or not any(line):
        return None
    names = [_years(span) for span in found.spans]
    papers = [Value(name, one.papers if one else None) for name, one in zip(names, line, strict=True)]
    quality = [_value(name, one) for name, one in zip(names, line, strict=True)]
    return {"papers": line_plot(papers, shares=False, height=200), "quality": line_plot(quality, marks[:1], height=200)}


def _panels(found: University, marks: list[Mark]) -> list[Panel]:
    """Small plots of the fields, all on one scale."""
    if len(found.spans) < 2 or len(found.fields) > PANELS:
        return []
    rows = [
        (line, [_value(_years(s), one) for s, one in zip(found.spans, found.trends.get(line.field, ()), strict=False)])
        for line in found.fields
    ]
    rows = [(line, values) for line, values in rows if any(value.value is not None for value in values)]
    end = shared_end([values for _, values in rows], marks[:1])
    return [Panel(line.field, line.name, line_plot(values, marks[:1], end=end), line.now) for line, values in rows]


def _years(span: tuple[int, int]) -> str:
    return f"{span[0]}–{span[1] % 100:02d}"
