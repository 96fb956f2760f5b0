"""職務時間: the published survey of working time, and papers beside the time in which they were written (S99).

The survey knows kinds of universities and fields, not single universities: what a university uploads about itself is
put beside its own papers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import ibis.expr.types as ir

from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.conventions import editions, schemes
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.conventions.worktime import (
    RESEARCH,
    TEACHERS,
    Adjusted,
    Figure,
    Time,
    adjusted_by,
    figures,
    research_share,
)
from tsunagu.strengths.measures import counting, ratios
from tsunagu.strengths.questions.choice import ASKED, Choice, asked
from tsunagu.strengths.questions.provenance_sheet import source_sheet
from tsunagu.strengths.questions.reading import HOME, JAPAN, Institution, Reading
from tsunagu.strengths.questions.standing import EDUCATION, MEMBER, members, natural_science, spanned
from tsunagu.strengths.tables import INSTITUTION, ONE

FULL_TIME, HEADCOUNT = "フルタイム換算値", "人数"
SCIENCE_TEACHERS = "教員（理工農学）"
GROUP_SURVEY = 2018  # the survey whose figures are shown by university group


@dataclass(frozen=True, slots=True)
class SurveyYear:
    """The teachers of all universities in the year of a survey.

    papers: of the country's universities in that year; None: not known here.
    """

    year: int
    share: Fraction | None
    headcount: Fraction | None
    full_time: Fraction | None
    papers: Fraction | None

    @property
    def per_full_time(self) -> Fraction | None:
        """Papers for each researcher in full-time equivalents."""
        return None if self.papers is None or not self.full_time else self.papers / self.full_time


@dataclass(frozen=True, slots=True)
class GroupTime:
    """The universities of a group.

    Papers a year beside their research time, as far as the survey's figures are at hand.
    """

    group: int
    universities: int
    adjusted: Adjusted


@dataclass(frozen=True, slots=True)
class ResearchTime:
    """Everything of the page but what a university uploads."""

    figures: Sequence[Figure]
    survey: Sequence[SurveyYear]
    groups: Sequence[GroupTime]

    @property
    def unread(self) -> Sequence[Figure]:
        """The figures that the source shows in a picture only."""
        return [one for one in self.figures if one.value is None]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A field of a university: papers and top papers a year beside its own research time."""

    field: int
    papers: Adjusted
    top: Adjusted


@dataclass(frozen=True, slots=True)
class Own:
    """A university's own figures beside its papers."""

    institution: Institution
    lines: Sequence[OwnLine]


def research_time(reading: Reading, choice: Choice) -> ResearchTime:
    """The survey's figures; papers of the country's universities for each full-time researcher in the years of surveys.

    The same by group.
    """
    known = figures()
    papers = _national(reading, choice)
    survey = [_survey_year(year, papers) for year in sorted({one.year for one in known})]
    return ResearchTime(known, survey, _groups(reading, choice))


def own(reading: Reading, choice: Choice, institution: Institution, times: Mapping[int, Time]) -> Own:
    """Papers a year of an institution in the choice's window, by field, for each of its full-time researchers.

    times: what ``worktime.read_own`` returns. A field without a time is there with an unknown result. Raises ValueError
    where the data has no eight fields.
    """
    if EIGHT not in reading.edition.schemes:
        raise ValueError("the data has no field scheme that is summed to the eight fields")
    rows = reading.rows(
        _by_field(choice.counting.value, choice.top.value), asked=asked(institution.institution_id), span=choice.span
    )
    found = {row["field"]: row for row in rows}
    fields = [one.field for one in schemes.fields(EIGHT) if one.field in found or one.field in times]
    papers, top = (
        adjusted_by({field: _a_year(found.get(field, {}).get(name, 0), choice) for field in fields}, times)
        for name in ("papers", "top")
    )
    return Own(institution, [OwnLine(field, papers[field], top[field]) for field in fields])


def _a_year(amount: int, choice: Choice) -> Fraction:
    return Fraction(amount, ONE * (choice.window - choice.first_year + 1))


@lru_cache
def _by_field(counting_name: str, top: str) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == EIGHT).semi_join(ASKED, "institution_id"))
    return ratios.measured(counting.sums(cells, ["field"]), top, counting_name)


def _survey_year(year: int, papers: Mapping[int, Fraction]) -> SurveyYear:
    found = {
        one.category: one.value for one in figures() if (one.year, one.kind, one.person) == (year, "all", TEACHERS)
    }
    return SurveyYear(year, research_share(year), found.get(HEADCOUNT), found.get(FULL_TIME), papers.get(year))


def _national(reading: Reading, choice: Choice) -> dict[int, Fraction]:
    """The papers of the country's universities in each year of the data.

    None of a sample or a made-up corpus, whose papers are not the country's.
    """
    if JAPAN not in reading.edition.settings.countries or reading.edition.nature != "data":
        return {}
    rows = reading.rows(_by_year(natural_science(reading), choice.counting.value))
    return {row["year"]: Fraction(row["papers"], ONE) for row in rows}


@lru_cache
def _by_year(scheme: str, counting_name: str) -> ir.Table:
    one = INSTITUTION.unbound()
    universities = one.filter(one.country == JAPAN, one.sector == EDUCATION).select("institution_id")
    cells = HOME.filter(HOME.scheme == scheme).semi_join(universities, "institution_id")
    return ratios.measured(counting.sums(cells, ["year"]), "top", counting_name)


def _member_papers(reading: Reading, choice: Choice) -> list[dict[str, int]]:
    """Papers of natural science of the country's universities, by group."""
    member = members(reading, choice, JAPAN)
    return reading.rows(_by_group(natural_science(reading), choice.counting.value), member=member, span=choice.span)


@lru_cache
def _by_group(scheme: str, counting_name: str) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == scheme)).join(MEMBER.select("institution_id", "group"), "institution_id")
    return ratios.measured(counting.sums(cells, ["group"]), "top", counting_name)


def _groups(reading: Reading, choice: Choice) -> list[GroupTime]:
    if JAPAN not in reading.edition.settings.countries:
        return []
    counted = members(reading, choice, JAPAN)["group"].value_counts().to_pylist()
    universities = {row["values"]: row["counts"] for row in counted}
    papers = {row["group"]: _a_year(row["papers"], choice) for row in _member_papers(reading, choice)}
    by_group = {group: papers[group] for group in sorted(papers)}
    times = {group: _group_time(editions.group_label(group, "ja")) for group in by_group}
    return [GroupTime(group, universities[group], one) for group, one in adjusted_by(by_group, times).items()]


def _group_time(label: str) -> Time:
    """What the survey says of a group; its headcount is not published."""
    found = {
        one.category: one.value
        for one in figures()
        if (one.year, one.kind, one.group, one.person) == (GROUP_SURVEY, "university_group", label, SCIENCE_TEACHERS)
    }
    share = found.get(RESEARCH)
    return Time(found.get(HEADCOUNT), None if share is None else share / 100)


_FIGURES = {
    "ja": ("年", "区分", "群", "対象", "項目", "値", "単位", "出典", "ページ", "原典の表記", "状態", "注"),
    "en": (
        "Year",
        "Kind",
        "Group",
        "Persons",
        "Category",
        "Value",
        "Unit",
        "Source",
        "Page",
        "As printed",
        "Status",
        "Note",
    ),
}
_SURVEY = {
    "ja": ("調査年", "研究時間の割合", "教員数", "フルタイム換算値", "大学の論文数", "フルタイム換算1人あたりの論文数"),
    "en": (
        "Survey",
        "Research share",
        "Teachers",
        "Full-time equivalents",
        "Papers of universities",
        "Papers per full-time equivalent",
    ),
}
_GROUPS = {
    "ja": ("大学グループ", "大学数", "論文数（年平均）", "教員数", "研究時間の割合", "フルタイム換算1人あたりの論文数"),
    "en": ("Group", "Universities", "Papers a year", "Teachers", "Research share", "Papers per full-time equivalent"),
}


def tables(reading: Reading, choice: Choice, found: ResearchTime, language: str = "ja") -> list[Table]:
    """The page as tables; what is unknown is empty."""
    survey = [
        (one.year, *map(_cell, (one.share, one.headcount, one.full_time, one.papers, one.per_full_time)))
        for one in found.survey
    ]
    groups = [
        (editions.group_label(one.group, language), one.universities, *map(_cell, _amounts(one.adjusted)))
        for one in found.groups
    ]  # fmt: skip
    return [
        Table("research-time", _FIGURES[language], [_figure(one) for one in found.figures]),
        Table("survey", _SURVEY[language], survey),
        Table("groups", _GROUPS[language], groups),
        source_sheet(reading, choice, language),
    ]


def _amounts(one: Adjusted) -> tuple[Fraction | None, ...]:
    return one.papers, one.time.headcount, one.time.research_share, one.per_full_time


def _figure(one: Figure) -> tuple[Cell, ...]:
    place = (one.year, one.kind, one.group, one.person, one.category)
    return (*place, _cell(one.value), one.unit, one.source, one.page, one.printed, one.status, one.note)


def _cell(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
