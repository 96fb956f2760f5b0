"""Signing in: who may, who is told what, how often one may try, and how long it lasts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.accounts.people import (
    PASSWORD,
    CountedHasher,
    forget_letters,
    letters,
    link_in,
    person,
    signed_in,
    university,
)
from tsunagu.accounts.enums import State
from tsunagu.accounts.models import Membership, User
from tsunagu.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def taro() -> User:
    university("ko")
    return person("taro@ko.example.jp", PASSWORD, name="見本 太郎")


def attempt(client: Client, email: str, password: str = "wrong wrong wrong wrong", **headers: str):
    return client.post("/accounts/login/", {"login": email, "password": password}, headers=headers)


def told(answer) -> str:
    found = re.search(r'role="alert">(.*?)</div>', answer.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", "", found[1]) if found else ""


# What is kept for all ------------------------------------------------------------------------------------------------


def test_a_public_page_is_the_same_with_and_without_a_session_and_sets_no_cookie(taro):
    client = signed_in(taro)
    with_session, without = client.get("/about/"), Client().get("/about/")
    assert with_session.content == without.content
    assert dict(with_session.cookies) == {}
    assert with_session["Cache-Control"] == without["Cache-Control"]
    assert "Cookie" not in with_session.get("Vary", "")


def test_the_greeting_is_a_fragment_for_who_signed_in_and_scripts_learn_of_it_by_a_mark(taro):
    client = signed_in(taro)
    assert client.cookies["tsunagu-here"].value == "1"
    assert client.cookies["tsunagu-session"]["httponly"] is True
    assert "見本 太郎" in client.get("/accounts/greeting/").content.decode()
    assert "サインイン" in Client().get("/accounts/greeting/").content.decode()
    client.post("/accounts/logout/")
    assert client.cookies["tsunagu-here"].value == ""


def test_a_page_without_a_session_asks_the_database_nothing_of_who_asks(taro, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/accounts/greeting/").status_code == 200


def test_a_greeting_takes_as_many_statements_with_one_post_as_with_three(taro, django_assert_num_queries):
    client = signed_in(taro)
    with django_assert_num_queries(3):  # session, user, posts
        client.get("/accounts/greeting/")


# No enumeration of users ---------------------------------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(taro):
    known, unknown = attempt(Client(), taro.email), attempt(Client(), "nobody@ko.example.jp")
    assert told(known) == told(unknown) != ""
    assert known.status_code == unknown.status_code


def test_a_forgotten_password_is_answered_the_same_whether_registered_or_not(taro):
    known = Client().post("/accounts/password/reset/", {"email": taro.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@ko.example.jp"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.subject for message in letters()] == [
        "[Tsunagu] パスワードの再設定",
        "[Tsunagu] 登録がありません",
    ]


def register(email: str, client: Client | None = None):
    values = {"email": email, "name": "見本 花子", "password1": PASSWORD}
    return (client or Client()).post("/accounts/signup/", values)


@pytest.mark.parametrize("codes", [1, 3], ids=["one wrong code", "all tries"])
def test_registering_an_address_that_is_there_is_answered_as_any_other(taro, settings, codes):
    """Where it leads, what the next page says, what wrong codes lead to, and how many passwords are hashed."""
    settings.PASSWORD_HASHERS = ["tests.accounts.people.CountedHasher"]
    seen = []
    for email in (taro.email, "hanako@ko.example.jp"):
        client, hashed = Client(), CountedHasher.hashed
        answers = [register(email, client)]
        spent, page = CountedHasher.hashed - hashed, answers[0]["Location"]
        answers.append(client.get(page))
        answers += [client.post(page, {"code": "WRONG1"}) for _ in range(codes)]
        answers.append(client.get("/accounts/login/"))
        seen.append((spent, [_plainly(answer, email) for answer in answers]))
    assert seen[0] == seen[1]
    assert seen[0][0] == 1
    assert [message.subject for message in letters()] == ["[Tsunagu] すでに登録があります", "[Tsunagu] 確認コード"]
    assert User.objects.filter(email=taro.email).count() == 1


def _plainly(answer, email: str) -> tuple[int, str, str]:
    """An answer without what is another each time: the address, the token of its form."""
    html = answer.content.decode().replace(email, "")
    return answer.status_code, answer.get("Location", ""), re.sub(r'(value|content|nonce)="[^"]*"', "", html)


# Registering by a domain ---------------------------------------------------------------------------------------------


def test_who_registers_proves_the_address_by_a_code_and_then_waits_for_the_organization(taro):
    client = Client()
    answer = register("hanako@ko.example.jp", client)
    code = letters()[-1].body.split("\n\n")[1]
    assert client.post(answer["Location"], {"code": "WRONG1"}).status_code == 200
    answer = client.post(answer["Location"], {"code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    [asked] = Membership.objects.all()
    assert (asked.user.name, asked.state) == ("見本 花子", State.TO_BE_CONFIRMED)
    assert client.get("/desk/").status_code == 200


def test_an_address_of_no_registered_domain_cannot_register(taro):
    answer = register("hanako@example.org")
    assert "ドメイン" in told(answer)
    assert not User.objects.filter(email="hanako@example.org").exists()


def test_a_password_of_the_own_name_is_refused_at_registering(taro):
    values = {"email": "hanako@ko.example.jp", "name": "hanako mihonyama", "password1": "hanako mihonyama 99"}
    assert told(Client().post("/accounts/signup/", values)) != ""


# How often -----------------------------------------------------------------------------------------------------------


def lock_out(client: Client, email: str) -> None:
    for _ in range(5):
        attempt(client, email)


def test_five_failures_lock_out_the_place_they_came_from_for_some_minutes(taro):
    client = Client(REMOTE_ADDR="192.0.2.1")
    lock_out(client, taro.email)
    assert "5分ほど" in told(attempt(client, taro.email, PASSWORD))
    with time_machine.travel(clock.now() + timedelta(minutes=6)):
        assert attempt(client, taro.email, PASSWORD).status_code == 302


def test_failures_from_elsewhere_lock_out_nobody(taro):
    lock_out(Client(REMOTE_ADDR="192.0.2.1"), taro.email)
    assert attempt(Client(REMOTE_ADDR="192.0.2.2"), taro.email, PASSWORD).status_code == 302


def test_not_even_from_the_same_address_for_who_signed_in_with_this_browser_before(taro):
    own = Client(REMOTE_ADDR="192.0.2.1")
    assert attempt(own, taro.email, PASSWORD).status_code == 302
    own.post("/accounts/logout/")
    lock_out(Client(REMOTE_ADDR="192.0.2.1"), taro.email)
    assert attempt(own, taro.email, PASSWORD).status_code == 302


def test_a_made_up_sender_changes_nothing_without_a_server_in_front(taro):
    client = Client(REMOTE_ADDR="192.0.2.1")
    for number in range(5):
        attempt(client, taro.email, **{"X-Forwarded-For": f"198.51.100.{number}"})
    assert "5分ほど" in told(attempt(client, taro.email, PASSWORD))


@pytest.mark.long
def test_many_accounts_tried_from_one_place_are_stopped_too(taro):
    client = Client(REMOTE_ADDR="192.0.2.9")
    for number in range(20):
        attempt(client, f"x{number}@ko.example.jp")
    assert "5分ほど" in told(attempt(client, "y@ko.example.jp"))


# Mails and sessions --------------------------------------------------------------------------------------------------


def test_a_second_browser_is_told_of_by_mail_and_the_same_one_is_not(taro):
    first = signed_in(taro)
    assert letters() == []
    first.post("/accounts/logout/")
    attempt(first, taro.email, PASSWORD)
    assert letters() == []
    signed_in(taro)
    assert [message.subject for message in letters()] == ["[Tsunagu] 新しい端末でサインインがありました"]


def test_what_a_browser_calls_itself_breaks_no_line_of_the_mail_and_no_sign_in(taro):
    signed_in(taro)
    agent = "Firefox\x85\x9b\u202e/1"
    sent = {"login": taro.email, "password": PASSWORD}
    answer = Client().post("/accounts/login/", sent, headers={"user-agent": agent})
    assert answer.status_code == 302
    assert "ブラウザ：Firefox   /1\n" in letters()[-1].body


def test_a_session_ends_without_use_and_at_the_latest_after_twelve_hours(taro):
    began = clock.now()
    with time_machine.travel(began, tick=False):
        client = signed_in(taro)
    for hours in (1.9, 3.7, 5.5, 7.3, 9.1, 10.9):
        with time_machine.travel(began + timedelta(hours=hours), tick=False):
            assert client.get("/desk/").status_code == 200
    with time_machine.travel(began + timedelta(hours=12), tick=False):
        assert client.get("/desk/").status_code == 302


def test_a_session_that_is_not_used_ends_after_two_hours(taro):
    began = clock.now()
    with time_machine.travel(began, tick=False):
        client = signed_in(taro)
    with time_machine.travel(began + timedelta(hours=2, minutes=1), tick=False):
        assert client.get("/desk/").status_code == 302


def test_the_other_sessions_are_listed_and_ended(taro):
    here, there = signed_in(taro), signed_in(taro)
    assert here.get("/accounts/sessions/").content.decode().count("desk__item") == 2
    here.post("/accounts/sessions/")
    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200


def test_a_changed_password_ends_the_other_sessions_and_is_told_by_mail(taro):
    here, there = signed_in(taro), signed_in(taro)
    forget_letters()
    fresh = "ame no hi wa toshokan e"
    values = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    assert here.post("/accounts/password/change/", values).status_code == 302
    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200
    assert [message.subject for message in letters()] == ["[Tsunagu] パスワードを変更しました"]


def test_a_forgotten_password_is_set_by_a_link_that_is_good_once(taro):
    Client().post("/accounts/password/reset/", {"email": taro.email})
    link, client, fresh = link_in(), Client(), "ame no hi wa toshokan e"
    page = client.get(link)["Location"]
    values = {"password1": fresh, "password2": fresh}
    assert client.post(page, values).status_code == 302
    assert attempt(Client(), taro.email, fresh).status_code == 302
    assert "期限が切れている" in Client().get(link).content.decode()


def test_who_is_suspended_cannot_sign_in_and_is_signed_out(taro):
    client = signed_in(taro)
    taro.is_active = False
    taro.save()
    assert client.get("/desk/").status_code == 302


def test_a_page_of_another_site_does_not_get_anybody_to_a_next_page_elsewhere(taro):
    answer = Client().post("/accounts/login/?next=https://evil.example/", {"login": taro.email, "password": PASSWORD})
    assert answer["Location"] == "/desk/"
