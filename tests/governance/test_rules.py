"""Outcome of points, state and order of milestones, quiet bodies, counts: without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.governance.enums import Measure, MilestoneState, Outcome
from tsunagu.governance.rules import counting, meetings, milestones, standing
from tsunagu.governance.rules.counting import Asked, There
from tsunagu.governance.rules.milestones import Planned
from tsunagu.governance.rules.standing import Given

FEBRUARY, AUGUST = date(2022, 2, 1), date(2022, 8, 1)


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [
        ([], Outcome.UNANSWERED),
        ([Given(Outcome.PLANNED)], Outcome.PLANNED),
        ([Given(Outcome.PLANNED, FEBRUARY), Given(Outcome.INCLUDED, AUGUST)], Outcome.INCLUDED),
        ([Given(Outcome.INCLUDED, FEBRUARY), Given(Outcome.DECLINED, AUGUST)], Outcome.DECLINED),
        ([Given(Outcome.MENTIONED, FEBRUARY), Given(Outcome.INCLUDED, FEBRUARY)], Outcome.INCLUDED),
        ([Given(Outcome.DONE, FEBRUARY), Given(Outcome.MENTIONED, AUGUST)], Outcome.DONE),
        ([Given(Outcome.INCLUDED), Given(Outcome.MENTIONED, FEBRUARY)], Outcome.MENTIONED),
    ],
)
def test_a_point_stands_where_its_newest_answer_says(answers, wanted):
    assert standing.standing(answers) is wanted


_ANSWERS = st.lists(st.builds(Given, st.sampled_from(list(Outcome)[:-1]), st.none() | st.dates()))


@given(_ANSWERS)
def test_a_point_is_unanswered_only_without_answers_and_else_one_of_them(answers):
    found = standing.standing(answers)
    assert (found is Outcome.UNANSWERED) == (not answers)
    assert not answers or found in {one.status for one in answers}
    assert standing.standing(reversed(answers)) is found


PLAN = {
    "law": Planned(done=date(2021, 1, 28)),
    "start": Planned(due=date(2022, 3, 31), waits_for=["law"]),
    "bill": Planned(waits_for=["start"]),
    "report": Planned(waits_for=["law"]),
    "end": Planned(due=date(2030, 1, 1)),
}


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("law", MilestoneState.DONE),
        ("start", MilestoneState.NO_RECORD),
        ("bill", MilestoneState.WAITING),
        ("report", MilestoneState.UNDATED),
        ("end", MilestoneState.AHEAD),
    ],
)
def test_a_milestone_is_never_called_late(key, wanted):
    assert milestones.state(PLAN, key, date(2026, 12, 1)) is wanted


def test_on_its_own_day_a_milestone_is_still_ahead_and_before_it_was_done_it_was_not():
    assert milestones.state(PLAN, "start", date(2022, 3, 31)) is MilestoneState.AHEAD
    assert milestones.state(PLAN, "law", date(2021, 1, 27)) is MilestoneState.UNDATED


def test_milestones_come_by_day_and_behind_what_they_wait_for():
    assert milestones.in_order(PLAN) == ["law", "start", "end", "bill", "report"]
    assert milestones.open_ones(PLAN, "bill") == ["start"]


_DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.lists(st.none() | _DAYS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_no_milestone_comes_before_what_it_waits_for(days, chance):
    keys = [f"m{number}" for number in range(len(days))]
    plan = {
        key: Planned(due=day, waits_for=[before for before in keys[:place] if chance.random() < 0.4])
        for place, (key, day) in enumerate(zip(keys, days, strict=True))
    }
    order = milestones.in_order(plan)
    assert sorted(order) == sorted(keys)
    assert all(order.index(before) < order.index(key) for key in keys for before in plan[key].waits_for)


@given(_DAYS)
def test_a_body_is_quiet_once_a_year_and_a_day_went_by(last):
    after = date(last.year + 1, last.month, min(last.day, 28) if last.month == 2 else last.day)
    assert not meetings.is_quiet(last, last)
    assert not meetings.is_quiet(last, after)
    assert meetings.is_quiet(last, date(last.year + 1, last.month, 28) + timedelta(days=4))


def test_a_meeting_is_recorded_once_it_was_held():
    assert [problem.code for problem in meetings.problems(AUGUST, FEBRUARY)] == ["not-yet"]
    assert list(meetings.problems(FEBRUARY, FEBRUARY)) == []


def test_what_is_counted_is_of_one_body_and_kind_or_of_all():
    there = There(
        ("a", "a", "b"), ("a",), (Asked("a", "issue", "x"), Asked("a", "issue", "y"), Asked("b", "opinion", "x"))
    )
    counted = counting.counted
    assert counted(Measure.MEMBERS, there, "a") == 2
    assert counted(Measure.MEETINGS, there) == 1
    assert counted(Measure.POINTS, there, kind="issue") == 2
    assert counted(Measure.POINTS, there, "b") == 1
    assert counted(Measure.HEADINGS, there) == 2
