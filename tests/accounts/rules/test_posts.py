"""Which posts hold at an instant, and which grants may be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tsunagu.access.actors import Post
from tsunagu.access.enums import Role
from tsunagu.accounts.enums import Standing, State
from tsunagu.accounts.rules import posts
from tsunagu.accounts.rules.posts import Delegated, Held
from tsunagu.organizations.enums import OrganizationKind

MARCH_31 = date(2027, 3, 31)
END = datetime(2027, 3, 31, 15, 0, tzinfo=UTC)  # midnight of 1 April in Japan
LAST = END - timedelta(microseconds=1)
BEGIN = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)


def held(**values) -> Held:
    usual = {
        "number": 1,
        "user": 7,
        "organization": 3,
        "role": Role.APPROVER,
        "state": State.ACTIVE,
        "starts": BEGIN,
        "ends": END,
    }
    return Held(**{**usual, **values})


def test_a_last_day_ends_with_its_last_instant_in_japan():
    assert posts.after(MARCH_31) == END
    assert posts.last_day(END) == MARCH_31
    assert posts.first_instant(date(2026, 4, 1)) == BEGIN


def test_a_post_holds_from_its_first_instant_to_the_last_before_its_end():
    seen = [posts.standing(held(), at) for at in (BEGIN - timedelta(microseconds=1), BEGIN, LAST, END)]
    assert seen == [Standing.FUTURE, Standing.HELD, Standing.HELD, Standing.ENDED]


def test_a_post_without_an_end_goes_on():
    assert posts.holds(held(ends=None), END + timedelta(days=4000))


@pytest.mark.parametrize("state", [State.INVITED, State.TO_BE_CONFIRMED, State.ENDED])
def test_only_an_active_post_holds(state: State):
    assert not posts.holds(held(state=state), LAST)


@given(at=some.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=some.just(UTC)))  # noqa: DTZ001
def test_every_day_belongs_to_the_post_or_not_as_its_date_in_japan_says(at: datetime):
    day = at.astimezone(posts.JAPAN).date()
    assert posts.holds(held(), at) == (date(2026, 4, 1) <= day <= MARCH_31)


def test_concurrent_posts_are_held_beside_one_another_and_a_return_gives_the_new_role_alone():
    before = held(number=1, role=Role.APPROVER)
    again = held(number=2, role=Role.URA, starts=END + timedelta(days=90), ends=None)
    beside = held(number=3, organization=4, role=Role.RESEARCHER, ends=None)
    assert [post.membership for post in posts.posts_at(LAST, [before, again, beside])] == [1, 3]
    back = posts.posts_at(END + timedelta(days=100), [before, again])
    assert back == (Post(role=Role.URA, organization=3, membership=2),)


def test_a_deputy_decides_in_the_place_of_the_approver_for_the_days_given():
    own = held(number=5, user=8, role=Role.URA)
    given_ = Delegated(of=held(), starts=LAST - timedelta(days=5), ends=LAST - timedelta(days=3))
    during = posts.posts_at(LAST - timedelta(days=4), [own], [given_])
    assert during[1] == Post(role=Role.APPROVER, organization=3, membership=1, instead_of=7)
    assert len(posts.posts_at(LAST - timedelta(days=3), [own], [given_])) == 1


def test_a_delegation_is_worth_nothing_after_the_post_of_who_gave_it_nor_to_who_is_elsewhere():
    given_ = Delegated(of=held(ends=BEGIN + timedelta(days=1)), starts=BEGIN, ends=END)
    own = held(number=5, user=8, role=Role.URA)
    assert len(posts.posts_at(BEGIN + timedelta(days=2), [own], [given_])) == 1
    elsewhere = held(number=5, user=8, organization=9, role=Role.URA)
    assert len(posts.posts_at(BEGIN, [elsewhere], [given_])) == 1


def problems(**values) -> list[str]:
    usual = {"role": Role.URA, "organization": 3, "kind": "hub", "starts": BEGIN, "ends": END, "at": BEGIN, "same": []}
    return [problem.code for problem in posts.grant_problems(**{**usual, **values})]


def test_a_sound_grant_has_no_problem():
    assert problems() == []
    assert problems(role=Role.REVIEWER, organization=None) == []


def test_all_problems_of_a_grant_are_told_at_once():
    assert problems(role=Role.SIGNED_IN, organization=None, ends=BEGIN) == ["no-role", "no-organization", "ends-before"]
    assert problems(at=END + timedelta(days=1)) == ["past"]


FITTING = {
    Role.LOCAL_OFFICER: {"prefecture", "municipality"},
    Role.COMPANY_MEMBER: {"company", "bank", "venture-capital"},
    Role.PROGRAM_OFFICER: {None, "ministry", "agency", "funder"},
    Role.PLATFORM_ADMINISTRATOR: {None},
}


@pytest.mark.parametrize("role", FITTING)
def test_a_role_is_held_in_the_kinds_of_bodies_that_have_it(role: Role):
    kinds = [None, *map(str, OrganizationKind)]
    assert {kind for kind in kinds if posts.fits(role, kind)} == FITTING[role]


def test_anybody_is_a_researcher_but_not_an_ura_of_a_city():
    kinds = list(map(str, OrganizationKind))
    assert all(posts.fits(role, kind) for role in (Role.RESEARCHER, Role.ADMINISTRATOR) for kind in kinds)
    ura = [kind for kind in ("private-university", "center", "municipality", "company") if posts.fits(Role.URA, kind)]
    assert ura == ["private-university", "center"]
    assert problems(role=Role.URA, kind="municipality") == ["unfit"]
    assert not posts.fits(Role.URA, None)


def test_the_same_role_twice_at_once_is_refused_but_not_after_the_first_has_ended():
    assert problems(same=[held(role=Role.URA)]) == ["twice"]
    assert problems(same=[held(role=Role.URA, state=State.ENDED)]) == []
    assert problems(same=[held(role=Role.URA, ends=BEGIN)]) == []
    assert problems(same=[held(role=Role.URA, starts=END, ends=None)]) == []


@pytest.mark.parametrize(
    ("proposer", "holder", "approver", "codes"),
    [
        (1, 2, 3, []),
        (1, 2, 1, ["same-person"]),
        (1, 2, 2, ["own-post"]),
        (1, 2, None, ["same-person"]),
        (None, 2, 3, []),
    ],
)
def test_an_approval_takes_a_second_person_who_is_not_the_holder(proposer, holder, approver, codes):
    found = posts.approval_problems(proposer=proposer, holder=holder, approver=approver)
    assert [problem.code for problem in found] == codes
