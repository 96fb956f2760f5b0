"""職務時間: the published survey of working time, and papers beside the time in which they were written (S99).

The survey knows kinds of universities and fields, not single universities: what a university uploads about itself is
put beside its own papers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

import ibis.expr.types as ir

from tsunagu.kernel.labels import speaking
from tsunagu.strengths.conventions import editions, schemes, worktime
from tsunagu.strengths.conventions.schemes import EIGHT
from tsunagu.strengths.conventions.worktime import RESEARCH, Adjusted, Figure, Time
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.measures import counting, ratios
from tsunagu.strengths.questions import choice as choices
from tsunagu.strengths.questions.choice import ASKED, Choice, asked
from tsunagu.strengths.questions.reading import HOME, JAPAN, Institution, Reading
from tsunagu.strengths.questions.records import ResearchTimeQuestion
from tsunagu.strengths.questions.standing import EDUCATION, MEMBER, members, natural_science, spanned
from tsunagu.strengths.tables import INSTITUTION, ONE

FULL_TIME, HEADCOUNT = "フルタイム換算値", "人数"
SCIENCE_TEACHERS = "教員（理工農学）"
GROUP_SURVEY = 2018  # the survey whose figures are shown by university group

Row = Mapping[str, Any]


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

    @property
    def label(self) -> str:
        """The name of the group."""
        return editions.group_label(self.group)


@dataclass(frozen=True, slots=True)
class ResearchTime:
    """Everything of the page but what a university uploads."""

    choice: Choice
    figures: Sequence[Figure]
    survey: Sequence[SurveyYear]
    groups: Sequence[GroupTime]

    @property
    def unread(self) -> Sequence[Figure]:
        """The figures that the source shows in a picture only."""
        return [figure for figure in self.figures if figure.value is None]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A field of a university: papers and top papers a year beside its own research time."""

    field: int
    papers: Adjusted
    top: Adjusted

    @property
    def name(self) -> str:
        """The name of the field."""
        return schemes.name(EIGHT, self.field)


@dataclass(frozen=True, slots=True)
class Own:
    """A university's own figures beside its papers."""

    institution: Institution
    lines: Sequence[OwnLine]


def answer(reading: Reading, question: ResearchTimeQuestion) -> ResearchTime:
    """The survey's figures; papers of the country's universities for each full-time researcher in the years of surveys.

    The same by group.
    """
    choice = choices.chosen(reading.edition, question)
    figures = worktime.figures()
    papers = _national(reading, choice)
    years = sorted({figure.year for figure in figures})
    survey = [_survey_year(year, papers.get(year)) for year in years]
    return ResearchTime(choice, figures, survey, _groups(reading, choice))


def own(reading: Reading, choice: Choice, institution: Institution, times: Mapping[int, Time]) -> Own:
    """Papers a year of an institution in the choice's window, by field, for each of its full-time researchers.

    times: what ``worktime_sheet.read_own`` returns. A field without a time is there with an unknown result. Raises
    Unanswerable where the data has no eight fields.
    """
    if EIGHT not in reading.edition.schemes:
        raise Unanswerable("", "the data has no field scheme that is summed to the eight fields")
    rows = _rows_by_field(reading, choice, institution)
    fields = [field.field for field in schemes.fields(EIGHT) if field.field in rows or field.field in times]
    lines = ((field, rows.get(field), times.get(field, worktime.UNKNOWN)) for field in fields)
    return Own(institution, [_own_line(choice, *line) for line in lines])


def _own_line(choice: Choice, field: int, row: Row | None, time: Time) -> OwnLine:
    papers, top = (worktime.in_time(_a_year(choice, row, name), time) for name in ("papers", "top"))
    return OwnLine(field, papers, top)


def _rows_by_field(reading: Reading, choice: Choice, institution: Institution) -> Mapping[int, Row]:
    expression = _by_field(choice.counting.value, choice.top.value)
    rows = reading.rows(expression, asked=asked(institution.institution_id), span=choice.span)
    return {row["field"]: row for row in rows}


def _a_year(choice: Choice, row: Row | None, name: str = "papers") -> Fraction:
    """An amount of the window in papers a year; nothing where there is no row."""
    return Fraction(row[name] if row else 0, ONE * (choice.window - choice.first_year + 1))


@lru_cache
def _by_field(counting_name: str, top: str) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == EIGHT).semi_join(ASKED, "institution_id"))
    return ratios.measured(counting.sums(cells, ["field"]), top, counting_name)


def _survey_year(year: int, papers: Fraction | None) -> SurveyYear:
    headcount, full_time = worktime.published(year, HEADCOUNT), worktime.published(year, FULL_TIME)
    return SurveyYear(year, worktime.research_share(year), headcount, full_time, papers)


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
    institutions = INSTITUTION.unbound()
    here = institutions.filter(institutions.country == JAPAN, institutions.sector == EDUCATION)
    cells = HOME.filter(HOME.scheme == scheme).semi_join(here.select("institution_id"), "institution_id")
    return ratios.measured(counting.sums(cells, ["year"]), "top", counting_name)


def _groups(reading: Reading, choice: Choice) -> list[GroupTime]:
    """Papers of natural science of the country's universities by group, beside what the survey says of the group."""
    if JAPAN not in reading.edition.settings.countries:
        return []
    member = members(reading, choice, JAPAN)
    universities = {row["values"]: row["counts"] for row in member["group"].value_counts().to_pylist()}
    expression = _by_group(natural_science(reading), choice.counting.value)
    rows = {row["group"]: row for row in reading.rows(expression, member=member, span=choice.span)}
    papers = {group: _a_year(choice, rows[group]) for group in sorted(rows)}
    adjusted = worktime.adjusted_by(papers, {group: _group_time(group) for group in papers})
    return [GroupTime(group, universities[group], amounts) for group, amounts in adjusted.items()]


@lru_cache
def _by_group(scheme: str, counting_name: str) -> ir.Table:
    cells = spanned(HOME.filter(HOME.scheme == scheme)).join(MEMBER.select("institution_id", "group"), "institution_id")
    return ratios.measured(counting.sums(cells, ["group"]), "top", counting_name)


def _group_time(group: int) -> Time:
    """What the survey says of a group; its headcount is not published."""
    with speaking("ja"):  # the survey names groups in Japanese
        label = editions.group_label(group)
    published = partial(worktime.published, kind="university_group", group=label, person=SCIENCE_TEACHERS)
    return Time(published(GROUP_SURVEY, HEADCOUNT), worktime.part(published(GROUP_SURVEY, RESEARCH)))
