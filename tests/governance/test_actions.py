"""Officers record and take back; nobody else does, and the ledger tells of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.governance.conftest import OFFICER, STRANGER, URA
from tsunagu.access.models import Entry
from tsunagu.governance import actions
from tsunagu.governance.enums import Outcome, PointKind, Tie
from tsunagu.governance.models import Answer, Body, Document, Heading, Meeting, Point
from tsunagu.governance.queries import points
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Rejected

pytestmark = pytest.mark.django_db
DAY = date(2024, 5, 9)
SOURCE = {"document": "coi-next-briefing-2024", "page": "5", "printed": "見本の文"}


def _told() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def _codes(refused: pytest.ExceptionInfo[Rejected]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in refused.value.problems]


def _point(body: Body, heading: Heading, **more: object) -> Point:
    return actions.add_point(body, by=OFFICER, kind=PointKind.OPINION, title="見本の意見", heading=heading, **more)


def test_an_officer_records_a_meeting_a_point_and_its_answer(thursday, heading):
    meeting = actions.add_meeting(thursday, by=OFFICER, day=DAY, number=1400, agenda="見本", source=SOURCE)
    point = _point(thursday, heading, meeting=meeting, asked_by="見本議員", source=SOURCE)
    raised = points.point(point.key)
    assert raised
    assert (raised.standing, raised.day, raised.asked_by) == (Outcome.UNANSWERED, DAY, "見本議員")
    package = Document.objects.get(key="package-2024-02")
    given = actions.answer(point, by=OFFICER, status=Outcome.INCLUDED, text="見本", given_in=package, tie=Tie.PRINTED)
    assert (given.day, given.filed, meeting.key) == (package.day, False, "thursday-meetings-2024-05-09")
    assert points.point(point.key).standing is Outcome.INCLUDED
    verbs = ["governance.add-meeting", "governance.add-point", "governance.answer"]
    assert _told() == verbs
    assert "coi-next-briefing-2024" in str(Entry.objects.get(verb="governance.add-meeting").detail.parts)


@pytest.mark.parametrize("by", [URA, STRANGER])
def test_others_may_not(by, thursday, heading, evaluation):
    mine = actions.add_meeting(thursday, by=OFFICER, day=DAY)
    with pytest.raises(Forbidden):
        actions.add_meeting(thursday, by=by, day=DAY + timedelta(days=7))
    with pytest.raises(Forbidden):
        actions.add_point(thursday, by=by, kind=PointKind.OPINION, title="見本", heading=heading)
    with pytest.raises(Forbidden):
        actions.answer(evaluation, by=by, status=Outcome.PLANNED, text="見本")
    with pytest.raises(Forbidden):
        actions.remove_meeting(mine, by=by, reason="見本")
    assert _told() == ["governance.add-meeting"]


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(thursday):
    actions.add_meeting(thursday, by=OFFICER, day=DAY, number=5)
    with pytest.raises(Rejected) as refused:
        actions.add_meeting(thursday, by=OFFICER, day=DAY, number=5, source={"page": "p" * 21})
    assert _codes(refused) == [("invalid", "page"), ("twice-day", "day"), ("twice-number", "number")]
    with pytest.raises(Rejected) as refused:
        actions.add_meeting(thursday, by=OFFICER, day=clock.today() + timedelta(days=1))
    assert _codes(refused) == [("not-yet", "day")]
    assert Meeting.objects.filter(filed=False).count() == 1


def test_a_point_is_raised_in_a_meeting_of_its_own_body(thursday, heading):
    with pytest.raises(Rejected) as refused:
        _point(thursday, heading, meeting=Meeting.objects.get(key="csti-56"))
    assert _codes(refused) == [("strange", "meeting")]
    assert not Point.objects.filter(filed=False).exists()


def test_an_answer_says_something_and_never_that_there_is_none(evaluation):
    with pytest.raises(Rejected) as refused:
        actions.answer(evaluation, by=OFFICER, status=Outcome.UNANSWERED, text="")
    assert _codes(refused) == [("invalid", "status"), ("invalid", "text")]


def test_a_record_of_the_site_is_taken_back_with_a_reason(thursday, heading):
    meeting = actions.add_meeting(thursday, by=OFFICER, day=DAY)
    point = _point(thursday, heading, meeting=meeting)
    given = actions.answer(point, by=OFFICER, status=Outcome.PLANNED, text="見本の対応")
    with pytest.raises(Rejected) as refused:
        actions.remove_meeting(meeting, by=OFFICER, reason=" ")
    assert _codes(refused) == [("in-use", ""), ("reason", "reason")]
    actions.remove_answer(given, by=OFFICER, reason="誤記")
    actions.remove_point(point, by=OFFICER, reason="誤記")
    actions.remove_meeting(meeting, by=OFFICER, reason="誤記")
    gone = [model.objects.filter(filed=False).count() for model in (Meeting, Point, Answer)]
    assert gone == [0, 0, 0]
    lines = Entry.objects.filter(verb="governance.remove").select_related("detail")
    assert ["誤記" in str(line.detail.parts) for line in lines] == [True, True, True]


def test_what_a_file_says_is_not_taken_back(evaluation):
    for act, row in (
        (actions.remove_point, evaluation),
        (actions.remove_meeting, Meeting.objects.get(key="csti-56")),
        (actions.remove_answer, Answer.objects.filter(filed=True).first()),
    ):
        with pytest.raises(Rejected, match="a data file says it"):
            act(row, by=OFFICER, reason="見本")
