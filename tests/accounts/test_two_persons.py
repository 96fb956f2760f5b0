"""Roles over the public catalog take two persons, by whatever way they are granted."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from click.testing import CliRunner

from tests.accounts.people import LINK, PASSWORD, actor, holder, letters, person, post, signed_in, university
from tsunagu.access import actors
from tsunagu.access.enums import Role
from tsunagu.accounts.actions import hand_overs, invitations, posts
from tsunagu.accounts.actions.hand_overs import Line
from tsunagu.accounts.cli import accounts as command
from tsunagu.accounts.enums import State
from tsunagu.accounts.models import Invitation, Membership
from tsunagu.accounts.queries import posts as queries
from tsunagu.accounts.rules import posts as rules
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Forbidden, Rejected
from tsunagu.organizations.models import Organization

pytestmark = pytest.mark.django_db
OVER = [Role.ADMINISTRATOR, Role.APPROVER]
SOCK = "sock@mail.example"


@pytest.fixture(params=["ministry", "agency", "funder"])
def authority(request):
    return Organization.objects.create(key="fu", name="見本府", kind=request.param)


@pytest.fixture
def chief(authority):
    return holder("admin@fu.example.jp", Role.ADMINISTRATOR, authority, PASSWORD)


@pytest.fixture
def platform():
    return holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR, password=PASSWORD)


def invite(by, body, role: Role = Role.APPROVER, email: str = SOCK) -> Membership:
    return invitations.invite(by=by, email=email, role=role, organization=body.pk if body else None, link=LINK)


def refusal(by, asked: Membership) -> list[str]:
    with pytest.raises(Rejected) as refused:
        posts.approve(by=by, post=asked)
    return [problem.code for problem in refused.value.problems]


@pytest.mark.parametrize("role", OVER)
def test_who_is_invited_to_decide_for_an_authority_waits_for_the_platform(authority, chief, platform, role):
    asked = invite(chief[1], authority, role)
    assert (asked.state, letters()) == (State.TO_BE_CONFIRMED, [])
    answer = signed_in(platform[0]).post(f"/accounts/posts/{asked.pk}/approve/")
    assert answer.status_code == 302
    assert [letter.to for letter in letters()] == [[SOCK]]


def test_what_the_platform_proposes_for_an_authority_another_one_of_it_approves(authority, platform):
    asked = invite(platform[1], authority, Role.ADMINISTRATOR)
    assert asked.state == State.TO_BE_CONFIRMED
    assert refusal(platform[1], asked) == ["same-person"]


def test_other_roles_of_an_authority_and_those_of_a_university_take_one(authority, chief):
    assert invite(chief[1], authority, Role.RESEARCHER).state == State.INVITED
    _, by = holder("admin@ko.example.jp", Role.ADMINISTRATOR, university("ko"))
    assert invite(by, university("ko"), Role.APPROVER).state == State.INVITED


def test_the_operator_needs_nobody_else(authority):
    assert invite(actors.terminal("root"), authority, Role.ADMINISTRATOR).state == State.INVITED


@pytest.mark.parametrize("role", OVER)
def test_confirming_who_registered_is_a_proposal_that_cannot_be_confirmed_once_more(authority, chief, platform, role):
    sock, now = person(SOCK), clock.now()
    asked = Membership.objects.create(
        user=sock, organization=authority, role=Role.RESEARCHER, state=State.TO_BE_CONFIRMED, starts=now
    )
    posts.confirm(by=chief[1], post=asked, role=role)
    assert actor(sock).posts == ()
    with pytest.raises(Rejected) as refused:
        posts.confirm(by=chief[1], post=asked, role=role)
    assert [problem.code for problem in refused.value.problems] == ["proposed"]
    assert [queries.to_decide(by) for by in (chief[1], platform[1])] == [[], [asked]]
    posts.approve(by=platform[1], post=asked)
    assert [held.role for held in actor(sock).posts] == [role]


def test_an_invitation_that_waits_is_nothing_to_confirm(authority, chief):
    asked = invite(chief[1], authority)
    with pytest.raises(Rejected) as refused:
        posts.confirm(by=chief[1], post=asked, role=Role.URA)
    assert [problem.code for problem in refused.value.problems] == ["proposed"]


def test_the_platform_sees_what_waits_in_authorities_and_their_own_people_have_no_button(authority, chief, platform):
    asked = invite(chief[1], authority)
    second = person("second@fu.example.jp", PASSWORD)
    post(second, Role.ADMINISTRATOR, authority)
    way = f"/accounts/posts/{asked.pk}/approve/"
    html = signed_in(platform[0]).get("/accounts/platform/").content.decode()
    assert (way in html, "見本府" in html) == (True, True)
    shown = signed_in(second).get(f"/accounts/organizations/{authority.pk}/").content.decode()
    assert (SOCK in shown, way in shown) == (True, False)
    with pytest.raises(Forbidden):
        posts.approve(by=actor(second), post=asked)


@pytest.mark.parametrize("address", ["one@example.jp", "ONE@example.jp", "other@example.jp"])
def test_nobody_approves_an_invitation_to_an_address_of_their_own(platform, address):
    EmailAddress.objects.create(user=platform[0], email="other@example.jp", verified=True)
    _, two = holder("two@example.jp", Role.PLATFORM_ADMINISTRATOR)
    assert refusal(platform[1], invite(two, None, Role.PROGRAM_OFFICER, address)) == ["own-post"]


def test_nobody_approves_for_whom_they_made_or_who_made_them(platform):
    two = person("two@example.jp")
    Membership.objects.filter(pk=post(two, Role.PLATFORM_ADMINISTRATOR).pk).update(granted_by=platform[0])
    _, three = holder("three@example.jp", Role.PLATFORM_ADMINISTRATOR)
    asked = invite(platform[1], None, Role.PROGRAM_OFFICER)
    assert refusal(actor(two), asked) == ["bound"]
    other = invite(actor(two), None, Role.PROGRAM_OFFICER, "x@mail.example")
    assert refusal(platform[1], other) == ["bound"]
    assert [posts.approve(by=three, post=one).state for one in (asked, other)] == [State.INVITED, State.INVITED]


def test_an_invitation_that_cannot_be_mailed_is_not_approved_either(authority, chief, platform):
    asked = invite(chief[1], authority)
    Invitation.objects.filter(membership=asked).update(email="nobody")
    page = f"/accounts/posts/{asked.pk}/approve/"
    told = signed_in(platform[0]).post(page, follow=True).content.decode()
    assert "メールアドレスとして使えません：nobody" in told
    assert (Membership.objects.get(pk=asked.pk).state, letters()) == (State.TO_BE_CONFIRMED, [])


def test_the_operator_lists_what_one_person_gave_alone(authority, chief, platform):
    by_two = post(person("two@fu.example.jp"), Role.APPROVER, authority)
    Membership.objects.filter(pk=by_two.pk).update(granted_by=chief[0], approved_by=platform[0])
    early, ended = (post(person(f"{name}@fu.example.jp"), Role.APPROVER, authority) for name in ("early", "ended"))
    Membership.objects.filter(pk=early.pk).update(granted_by=chief[0], approved_by=chief[0])
    Membership.objects.filter(pk=ended.pk).update(state=State.ENDED)
    post(person("ura@ko.example.jp"), Role.URA, university("ko"))
    alone = ["admin@fu.example.jp", "one@example.jp", "early@fu.example.jp"]
    result = CliRunner().invoke(command, ["of-one", "--format", "csv"])
    told = list(csv.DictReader(result.stdout.splitlines()))
    assert (sorted(row["email"] for row in told), result.exit_code) == (sorted(alone), 1)
    assert {row["email"]: row["granted_by"] for row in told}["early@fu.example.jp"] == "admin@fu.example.jp"
    Membership.objects.update(state=State.ENDED)
    assert CliRunner().invoke(command, ["of-one"]).exit_code == 0


# Hand-over ------------------------------------------------------------------------------------------------------------


def test_no_role_of_the_platform_changes_hands_in_an_organization(authority, chief):
    held = post(person("officer@fu.example.jp"), Role.PROGRAM_OFFICER, authority)
    day = clock.today() + timedelta(days=1)
    found = hand_overs.problems(organization=authority.pk, lines=[Line(held, chief[0])], day=day)
    assert [problem.code for problem in found] == ["of-the-platform"]
    page = f"/accounts/organizations/{authority.pk}/hand-over/"
    sent = {"day": str(day), f"post-{held.pk}": str(chief[0].pk), "do": "1"}
    assert signed_in(chief[0]).post(page, sent).status_code == 422
    assert queries.actor(chief[0], at=rules.first_instant(day)).roles >= {Role.ADMINISTRATOR}
    assert Role.PROGRAM_OFFICER not in queries.actor(chief[0], at=rules.first_instant(day)).roles
    assert hand_overs.problems(organization=authority.pk, lines=[Line(held)], day=day) == []


@pytest.mark.parametrize("role", OVER)
def test_a_successor_over_an_authority_begins_once_the_platform_agreed(authority, chief, platform, role):
    held, sock = post(person("old@fu.example.jp"), role, authority), person(SOCK)
    day = clock.today() + timedelta(days=1)
    hand_overs.plan(by=chief[1], organization=authority.pk, lines=[Line(held, sock)], day=day)
    assert queries.actor(sock, at=rules.first_instant(day)).posts == ()
    [begun] = Membership.objects.filter(user=sock)
    posts.approve(by=platform[1], post=begun)
    assert [one.role for one in queries.actor(sock, at=rules.first_instant(day)).posts] == [role]
