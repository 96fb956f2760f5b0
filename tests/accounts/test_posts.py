"""Posts: confirmed, proposed and approved, ended; and what is gone with them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.accounts.people import PASSWORD, actor, holder, letters, person, post, signed_in, university
from tsunagu.access.actors import NOBODY
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.accounts.actions import posts as actions
from tsunagu.accounts.actions import tokens
from tsunagu.accounts.enums import State, Verb
from tsunagu.accounts.models import Membership
from tsunagu.accounts.queries import posts
from tsunagu.accounts.rules.posts import after
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Hidden, Rejected

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime(2027, 3, 31, 15, 0, tzinfo=UTC)


@pytest.fixture
def ko():
    return university("ko")


def test_an_address_of_a_domain_asks_for_a_post_that_its_administrator_confirms(ko):
    chief, by = holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko)
    new = person("new@lab.ko.example.jp")
    asked = actions.ask_for_post(user=new, domain="lab.ko.example.jp")
    assert [message.to for message in letters()] == [[chief.email]]
    assert posts.actor(new, at=clock.now()).posts == ()
    confirmed = actions.confirm(by=by, post=asked, role=Role.URA)
    assert [held.role for held in actor(new).posts] == [Role.URA]
    assert confirmed.approved_by_id == chief.pk
    assert [entry.verb for entry in Entry.objects.order_by("id")] == [Verb.REGISTER, Verb.CONFIRM]


def test_a_domain_of_nobody_asks_for_nothing_and_nobody_asks_twice(ko):
    new = person("new@ko.example.jp")
    assert actions.ask_for_post(user=new, domain="example.org") is None
    assert actions.ask_for_post(user=new, domain="ko.example.jp")
    assert actions.ask_for_post(user=new, domain="ko.example.jp") is None


def test_an_administrator_of_another_organization_does_not_see_who_waits(ko):
    _, otsu = holder("admin@otsu.example.jp", Role.ADMINISTRATOR, university("otsu"))
    asked = actions.ask_for_post(user=person("new@ko.example.jp"), domain="ko.example.jp")
    with pytest.raises(Hidden):
        actions.confirm(by=otsu, post=asked, role=Role.URA)
    assert posts.to_decide(otsu) == []


def test_a_colleague_without_the_role_cannot_confirm(ko):
    _, ura = holder("ura@ko.example.jp", Role.URA, ko)
    new = person("new@ko.example.jp")
    asked = actions.ask_for_post(user=new, domain="ko.example.jp")
    with pytest.raises(Hidden):
        actions.confirm(by=ura, post=asked, role=Role.URA)
    with pytest.raises(Forbidden):
        actions.confirm(by=actor(new), post=asked, role=Role.URA)


def test_confirming_cannot_give_a_role_of_the_platform(ko):
    _, by = holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko)
    asked = actions.ask_for_post(user=person("new@ko.example.jp"), domain="ko.example.jp")
    with pytest.raises((Hidden, Forbidden)):
        actions.confirm(by=by, post=asked, role=Role.PROGRAM_OFFICER)
    assert Membership.objects.get(pk=asked.pk).state == State.TO_BE_CONFIRMED


def test_what_one_proposed_another_one_approves():
    one, first = holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR)
    _, second = holder("two@example.jp", Role.PLATFORM_ADMINISTRATOR)
    officer = person("officer@example.jp")
    proposed = actions.propose(by=first, user=officer, role=Role.PROGRAM_OFFICER, organization=None)
    assert actor(officer).posts == ()
    with pytest.raises(Rejected) as refused:
        actions.approve(by=first, post=proposed)
    assert [problem.code for problem in refused.value.problems] == ["same-person"]
    actions.approve(by=second, post=proposed)
    assert [held.role for held in actor(officer).posts] == [Role.PROGRAM_OFFICER]
    assert proposed.granted_by_id == one.pk


def test_nobody_approves_their_own_post():
    _, first = holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR)
    two, second = holder("two@example.jp", Role.PLATFORM_ADMINISTRATOR)
    proposed = actions.propose(by=first, user=two, role=Role.PROGRAM_OFFICER, organization=None)
    with pytest.raises(Rejected) as refused:
        actions.approve(by=second, post=proposed)
    assert [problem.code for problem in refused.value.problems] == ["own-post"]


def test_an_officer_can_neither_propose_nor_approve():
    _, officer = holder("officer@example.jp", Role.PROGRAM_OFFICER)
    _, first = holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR)
    with pytest.raises(Hidden):
        actions.propose(by=officer, user=person("x@example.jp"), role=Role.PROGRAM_OFFICER, organization=None)
    proposed = actions.propose(by=first, user=person("y@example.jp"), role=Role.REVIEWER, organization=None)
    with pytest.raises(Hidden):
        actions.approve(by=officer, post=proposed)


def test_an_ended_post_is_gone_at_once_with_its_tokens(ko):
    _, by = holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko)
    ura = person("ura@ko.example.jp", PASSWORD)
    held = post(ura, Role.URA, ko)
    client = signed_in(ura)
    _, secret = tokens.issue(
        by=actor(ura),
        post=held,
        name="script",
        scopes=["accounts.read"],
        expires=clock.now() + timedelta(days=30),
        offered=["accounts.read"],
    )
    assert tokens.use(secret=secret, at=clock.now()).posts
    actions.end(by=by, post=held)
    assert actor(ura).posts == ()
    assert tokens.use(secret=secret, at=clock.now()) == NOBODY
    assert client.get("/desk/").status_code == 200  # the person stays, without a post
    with pytest.raises(Rejected):
        actions.end(by=by, post=held)


def test_a_post_ends_on_31_march_with_the_day_in_japan_on_a_server_in_utc(ko, settings):
    settings.SESSION_COOKIE_AGE = 10**9
    chief = person("admin@ko.example.jp", PASSWORD)
    held = post(chief, Role.ADMINISTRATOR, ko, starts=MIDNIGHT - timedelta(days=300), ends=after(date(2027, 3, 31)))
    page = f"/accounts/organizations/{ko.pk}/"
    with time_machine.travel(MIDNIGHT - timedelta(minutes=10), tick=False):
        client = signed_in(chief)
        _, secret = tokens.issue(
            by=actor(chief),
            post=held,
            name="script",
            scopes=["accounts.read"],
            expires=MIDNIGHT + timedelta(days=30),
            offered=["accounts.read"],
        )
    token = {"Authorization": f"Bearer {secret}"}
    with time_machine.travel(MIDNIGHT - timedelta(seconds=1), tick=False):
        assert client.get(page).status_code == 200
        assert Client(headers=token).get("/api/v1/me").json()["posts"][0]["role"] == "administrator"
    with time_machine.travel(MIDNIGHT, tick=False):
        assert client.get(page).status_code == 404
        assert Client(headers=token).get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("count", [1, 3])
def test_an_actor_takes_two_statements_however_many_posts(ko, count, django_assert_num_queries):
    user = person("ura@ko.example.jp")
    for role in [Role.URA, Role.APPROVER, Role.RESEARCHER][:count]:
        post(user, role, ko)
    with django_assert_num_queries(2):
        assert len(posts.actor(user, at=clock.now()).posts) == count


@pytest.mark.parametrize("count", [1, 3])
def test_members_are_listed_in_one_statement(ko, count, django_assert_num_queries):
    _, by = holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko)
    for number in range(count):
        post(person(f"x{number}@ko.example.jp"), Role.URA, ko)
    with django_assert_num_queries(1):
        assert len([str(one) for one in posts.members(by, ko.pk)]) == count + 1
