"""A call is written, published, extended and withdrawn; what people rely on does not change under them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tests.calls.files import EXAMPLE, changed
from tsunagu.access.actors import NOBODY, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.calls import actions
from tsunagu.calls.actions import demo, turning
from tsunagu.calls.enums import CallPhase, State
from tsunagu.calls.models import Call
from tsunagu.calls.queries import calls as queries
from tsunagu.calls.queries.calls import CallQuery
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected

pytestmark = pytest.mark.django_db
JAPAN = timezone(timedelta(hours=9))
CLOSES = datetime(2027, 6, 25, 12, tzinfo=JAPAN)
LATER = datetime(2027, 7, 2, 12, tzinfo=JAPAN)
OFFICER = signed_in(user=9, name="担当官", posts=[Post(role=Role.PROGRAM_OFFICER)])
BEFORE, DURING, AFTER = "2027-05-01T00:00+09:00", "2027-06-01T00:00+09:00", "2027-06-25T12:00+09:00"


def put(content: bytes = EXAMPLE.encode(), key: str = "sample") -> Call:
    return actions.put(key, content, by=OFFICER)


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_nobody_sees_a_draft_and_everybody_what_is_published():
    made = put()
    assert (queries.shown_one("sample"), queries.call("sample")) == (None, made)
    with time_machine.travel(BEFORE):
        actions.publish(made, by=OFFICER)
    assert queries.shown_one("sample") == made
    assert [line.verb for line in Entry.objects.order_by("pk")[:2]] == ["calls.make", "calls.publish"]


def test_who_is_no_officer_neither_writes_nor_publishes():
    made = put()
    with pytest.raises((Forbidden, Hidden)):
        actions.put("other", EXAMPLE.encode(), by=NOBODY)
    with pytest.raises(Hidden):
        actions.publish(made, by=NOBODY)
    ura = signed_in(user=3, name="URA", posts=[Post(role=Role.URA, organization=1)])
    with pytest.raises(Hidden):
        actions.extend(made, by=ura, closes=LATER, reason="x")
    assert Call.objects.get(key="sample").state == State.DRAFT


def test_a_call_that_opened_does_not_change_under_those_who_apply():
    with time_machine.travel(BEFORE):
        made = put()
        actions.publish(made, by=OFFICER)
        put(changed("見本の公募", "直した公募"))
    with time_machine.travel(DURING), pytest.raises(Rejected) as refused:
        put(changed("見本の公募", "また直した公募"))
    assert (codes(refused), Call.objects.get(key="sample").name) == (["started"], "直した公募")


def test_a_call_is_published_only_with_the_minute_at_which_it_closes_and_before_that():
    with time_machine.travel(BEFORE):
        vague = put(changed("2027-06-25T12:00:00+09:00", "2027-06-25"), "vague")
        with pytest.raises(Rejected) as refused:
            actions.publish(vague, by=OFFICER)
        assert [(one.code, one.where) for one in refused.value.problems] == [("instant", "step[0].closes")]
    with time_machine.travel(AFTER), pytest.raises(Rejected) as refused:
        actions.publish(put(), by=OFFICER)
    assert codes(refused) == ["past"]


def test_a_deadline_moves_later_alone_and_the_one_before_is_kept():
    with time_machine.travel(BEFORE):
        made = actions.publish(put(), by=OFFICER)
    with time_machine.travel(AFTER):
        assert queries.call("sample").phase is CallPhase.CLOSED  # type: ignore[union-attr]
        for closes in (CLOSES, CLOSES - timedelta(days=1)):
            with pytest.raises(Rejected) as refused:
                actions.extend(made, by=OFFICER, closes=closes, reason="障害")
            assert codes(refused) == ["earlier"]
        with pytest.raises(Rejected) as refused:
            actions.extend(made, by=OFFICER, closes=LATER, reason=" ")
        assert codes(refused) == ["reason"]
        kept = actions.extend(made, by=OFFICER, closes=LATER, reason="障害のため")
        assert (kept.closes, kept.phase) == (LATER, CallPhase.OPEN)
    [moved] = kept.extensions.all()
    assert (moved.before, moved.after, moved.reason) == (CLOSES, LATER, "障害のため")
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.extensions.create(before=LATER, after=CLOSES, reason="x")


def test_what_was_published_can_be_taken_back_and_says_why():
    with time_machine.travel(BEFORE):
        made = actions.publish(put(), by=OFFICER)
        actions.withdraw(made, by=OFFICER, reason="予算が成立しなかったため")
    shown = queries.shown_one("sample")
    assert shown is not None
    assert (shown.is_withdrawn, shown.withdrawn_for) == (True, "予算が成立しなかったため")
    assert "sample" not in {one.key for one in queries.fitting(CallQuery())}


def test_the_record_of_a_past_call_is_neither_written_nor_moved():
    filed = Call.objects.get(key="coi-next-regional-2024")
    for act in (
        lambda: actions.extend(filed, by=OFFICER, closes=LATER, reason="x"),
        lambda: actions.withdraw(filed, by=OFFICER, reason="x"),
        lambda: put(key="coi-next-regional-2024"),
    ):
        with pytest.raises(Rejected) as refused:
            act()
        assert codes(refused) == ["filed"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('by = "見本財団"', 'by = "見本財団"\nprogram = "nothing"', "program"),
        ('by = "見本財団"', 'by = "見本財団"\norganization = "nobody"', "body"),
        ('by = "見本財団"', 'by = "見本財団"\nat = "nowhere:3"', "document"),
    ],
)
def test_what_the_site_does_not_know_is_refused_and_nothing_is_written(old: str, new: str, code: str):
    with pytest.raises(Rejected) as refused:
        put(changed(old, new))
    assert (codes(refused), queries.call("sample")) == ([code], None)


def test_open_calls_come_first_then_those_that_open_next():
    with time_machine.travel(BEFORE):
        for key, opens in (("late", "2027-05-20"), ("soon", "2027-05-10"), ("now", "2027-04-01")):
            content = changed("2027-05-10T10:00:00+09:00", f"{opens}T10:00:00+09:00")
            actions.publish(put(content, key), by=OFFICER)
        found = [one.key for one in queries.fitting(CallQuery())]
        assert (found[:3], found[-1]) == (["now", "soon", "late"], found[-1])
        assert [one.key for one in queries.fitting(CallQuery(applications=CallPhase.OPEN))] == ["now"]


def test_that_a_call_opened_or_closed_is_noted_once():
    with time_machine.travel(BEFORE, tick=False):
        made = actions.publish(put(), by=OFFICER)
        turning.note()
        made.refresh_from_db()
        assert made.noted is None
    for instant in ("2027-05-10T10:00+09:00", AFTER):
        with time_machine.travel(instant, tick=False) as travel:
            turning.note()
            made.refresh_from_db()
            assert made.noted == clock.now()
            travel.shift(timedelta(minutes=5))
            turning.note()
            made.refresh_from_db()
            assert made.noted == clock.now() - timedelta(minutes=5)


def test_the_demonstration_opens_one_call_and_another_once_that_has_closed():
    with time_machine.travel(BEFORE) as travel:
        demo.make()
        demo.make()
        [first] = queries.fitting(CallQuery(applications=CallPhase.OPEN))
        travel.shift(timedelta(days=60))
        demo.make()
        [second] = queries.fitting(CallQuery(applications=CallPhase.OPEN))
    assert (first.filed, first.key != second.key) == (False, True)
