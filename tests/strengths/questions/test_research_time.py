"""Working time beside the papers of the store made by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.strengths.questions.conftest import CHEMISTRY, KO, MEDICINE
from tsunagu.kernel.labels import speaking
from tsunagu.strengths.conventions.worktime import Time, figures
from tsunagu.strengths.enums import Counting
from tsunagu.strengths.questions import research_time, research_time_tables
from tsunagu.strengths.questions.choice import choice
from tsunagu.strengths.questions.reading import Reading
from tsunagu.strengths.questions.records import ResearchTimeQuestion

USUAL = ResearchTimeQuestion()


def test_the_trend_has_every_survey_at_hand_as_published(by_hand: Reading) -> None:
    survey = {one.year: one for one in research_time.answer(by_hand, USUAL).survey}
    assert {year: one.share for year, one in survey.items()} == {
        2002: Fraction("0.465"),
        2013: Fraction("0.35"),
        2018: Fraction("0.329"),
        2023: Fraction("0.321"),
    }
    assert {year: one.full_time for year, one in survey.items()} == {2002: 79604, 2013: 65937, 2018: 63286, 2023: 63014}
    assert survey[2018].headcount == 192334
    assert survey[2023].headcount is None


def test_papers_stand_beside_the_full_time_of_their_year(by_hand: Reading) -> None:
    survey = {one.year: one for one in research_time.answer(by_hand, USUAL).survey}
    # chemistry of 2023: Ko 6.5 and Otsu 7.5 papers; the institute is no university
    assert survey[2023].papers == 14
    assert survey[2023].per_full_time == Fraction(14, 63014)
    # there is a work of 2018, but of no Japanese university; 2013 is outside of the data
    assert survey[2018].papers is None
    assert survey[2013].papers is None
    assert survey[2013].per_full_time is None
    whole = research_time.answer(by_hand, ResearchTimeQuestion(counting=Counting.FULL)).survey
    assert {one.year: one.papers for one in whole}[2023] == 15


def test_figures_that_nobody_could_read_are_there_and_unknown(by_hand: Reading) -> None:
    found = research_time.answer(by_hand, USUAL)
    assert list(found.figures) == list(figures())
    assert len(found.unread) == 12
    assert {one.status for one in found.unread} == {"unread"}


def test_groups_show_their_papers_and_an_unknown_time(by_hand: Reading) -> None:
    groups = research_time.answer(by_hand, USUAL).groups
    # Ko 12.5 and Otsu 9.5 papers in five years, both of the first group
    assert [(one.group, one.universities, one.adjusted.papers) for one in groups] == [(1, 2, Fraction(22, 5))]
    assert (groups[0].adjusted.time, groups[0].adjusted.per_full_time) == (Time(None, None), None)


def test_a_university_s_own_time_adjusts_its_papers(by_hand: Reading) -> None:
    times = {CHEMISTRY: Time(Fraction(10), Fraction(2, 5), Fraction(1, 10)), 2: Time(Fraction(5), Fraction(1, 2))}
    found = research_time.own(by_hand, choice(by_hand.edition), by_hand.institutions[KO], times)
    lines = {line.field: line for line in found.lines}
    assert list(lines) == [CHEMISTRY, 2, MEDICINE]
    chemistry = lines[CHEMISTRY]
    # 6.5 papers in five years are 1.3 a year; 10 x 2/5 = 4 full-time researchers; the error of a tenth is carried
    assert (chemistry.papers.papers, chemistry.papers.full_time) == (Fraction("1.3"), 4)
    assert (chemistry.papers.per_full_time, chemistry.papers.standard_error) == (Fraction("0.325"), Fraction("0.0325"))
    # top 1/2 + 1/3, in whole units of 2^-40
    assert float(chemistry.top.per_full_time) == pytest.approx((1 / 2 + 1 / 3) / 5 / 4, abs=1e-9)
    # a field with time and without papers has none; one with papers and without time is unknown
    assert (lines[2].papers.papers, lines[2].papers.per_full_time, lines[2].papers.error) == (0, 0, None)
    assert (lines[MEDICINE].papers.papers, lines[MEDICINE].papers.per_full_time) == (Fraction("1.2"), None)


def test_the_tables_leave_the_unknown_empty(by_hand: Reading) -> None:
    with speaking("en"):
        published, survey, groups, source = research_time_tables.tables(by_hand, research_time.answer(by_hand, USUAL))
    assert len(published.rows) == len(figures())
    assert [row[5] for row in published.rows if row[10] == "unread"] == [None] * 12
    assert [row for row in survey.rows if row[0] == 2013] == [[2013, 0.35, None, 65937.0, None, None]]
    assert list(groups.rows[0]) == ["Group 1", 2, 4.4, None, None, None]
    assert source.name == "Source"
