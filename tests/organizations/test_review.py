"""The review queue: pairs side by side, decided one by one by whoever may; for everybody else it is not there."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door, in_role
from tests.registers.bodies import ror, ror_file, school_file, schools
from tsunagu.access import actors
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.organizations.actions import importing
from tsunagu.organizations.enums import MatchState
from tsunagu.organizations.models import Identifier, Match
from tsunagu.organizations.queries import review
from tsunagu.organizations.queries.queues import Narrowed
from tsunagu.registers.enums import RegisterKind

pytestmark = pytest.mark.django_db
BY = actors.terminal("tests")
KEEPER = in_role(Role.PLATFORM_ADMINISTRATOR)
OFFICER = in_role(Role.PROGRAM_OFFICER)
NAMES = ("見本大学", "例示大学", "見本女子大学")
LIVE = {"HX-Request": "true"}


@pytest.fixture
def pairs(tmp_path) -> list[Match]:
    """Three pairs that wait."""
    importing.read_in(BY, RegisterKind.SCHOOLS, school_file(tmp_path, *schools(*NAMES)))
    importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, *NAMES))
    return list(review.BODIES.waiting(BY, Narrowed()))


@pytest.fixture
def keeper(static_files, settings) -> Client:
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door(KEEPER)


def _page(pair: Match, step: str = "") -> str:
    return f"/desk/matches/{pair.pk}/{step}"


def test_both_sides_and_the_reasons_stand_on_the_page(keeper: Client, pairs: list[Match]):
    shown = keeper.get(_page(pairs[0])).content.decode()
    known = (pairs[0].name, ror(1), "私立大学", "名称が同じ", "所在地の都道府県が同じ", "一致", "100点", "残り3組")
    assert [text for text in known if text not in shown] == []
    told = {line.what: (line.entry, line.here) for line in review.sides(pairs[0])}
    assert told["名称"] == ("見本大学", "見本大学")
    assert told["番号"][0] == f"ROR {ror(1)}"


def test_joining_leads_to_the_next_pair_and_tells_what_was_done(keeper: Client, pairs: list[Match]):
    answer = keeper.post(_page(pairs[0], "join/") + "?register=ror", {"reason": "公式サイトで確認"})
    onward = f"{_page(pairs[1])}?register=ror&decided={pairs[0].pk}"
    assert (answer.status_code, answer["Location"]) == (302, onward)
    assert Identifier.objects.get(scheme="ror", value=ror(1)).organization == pairs[0].organization
    line = Entry.objects.latest("pk")
    assert (line.verb, line.role) == ("organizations.join", "platform-administrator")
    assert "公式サイトで確認" in str(line.detail.parts)
    assert "「見本大学」を「見本大学」に結び付けました。" in keeper.get(onward).content.decode()


def test_after_the_last_pair_the_list_says_that_none_waits(keeper: Client, pairs: list[Match]):
    for pair in pairs:
        answer = keeper.post(_page(pair, "part/"))
    assert answer["Location"] == f"/desk/matches/?decided={pairs[-1].pk}"
    shown = keeper.get(answer["Location"]).content.decode()
    assert "判断を待っている候補はありません。" in shown
    assert "別の機関としました。" in shown
    assert set(Match.objects.values_list("state", flat=True)) == {MatchState.APART}


def test_what_was_decided_is_taken_back_and_waits_again(keeper: Client, pairs: list[Match]):
    keeper.post(_page(pairs[0], "join/"))
    answer = keeper.post(_page(pairs[0], "undo/"))
    assert answer["Location"] == _page(pairs[0])
    assert list(review.BODIES.waiting(BY, Narrowed())) == pairs
    assert not Identifier.objects.filter(scheme="ror", value=ror(1)).exists()


def test_a_decision_that_cannot_be_is_explained_and_keeps_the_reason(keeper: Client, pairs: list[Match]):
    keeper.post(_page(pairs[0], "join/"))
    again = keeper.post(_page(pairs[0], "join/"))
    assert again.status_code == 422
    assert "判断は記録されていません。" in again.content.decode()
    long = keeper.post(_page(pairs[1], "join/"), {"reason": "長" * 501})
    assert long.status_code == 422
    assert "長" * 501 in long.content.decode()
    assert Match.objects.get(pk=pairs[1].pk).state == MatchState.PROPOSED


def test_without_a_new_page_the_next_pair_takes_the_place_of_the_decided_one(keeper: Client, pairs: list[Match]):
    answer = keeper.post(_page(pairs[0], "part/"), headers=LIVE, follow=True)
    shown = answer.content.decode()
    assert (answer.status_code, shown.lstrip()[:16]) == (200, '<div id="pair">\n')
    assert "見本大学" in shown
    for pair in pairs[1:]:
        last = keeper.post(_page(pair, "part/"), headers=LIVE)
    assert last["HX-Redirect"] == f"/desk/matches/?decided={pairs[-1].pk}"


def test_filters_narrow_the_queue_by_register_and_prefecture(keeper: Client, pairs: list[Match]):
    counts = {
        query: "候補は3組" in keeper.get(f"/desk/matches/?{query}").content.decode()
        for query in ("", "register=ror", "register=schools", "prefecture=34", "prefecture=13", "register=x")
    }
    assert counts == {
        "": True,
        "register=ror": True,
        "register=schools": False,
        "prefecture=34": True,
        "prefecture=13": True,  # nothing waits there, so that it cannot be chosen and is left out
        "register=x": True,
    }


def test_an_officer_sees_the_queue_and_decides_nothing(keeper: Client, pairs: list[Match]):
    officer = at_the_door(OFFICER)
    shown = officer.get(_page(pairs[0])).content.decode()
    assert "判断するのは運営管理者です" in shown
    assert "結び付ける</button>" not in shown
    assert "結び付ける</button>" in keeper.get(_page(pairs[0])).content.decode()
    assert officer.post(_page(pairs[0], "join/")).status_code == 403
    assert Match.objects.get(pk=pairs[0].pk).state == MatchState.PROPOSED


def test_for_everybody_else_there_is_no_queue(keeper: Client, pairs: list[Match]):
    stranger = at_the_door(in_role(Role.URA))
    paths = ["/desk/matches/", _page(pairs[0]), _page(pairs[0], "join/")]
    assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]
    assert stranger.post(paths[2]).status_code == 404


def test_what_waits_stands_on_the_desk_of_whoever_may_decide(pairs: list[Match]):
    [waiting] = review.desk(KEEPER)
    assert (waiting.title, waiting.url) == ("名寄せの候補3組を判断する", "/desk/matches/?register=ror")
    assert list(review.desk(OFFICER)) == []


@pytest.mark.parametrize("kept", [1, 3])
def test_the_list_asks_as_often_for_one_pair_as_for_three(
    keeper: Client, pairs: list[Match], django_assert_num_queries, kept: int
):
    Match.objects.filter(pk__in=[pair.pk for pair in pairs[kept:]]).delete()
    with django_assert_num_queries(4):
        assert keeper.get("/desk/matches/").status_code == 200
