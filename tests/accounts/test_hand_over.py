"""Hand-over on 1 April, and deciding in somebody's place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from tests.accounts.people import PASSWORD, actor, holder, person, post, signed_in, university
from tsunagu.access.enums import Role
from tsunagu.accounts.actions import delegations, hand_overs, posts
from tsunagu.accounts.actions.hand_overs import Line
from tsunagu.accounts.enums import State
from tsunagu.accounts.models import HandOver, Membership
from tsunagu.accounts.queries import posts as queries
from tsunagu.kernel import clock
from tsunagu.kernel.announced import Waiting
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected
from tsunagu.mail.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, tzinfo=UTC)
APRIL = date(2027, 4, 1)
MIDNIGHT = datetime(2027, 3, 31, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _march():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ko():
    return university("ko")


@pytest.fixture
def chief(ko):
    return holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko, PASSWORD)


def roles(user, at: datetime) -> list[Role]:
    return [held.role for held in queries.actor(user, at=at).posts]


def test_posts_change_hands_at_midnight_in_japan_without_anything_running(ko, chief):
    old, new = person("old@ko.example.jp"), person("new@ko.example.jp")
    ending = post(old, Role.APPROVER, ko)
    hand_overs.plan(by=chief[1], organization=ko.pk, lines=[Line(ending, new)], day=APRIL)
    last = MIDNIGHT - timedelta(microseconds=1)
    assert (roles(old, last), roles(new, last)) == ([Role.APPROVER], [])
    assert (roles(old, MIDNIGHT), roles(new, MIDNIGHT)) == ([], [Role.APPROVER])


def test_until_then_it_is_undone_as_if_it_had_not_been(ko, chief):
    old, new = person("old@ko.example.jp"), person("new@ko.example.jp")
    until = MIDNIGHT + timedelta(days=365)
    ending = post(old, Role.APPROVER, ko, ends=until)
    over = hand_overs.plan(by=chief[1], organization=ko.pk, lines=[Line(ending, new)], day=APRIL)
    hand_overs.undo(by=chief[1], over=over)
    ending.refresh_from_db()
    assert ending.ends == until
    assert (roles(old, MIDNIGHT), roles(new, MIDNIGHT)) == ([Role.APPROVER], [])
    assert [post.state for post in new.memberships.all()] == [State.WITHDRAWN]
    with pytest.raises(Rejected):
        hand_overs.undo(by=chief[1], over=over)


def test_from_then_on_it_cannot_be_undone(ko, chief):
    ending = post(person("old@ko.example.jp"), Role.APPROVER, ko)
    over = hand_overs.plan(by=chief[1], organization=ko.pk, lines=[Line(ending)], day=APRIL)
    with time_machine.travel(MIDNIGHT, tick=False), pytest.raises(Rejected):
        hand_overs.undo(by=chief[1], over=over)


def test_everything_wrong_is_told_at_once_and_nothing_is_written(ko, chief):
    old, there = person("old@ko.example.jp"), person("there@ko.example.jp")
    ending, ended = post(old, Role.APPROVER, ko), post(old, Role.URA, ko, ends=NOW + timedelta(days=1))
    post(there, Role.APPROVER, ko)
    elsewhere = post(person("x@otsu.example.jp"), Role.URA, university("otsu"))
    lines = [Line(ending, old), Line(ending, there), Line(ended), Line(elsewhere)]
    with pytest.raises(Rejected) as refused:
        hand_overs.plan(by=chief[1], organization=ko.pk, lines=lines, day=APRIL)
    assert [problem.code for problem in refused.value.problems] == ["same", "twice", "not-held", "not-held"]
    assert not HandOver.objects.exists()
    past = hand_overs.problems(organization=ko.pk, lines=[], day=date(2027, 3, 1))
    assert [problem.code for problem in past] == ["empty", "past"]


def test_only_the_administrator_of_the_organization_may(ko, chief):
    ending = post(person("old@ko.example.jp"), Role.APPROVER, ko)
    _, otsu = holder("admin@otsu.example.jp", Role.ADMINISTRATOR, university("otsu"))
    with pytest.raises(Hidden):
        hand_overs.plan(by=otsu, organization=ko.pk, lines=[Line(ending)], day=APRIL)
    _, platform = holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR)
    with pytest.raises(Forbidden):
        hand_overs.plan(by=platform, organization=ko.pk, lines=[Line(ending)], day=APRIL)


def test_what_nobody_would_take_over_is_listed(ko):
    task = Waiting(title="審査の依頼", url="/x/", since=NOW)

    def waiting(by):
        return [task] if Role.APPROVER in by.roles else []

    alone = post(person("old@ko.example.jp"), Role.APPROVER, ko)
    ura = post(person("ura@ko.example.jp"), Role.URA, ko)
    assert queries.orphans([alone, ura], MIDNIGHT, waiting) == [(alone, task)]
    post(person("other@ko.example.jp"), Role.APPROVER, ko)
    assert queries.orphans([alone, ura], MIDNIGHT, waiting) == []


def test_the_page_shows_first_and_does_it_when_told_so(ko, chief):
    old, new = person("old@ko.example.jp", name="前任"), person("new@ko.example.jp", name="後任")
    ending = post(old, Role.APPROVER, ko)
    post(new, Role.RESEARCHER, ko)
    client = signed_in(chief[0])
    page = f"/accounts/organizations/{ko.pk}/hand-over/"
    assert 'value="2027-04-01"' in client.get(page).content.decode()
    sent = {"day": "2027-04-01", f"post-{ending.pk}": str(new.pk)}
    assert 'id="preview"' in client.post(page, sent).content.decode()
    assert not HandOver.objects.exists()
    assert client.post(page, {**sent, "do": "1"}).status_code == 302
    assert roles(new, MIDNIGHT) == [Role.RESEARCHER, Role.APPROVER]
    over = HandOver.objects.get()
    assert client.post(f"/accounts/hand-overs/{over.pk}/undo/").status_code == 302
    assert roles(new, MIDNIGHT) == [Role.RESEARCHER]


def test_what_is_wrong_is_printed_as_by_every_form(ko, chief):
    ending = post(person("old@ko.example.jp"), Role.APPROVER, ko)
    page = f"/accounts/organizations/{ko.pk}/hand-over/"
    client = signed_in(chief[0])
    late = client.post(page, {"day": "2027-03-01", f"post-{ending.pk}": "end"}).content.decode()
    assert "明日以降の日を選んでください。" in late
    assert ("day: " in late, 'id="preview"' in late, 'href="#id_day"' in late) == (False, False, True)
    again = client.post(page, {"day": "2027-04-01", f"post-{ending.pk}": str(chief[0].pk), "do": "1"})
    assert again.status_code == 302
    twice = client.post(page, {"day": "2027-04-01", f"post-{ending.pk}": str(chief[0].pk)}).content.decode()
    assert "<li>old：この日に有効な所属ではありません。</li>" in twice


def test_who_loses_a_post_is_told_and_told_again_when_it_is_undone(ko, chief):
    ending = post(person("old@ko.example.jp"), Role.APPROVER, ko)
    over = hand_overs.plan(by=chief[1], organization=ko.pk, lines=[Line(ending)], day=APRIL)
    hand_overs.undo(by=chief[1], over=over)
    told = Message.objects.order_by("pk").values_list("to", "subject")
    assert list(told) == [
        ("old@ko.example.jp", "[Tsunagu] 所属の終了のお知らせ"),
        ("old@ko.example.jp", "[Tsunagu] 所属の終了の取消しのお知らせ"),
    ]


@pytest.mark.parametrize("chosen", ["9" * 5000, "9" * 20, "²", "-1", "\x00"])
def test_a_successor_who_is_nobody_is_not_taken(ko, chief, chosen):
    ending = post(person("old@ko.example.jp"), Role.APPROVER, ko)
    page = f"/accounts/organizations/{ko.pk}/hand-over/"
    sent = {"day": "2027-04-01", f"post-{ending.pk}": chosen, "do": "1"}
    assert signed_in(chief[0]).post(page, sent).status_code == 422
    assert not HandOver.objects.exists()


# In somebody's place -------------------------------------------------------------------------------------------------


@pytest.fixture
def approver(ko):
    return holder("approver@ko.example.jp", Role.APPROVER, ko, PASSWORD)


def delegate(approver, deputy, last: date = date(2027, 3, 10)):
    held = Membership.objects.get(user=approver[0], role=Role.APPROVER)
    return delegations.delegate(by=approver[1], post=held, deputy=deputy, first=date(2027, 3, 3), last=last)


def test_a_colleague_decides_in_the_approvers_place_for_the_days(ko, approver):
    deputy = person("ura@ko.example.jp")
    post(deputy, Role.URA, ko)
    delegate(approver, deputy)
    begin, end = datetime(2027, 3, 2, 15, tzinfo=UTC), datetime(2027, 3, 10, 15, tzinfo=UTC)
    assert roles(deputy, begin - timedelta(seconds=1)) == [Role.URA]
    [_, acting] = queries.actor(deputy, at=begin).posts
    assert (acting.role, acting.instead_of) == (Role.APPROVER, approver[0].pk)
    assert roles(deputy, end) == [Role.URA]


def test_it_ends_when_taken_back_and_with_the_approvers_post(ko, approver, chief):
    deputy = person("ura@ko.example.jp")
    post(deputy, Role.URA, ko)
    given = delegate(approver, deputy)
    during = datetime(2027, 3, 5, tzinfo=UTC)
    delegations.revoke(by=approver[1], given=given)
    assert roles(deputy, during) == [Role.URA]
    delegate(approver, deputy)
    assert roles(deputy, during) == [Role.URA, Role.APPROVER]
    posts.end(by=chief[1], post=Membership.objects.get(user=approver[0]))
    assert roles(deputy, during) == [Role.URA]


def test_only_a_colleague_can_be_asked_and_only_by_the_approver(ko, approver):
    stranger = person("x@otsu.example.jp")
    with pytest.raises(Rejected) as refused:
        delegate(approver, stranger, last=date(2027, 3, 1))
    assert [problem.where for problem in refused.value.problems] == ["last", "deputy"]
    ura = person("ura@ko.example.jp")
    post(ura, Role.URA, ko)
    with pytest.raises(Hidden):
        delegate((approver[0], actor(ura)), ura)


def test_the_same_person_is_not_asked_twice_for_the_same_days(ko, approver):
    deputy = person("deputy@ko.example.jp")
    post(deputy, Role.URA, ko)
    delegate(approver, deputy)
    with pytest.raises(Rejected) as refused:
        delegate(approver, deputy, last=date(2027, 3, 4))
    assert [problem.code for problem in refused.value.problems] == ["twice"]


def test_the_page_delegates(ko, approver):
    deputy = person("ura@ko.example.jp")
    post(deputy, Role.URA, ko)
    held = Membership.objects.get(user=approver[0])
    client = signed_in(approver[0])
    sent = {"post": held.pk, "deputy": deputy.pk, "first": "2027-03-03", "last": "2027-03-10", "reason": "出張"}
    assert client.post("/accounts/delegations/", sent).status_code == 302
    shown = client.get("/accounts/delegations/").content.decode()
    assert "出張" in shown
    assert clock.now() == NOW
