"""The pages: the way from a person's page to an answer."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.introductions.test_actions import REASON, acting, agree, asked, hanako, ko, users
from tsunagu.access.actors import Post
from tsunagu.access.enums import Role
from tsunagu.accounts.models import User
from tsunagu.introductions.enums import State
from tsunagu.introductions.models import Introduction
from tsunagu.kernel import clock
from tsunagu.organizations.models import Consent, Organization, Person
from tsunagu.organizations.queries import people

__all__ = ["hanako", "ko", "users"]
pytestmark = pytest.mark.django_db
ASK = "/people/hanako/introduction/"


@pytest.fixture
def door(static_files, settings):
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door


def test_a_person_who_agreed_is_asked_from_their_page(door, users, hanako):
    public = Client(headers={"host": "localhost"}).get("/people/hanako/").content.decode()
    assert f'href="{ASK}"' in public
    client = door(acting(users["asker"]))
    assert client.get(ASK).status_code == 200
    answer = client.post(ASK, {"reason": REASON, "body": "oneself"})
    one = Introduction.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/introductions/{one.pk}/")
    shown = client.get(answer["Location"]).content.decode()
    assert "返事待ち" in shown
    assert "asked@example.jp" not in shown


def test_a_person_who_did_not_agree_has_no_such_address(door, users, hanako):
    Consent.objects.filter(field="requests").delete()
    assert ASK not in Client(headers={"host": "localhost"}).get("/people/hanako/").content.decode()
    assert door(acting(users["asker"])).get(ASK).status_code == 404


def test_who_did_not_sign_in_is_led_to_the_sign_in(door, hanako):
    client = Client(headers={"host": "localhost"})
    answer = client.get(ASK)
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/accounts/login/?next=%2Fpeople%2Fhanako%2Fintroduction%2F",
    )


def test_what_is_wrong_is_told_and_stays_typed(door, users, hanako):
    answer = door(acting(users["asker"])).post(ASK, {"reason": "短い", "body": "oneself"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "依頼の理由を10文字以上1000文字以内で書いてください。" in html
    assert "短い</textarea>" in html


def test_the_contact_stands_on_the_page_of_both_once_it_is_agreed(door, users, hanako):
    one = asked(users)
    page = one.get_absolute_url()
    theirs, mine = door(acting(users["asked"])), door(acting(users["asker"]))
    assert "asker@example.jp" not in theirs.get(page).content.decode()
    assert theirs.post(f"{page}agree/", {"words": "どうぞ"})["Location"] == page
    assert "mailto:asker@example.jp" in theirs.get(page).content.decode()
    assert "mailto:asked@example.jp" in mine.get(page).content.decode()
    again = theirs.post(f"{page}decline/", {"words": ""})
    assert (again.status_code, "すでに終わっています" in again.content.decode()) == (422, True)


def _agreed_on(door, users) -> tuple[str, Client, Client]:
    """The page of a request that was agreed to, and the doors of who asked and who was asked."""
    page = asked(users).get_absolute_url()
    mine, theirs = door(acting(users["asker"])), door(acting(users["asked"]))
    theirs.post(f"{page}agree/", {"words": ""})
    return page, mine, theirs


def _contacts(page: str, *clients: Client) -> list[list[str]]:
    return [re.findall(r'"mailto:([^"]+@example[^"]+)"', client.get(page).content.decode()) for client in clients]


def test_the_contact_is_that_of_the_answer_though_accounts_change(door, users, hanako):
    page, *clients = _agreed_on(door, users)
    for who in ("asker", "asked"):
        User.objects.filter(pk=users[who].pk).update(email=f"new-{who}@example.jp")
    assert _contacts(page, *clients) == [["asked@example.jp"], ["asker@example.jp"]]


@pytest.mark.parametrize("field", ["name", "requests"])
def test_who_asked_does_not_read_the_contact_of_who_takes_no_requests_any_more(door, users, hanako, field):
    page, *clients = _agreed_on(door, users)
    Consent.objects.filter(field=field).update(withdrawn=clock.today())
    assert _contacts(page, *clients) == [[], ["asker@example.jp"]]
    assert "表示していません" in clients[0].get(page).content.decode()
    Introduction.objects.update(answered=clock.now() - timedelta(days=1))
    agree(hanako, field)
    assert _contacts(page, *clients) == [[], ["asker@example.jp"]]


def test_nobody_reads_a_contact_once_the_entry_is_somebody_elses(door, users, hanako):
    page, *clients = _agreed_on(door, users)
    for user in (None, users["other"].pk):
        Person.objects.update(user=user)
        assert _contacts(page, *clients) == [[], []]


def test_a_request_is_withdrawn_by_who_asked_and_by_nobody_else(door, users, hanako):
    one = asked(users)
    address = f"{one.get_absolute_url()}withdraw/"
    statuses = [door(acting(users[who])).post(address).status_code for who in ("other", "asked", "asker")]
    assert statuses == [404, 403, 302]
    assert Introduction.objects.get().state == State.WITHDRAWN


def _people(users, number: int) -> None:
    person = Person.objects.create(key=f"person-{number}", name=f"見本 {number}", user=users["asked"].pk + 100 + number)
    agree(person, "name", "requests")
    there = {"person": person, "asker": users["asker"], "asked": users["asked"], "address": "x@example.jp"}
    Introduction.objects.create(**there, reason=REASON, expires="2099-01-01T00:00:00Z")


def test_the_list_takes_one_statement_for_one_and_for_three(door, users):
    client = door(acting(users["asker"]))
    for number in range(3):
        _people(users, number)
        with CaptureQueriesContext(connection) as captured:
            html = client.get("/desk/introductions/").content.decode()
        assert len(captured) == 1
        assert len(re.findall(r'href="/desk/introductions/\d+/"', html)) == number + 1


def test_as_whom_one_asks_is_chosen_by_whoever_has_several_posts(door, users, hanako, ko):
    otsu = Organization.objects.create(key="otsu", name="乙大学", kind="private-university")
    one, two = (Post(role=Role.URA, organization=body.pk, membership=body.pk) for body in (ko, otsu))
    of_several = door(acting(users["asker"], one, two))
    assert '<option value="" selected>' in of_several.get(ASK).content.decode()
    sent = of_several.post(ASK, {"reason": REASON})
    assert (sent.status_code, Introduction.objects.exists()) == (422, False)
    assert '<option value=""' not in door(acting(users["asker"], one)).get(ASK).content.decode()
    of_several.post(ASK, {"reason": REASON, "body": otsu.pk})
    assert Introduction.objects.get().body == otsu


def test_nobody_is_offered_an_introduction_to_themselves(door, users, hanako):
    way = f"{ASK}way/"
    assert f'data-from="{way}"' in Client(headers={"host": "localhost"}).get("/people/hanako/").content.decode()
    theirs, others = (door(acting(users[who])).get(way) for who in ("asked", "asker"))
    assert [ASK in one.content.decode() for one in (theirs, others)] == [False, True]
    assert "no-store" in theirs["Cache-Control"]
    assert door(acting(users["asker"])).get("/people/nobody/introduction/way/").status_code == 404


def test_who_follows_the_link_of_their_own_page_is_told_why_there_is_no_form(door, users, hanako):
    mine, others = door(acting(users["asked"])), door(acting(users["asker"]))
    shown = mine.get(ASK)
    assert (shown.status_code, "自分への紹介は依頼できません" in shown.content.decode()) == (200, True)
    assert ["依頼を送る" in client.get(ASK).content.decode() for client in (mine, others)] == [False, True]
    assert mine.post(ASK, {"reason": REASON, "body": "oneself"}).status_code == 422
    assert not Introduction.objects.exists()


def test_one_takes_along_the_requests_for_oneself_and_those_one_sent(users, hanako):
    one = asked(users)
    former = User.objects.create(email="former@example.jp", name="前の人")
    Introduction.objects.create(
        person=hanako, asker=users["other"], asked=former, address="x@example.jp", reason=REASON, expires=one.expires
    )
    [kept] = people.everything(hanako, by=acting(users["asked"]))["rooms"]["introductions"]
    assert (kept["asker"], kept["reason"], kept["state"], kept["contact"]) == ("見本 太郎", REASON, "waiting", "")
    mine = Person.objects.create(key="asker", name="見本 太郎", user=users["asker"].pk)
    [sent] = people.everything(mine, by=acting(users["asker"]))["rooms"]["introductions"]
    assert sent["person"] == "hanako"
