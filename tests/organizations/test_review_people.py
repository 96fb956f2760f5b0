"""The review queue of people: the same pages as that of bodies, for keepers alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.doors import MIDDLEWARE, at_the_door, in_role
from tests.organizations.conftest import KEEPER
from tests.registers.people import erad, row, table
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.organizations.actions import importing
from tsunagu.organizations.enums import MatchState
from tsunagu.organizations.models import Person, PersonMatch
from tsunagu.organizations.queries import review
from tsunagu.organizations.queries.queues import Narrowed
from tsunagu.registers.enums import PeopleRegister

pytestmark = pytest.mark.django_db
LIST = "/desk/matches/people/"
LIVE = {"HX-Request": "true"}


@pytest.fixture
def pairs(tmp_path) -> list[PersonMatch]:
    """Two entries that may be somebody whom a document prints."""
    for number, title in ((1, "准教授"), (2, "助教")):
        importing.read_people(KEEPER, PeopleRegister.KAKEN, _file(tmp_path / str(number), number, title))
    return list(review.PEOPLE.waiting(KEEPER, Narrowed()))


def _file(folder, number: int, title: str):
    folder.mkdir()
    return table(folder, row(number, "河村 奈緒子", "岐阜大学", title, "糖鎖"))


@pytest.fixture
def keeper(static_files, settings) -> Client:
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door(in_role(Role.PLATFORM_ADMINISTRATOR))


def _page(pair: PersonMatch, step: str = "") -> str:
    return f"{LIST}{pair.pk}/{step}"


def test_both_sides_and_the_reasons_stand_on_the_page(keeper: Client, pairs: list[PersonMatch]):
    shown = keeper.get(_page(pairs[0])).content.decode()
    known = (
        "同じ人かどうかを判断する",
        "河村 奈緒子",
        erad(1),
        "准教授",
        "糖鎖",
        "助教",
        "氏名が同じ",
        "所属機関が同じ",
        "残り2組",
    )
    assert [text for text in known if text not in shown] == []
    told = {line.what: (line.entry, line.here, line.same) for line in review.PEOPLE.sides(pairs[0])}
    assert told["氏名"] == ("河村 奈緒子", "河村 奈緒子", "一致")
    assert "<h1>\n  Are these the same person?" in keeper.get(f"/en{_page(pairs[0])}").content.decode()


@pytest.mark.long
def test_a_pair_is_joined_parted_and_undone_in_the_browser(keeper: Client, pairs: list[PersonMatch]):
    answer = keeper.post(_page(pairs[0], "join/"), {"reason": "本人に確認"})
    onward = f"{_page(pairs[1])}?decided={pairs[0].pk}"
    assert (answer.status_code, answer["Location"]) == (302, onward)
    assert "「河村 奈緒子」を「河村 奈緒子」に結び付けました。" in keeper.get(onward).content.decode()
    line = Entry.objects.latest("pk")
    assert (line.verb, line.kind, line.role) == (
        "organizations.join",
        "organizations.PersonMatch",
        "platform-administrator",
    )
    assert "状態: 確認待ち → 同一と確認" in keeper.get(_page(pairs[0])).content.decode()
    answer = keeper.post(_page(pairs[1], "part/"))
    assert answer["Location"] == f"{LIST}?decided={pairs[1].pk}"
    assert "別の人としました。" in keeper.get(answer["Location"]).content.decode()
    assert Person.objects.filter(name="河村 奈緒子").count() == 2
    assert keeper.post(_page(pairs[1], "undo/"))["Location"] == _page(pairs[1])
    states = dict(PersonMatch.objects.values_list("pk", "state"))
    assert (states[pairs[0].pk], states[pairs[1].pk]) == (MatchState.JOINED, MatchState.PROPOSED)


def test_a_decision_that_cannot_be_is_explained(keeper: Client, pairs: list[PersonMatch]):
    keeper.post(_page(pairs[0], "join/"))
    again = keeper.post(_page(pairs[0], "join/"))
    assert (again.status_code, "判断は記録されていません。" in again.content.decode()) == (422, True)


def test_without_a_new_page_the_next_pair_takes_the_place_of_the_decided_one(keeper: Client, pairs: list[PersonMatch]):
    answer = keeper.post(_page(pairs[0], "part/"), headers=LIVE, follow=True)
    assert answer.content.decode().lstrip()[:16] == '<div id="pair">\n'
    last = keeper.post(_page(pairs[1], "part/"), headers=LIVE)
    assert last["HX-Redirect"] == f"{LIST}?decided={pairs[1].pk}"


def test_the_list_is_narrowed_by_register(keeper: Client, pairs: list[PersonMatch]):
    counts = {
        query: "候補は2組" in keeper.get(f"{LIST}?{query}").content.decode()
        for query in ("", "register=kaken", "register=researchmap", "register=ror")
    }
    assert counts == {"": True, "register=kaken": True, "register=researchmap": False, "register=ror": True}


@pytest.mark.parametrize("role", [Role.PROGRAM_OFFICER, Role.URA])
def test_for_everybody_else_there_is_no_such_queue(keeper: Client, pairs: list[PersonMatch], role: Role):
    stranger = at_the_door(in_role(role))
    assert [stranger.get(path).status_code for path in (LIST, _page(pairs[0]))] == [404, 404]
    assert stranger.post(_page(pairs[0], "join/")).status_code == 404
    assert LIST not in [tool.url for tool in review.tools(in_role(role))]


def test_what_waits_stands_on_the_desk_of_keepers(pairs: list[PersonMatch]):
    [waiting] = review.desk(in_role(Role.PLATFORM_ADMINISTRATOR))
    assert (waiting.title, waiting.url) == ("人の名寄せの候補2組を判断する", f"{LIST}?register=kaken")
    assert list(review.desk(in_role(Role.PROGRAM_OFFICER))) == []


@pytest.mark.parametrize("kept", [1, 2])
def test_the_list_asks_as_often_for_one_pair_as_for_two(keeper: Client, pairs: list[PersonMatch], kept: int):
    PersonMatch.objects.filter(pk__in=[pair.pk for pair in pairs[kept:]]).delete()
    keeper.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert keeper.get(LIST).status_code == 200
    assert len(captured) == 5
