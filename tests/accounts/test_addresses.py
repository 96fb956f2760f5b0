"""A changed mail address: confirmed at both, and nobody learns who is registered."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.accounts.people import PASSWORD, letters, link_in, person, signed_in
from tsunagu.access.models import Entry
from tsunagu.accounts.actions import addresses
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db
OLD, NEW = "taro@ko.example.jp", "taro@otsu.example.jp"


@pytest.fixture
def taro():
    return person(OLD, PASSWORD, name="見本 太郎")


def ask(user, email: str = NEW) -> None:
    addresses.ask(user=user, email=email, link="http://testserver/accounts/email/{key}/")


def mail_to(address: str):
    [message] = [one for one in letters() if one.to == [address]]
    return message


@pytest.mark.parametrize("first", [OLD, NEW])
def test_an_address_changes_once_both_said_so_in_either_order(taro, first):
    ask(taro)
    second = NEW if first == OLD else OLD
    assert Client().get(link_in(mail_to(first))).status_code == 200  # looking changes nothing
    assert "もう一方" in Client().post(link_in(mail_to(first))).content.decode()
    taro.refresh_from_db()
    assert taro.email == OLD
    assert "変わりました" in Client().post(link_in(mail_to(second))).content.decode()
    taro.refresh_from_db()
    assert taro.email == NEW
    assert Client().post(link_in(mail_to(first))).status_code == 404
    assert [entry.verb for entry in Entry.objects.all()] == ["accounts.change-address"]
    assert signed_in(taro).get("/desk/").status_code == 200


def test_a_link_is_good_for_a_day(taro):
    ask(taro)
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        assert Client().post(link_in(mail_to(OLD))).status_code == 404


def test_an_address_of_somebody_else_is_answered_as_any_other_and_cannot_be_taken(taro):
    other = person(NEW)
    ask(taro)
    assert "すでに登録がある" in mail_to(NEW).body
    assert "もう一方" in Client().post(link_in(mail_to(OLD))).content.decode()
    other.refresh_from_db()
    assert other.email == NEW


@pytest.mark.parametrize("email", [OLD, OLD.upper(), "no address"])
def test_the_same_or_no_address_is_refused(taro, email):
    with pytest.raises(Rejected):
        ask(taro, email)
    assert letters() == []


def test_the_page_asks_again_who_one_is_and_then_writes_to_both(taro):
    client = signed_in(taro)
    page = client.get("/accounts/email/")
    assert page["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert client.post(page["Location"], {"password": "wrong wrong wrong"}).status_code == 200
    assert client.post(page["Location"], {"password": PASSWORD})["Location"] == "/accounts/email/"
    assert client.post("/accounts/email/", {"email": NEW}).status_code == 302
    assert sorted(message.to[0] for message in letters()) == [OLD, NEW]
    assert client.post("/accounts/email/", {"email": OLD}).status_code == 422
