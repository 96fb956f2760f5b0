"""The end of a post: asked first, told by mail, and never of the last one who administers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.accounts.people import PASSWORD, holder, letters, person, post, signed_in, university
from tsunagu.access.actors import terminal
from tsunagu.access.enums import Role
from tsunagu.accounts.actions import hand_overs, posts
from tsunagu.accounts.actions.hand_overs import Line
from tsunagu.accounts.enums import State
from tsunagu.accounts.models import Membership
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db
SIGNED = "これは、あなた自身の役割です。"
LAST = "最後の機関管理者は終了できません。先に後任をおくか、運営管理者にご依頼ください。"


@pytest.fixture
def ko():
    return university("ko")


@pytest.fixture
def chief(ko):
    return holder("admin@ko.example.jp", Role.ADMINISTRATOR, ko, PASSWORD)


def of(user) -> Membership:
    return Membership.objects.get(user=user)


def codes(by, held: Membership, **options) -> list[str]:
    with pytest.raises(Rejected) as refused:
        posts.end(by=by, post=held, **options)
    return [problem.code for problem in refused.value.problems]


def test_the_only_administrator_does_not_end_their_own_post(chief):
    client, page = signed_in(chief[0]), f"/accounts/posts/{of(chief[0]).pk}/end/"
    assert SIGNED in client.get(page).content.decode()
    answer = client.post(page, {"reason": "x"})
    assert (answer.status_code, LAST in answer.content.decode()) == (422, True)
    assert (of(chief[0]).state, letters()) == (State.ACTIVE, [])


def test_with_a_successor_they_do_and_land_on_their_account(ko, chief):
    post(person("next@ko.example.jp"), Role.ADMINISTRATOR, ko)
    held = of(chief[0])
    answer = signed_in(chief[0]).post(f"/accounts/posts/{held.pk}/end/", follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [("/accounts/", 302)])
    assert "adminさんの機関管理者を終了しました。" in answer.content.decode()
    assert of(chief[0]).state == State.ENDED
    [letter] = letters()
    assert (letter.to, letter.subject) == ([chief[0].email], "[Tsunagu] 所属の終了のお知らせ")
    assert letter.body.startswith("ko大学の機関管理者は")


@pytest.mark.parametrize(("active", "days"), [(False, -1), (True, 1)])
def test_who_is_suspended_or_begins_later_is_no_successor(ko, chief, active, days):
    later = person("next@ko.example.jp", is_active=active)
    post(later, Role.ADMINISTRATOR, ko, starts=clock.now() + timedelta(days=days))
    assert codes(chief[1], of(chief[0])) == ["last"]


def test_the_platform_ends_the_last_one_with_a_reason(chief):
    _, platform = holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR)
    assert codes(platform, of(chief[0])) == ["last-reason"]
    assert posts.end(by=platform, post=of(chief[0]), reason="退職").state == State.ENDED


def test_the_last_administrator_of_the_platform_is_ended_in_the_terminal_alone():
    one, by = holder("one@example.jp", Role.PLATFORM_ADMINISTRATOR)
    assert codes(by, of(one), reason="退職") == ["last"]
    assert posts.end(by=terminal("root"), post=of(one), reason="退職").state == State.ENDED


def test_a_hand_over_leaves_no_organization_without_an_administrator(ko, chief):
    day = clock.today() + timedelta(days=1)
    lines = [Line(of(chief[0])), Line(post(person("second@ko.example.jp"), Role.ADMINISTRATOR, ko))]
    found = hand_overs.problems(organization=ko.pk, lines=lines, day=day)
    assert [problem.code for problem in found] == ["last"]
    assert hand_overs.problems(organization=ko.pk, lines=lines[:1], day=day) == []
    followed = [Line(lines[0].ending, person("next@ko.example.jp")), lines[1]]
    assert hand_overs.problems(organization=ko.pk, lines=followed, day=day) == []


def test_the_page_is_nobodys_who_may_not_end_the_post(chief):
    stranger, _ = holder("admin@otsu.example.jp", Role.ADMINISTRATOR, university("otsu"), PASSWORD)
    page = f"/accounts/posts/{of(chief[0]).pk}/end/"
    assert [signed_in(stranger).get(page).status_code, signed_in(stranger).post(page).status_code] == [404, 404]
