"""The page on which two entries of people are found, seen side by side, joined and parted again."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door, in_role
from tests.organizations.test_joining import pair
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry as Line
from tsunagu.organizations.models import Appointment, Person

__all__ = ["pair"]
pytestmark = pytest.mark.django_db
PAGE, PART = "/desk/matches/people/entries/", "/desk/matches/people/entries/part/"
CHOSEN = f"{PAGE}?first=first&second=second"


@pytest.fixture
def keeper(static_files, settings) -> Client:
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door(in_role(Role.PLATFORM_ADMINISTRATOR, organization=None))


def shown(client: Client, path: str) -> str:
    return re.sub(r"\s+", " ", client.get(path).content.decode())


def test_entries_are_found_by_name_key_and_number_and_chosen_one_after_the_other(keeper, pair):
    for words, keys in (("見本", {"first", "second"}), ("second", {"second"}), ("0000-0002-1825-0097", {"second"})):
        assert set(re.findall(r"\?q=[^\"]*?first=(\w+)\"", shown(keeper, f"{PAGE}?q={words}"))) == keys
    assert "当てはまる記載はありません" in shown(keeper, f"{PAGE}?q=いない人")
    assert "first=first&amp;second=second" in shown(keeper, f"{PAGE}?q=見本&first=first")


def test_both_stand_side_by_side_with_what_they_would_be_and_nothing_is_changed(keeper, pair):
    lines, posts = Line.objects.count(), list(Appointment.objects.values_list("person", flat=True))
    html = shown(keeper, CHOSEN)
    said = ("まとめた後", "見本 花子", "見本 はな子", "ORCID", "顧問", "一つにまとめる</button>")
    assert [text for text in said if text not in html] == []
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    [reading] = [re.findall(r"<td[^>]*>\s*(.*?)\s*</td>", row) for row in rows if "カタカナ" in row]
    assert reading[-1] == "ミホン ハナコ"  # comes over from the other one
    assert (Line.objects.count(), list(Appointment.objects.values_list("person", flat=True))) == (lines, posts)
    assert not Person.objects.filter(joined__isnull=False).exists()


def test_they_are_joined_with_a_reason_and_parted_again(keeper, pair):
    assert keeper.post(CHOSEN, {"reason": " "}).status_code == 422
    answer = keeper.post(CHOSEN, {"reason": "同じORCID"})
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}?joined=second")
    line = Line.objects.latest("pk")
    assert (line.verb, line.actor, "同じORCID" in str(line.detail.parts)) == ("organizations.join-entries", 1, True)
    assert Person.objects.get(key="second").joined == pair[0]
    assert "second を元に戻す" in shown(keeper, answer["Location"])
    assert "一つにまとめる</button>" not in shown(keeper, CHOSEN)
    assert keeper.post(PART, {"other": "second"})["Location"] == f"{PAGE}?parted=second"
    assert Person.objects.get(key="second").joined is None
    again = keeper.post(PART, {"other": "second"})
    assert (again.status_code, "どの記載ともまとめられていません" in again.content.decode()) == (422, True)
    assert keeper.post(PART, {"other": "nobody"}).status_code == 422


def test_what_stands_against_it_is_said_instead_of_a_button(keeper, pair):
    Person.objects.filter(key="second").update(user=11)
    html = shown(keeper, CHOSEN)
    assert ("それぞれが別の利用者本人の記載です" in html, "一つにまとめる</button>" in html) == (True, False)
    assert "Each of them is the entry of another user" in shown(keeper, f"/en{CHOSEN}")
    assert "同じ記載です" in shown(keeper, f"{PAGE}?first=first&second=first")


@pytest.mark.parametrize("role", [Role.PROGRAM_OFFICER, Role.ADMINISTRATOR])
def test_nobody_else_comes_in(keeper, pair, role):
    client = at_the_door(in_role(role))
    assert {client.get(PAGE).status_code, client.post(CHOSEN, {"reason": "x"}).status_code} == {403}
    assert client.post(PART, {"other": "second"}).status_code == 403
