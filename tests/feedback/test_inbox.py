"""The inbox: whoever may read messages reads and removes them, and to everybody else it is not there."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door, in_role
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.feedback import actions
from tsunagu.feedback.enums import Kind
from tsunagu.feedback.models import Message

pytestmark = pytest.mark.django_db
OPERATOR = in_role(Role.PLATFORM_ADMINISTRATOR)


@pytest.fixture
def operator(static_files, settings) -> Client:
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door(OPERATOR)


def _sent(text: str = "電話番号が変わりました。") -> Message:
    return actions.send(
        kind=Kind.WISH, text=text, page="/maps/", reply_to="a@example.jp", language="ja", most_an_hour=9
    )


def test_messages_are_listed_and_open_one_by_one(operator: Client):
    message = _sent("<b>改行\nあり</b>")
    listed = operator.get("/feedback/inbox/")
    assert f'href="/feedback/inbox/{message.pk}/"' in listed.content.decode()
    assert listed["Cache-Control"] == "private, no-store"
    assert "ETag" not in listed
    shown = operator.get(f"/en/feedback/inbox/{message.pk}/").content.decode()
    assert "&lt;b&gt;改行<br>あり&lt;/b&gt;" in shown
    assert "a@example.jp" in shown


def test_the_chosen_ones_are_removed_and_the_ledger_says_so_without_what_they_said(operator: Client):
    first, second, third = (_sent() for _ in range(3))
    answer = operator.post("/feedback/inbox/", {"numbers": [first.pk, third.pk]})
    assert (answer.status_code, answer["Location"]) == (302, "/feedback/inbox/")
    assert list(Message.objects.all()) == [second]
    entries = list(Entry.objects.select_related("detail").order_by("pk"))
    assert [(entry.verb, entry.thing, entry.role) for entry in entries] == [
        ("feedback.remove", str(one.pk), "platform-administrator") for one in (first, third)
    ]
    assert "電話番号" not in str([entry.detail.parts for entry in entries])


@pytest.mark.parametrize("numbers", [[], ["999999"], ["x"], ["-1"]])
def test_what_cannot_be_removed_is_said_and_nothing_is_removed(operator: Client, numbers: list[str]):
    message = _sent()
    answer = operator.post("/feedback/inbox/", {"numbers": [*numbers, *([str(message.pk)] if numbers else [])]})
    assert answer.status_code == 422
    assert "取り除いていません。" in answer.content.decode()
    assert Message.objects.count() == 1
    assert Entry.objects.count() == 0


def test_who_may_not_read_messages_is_told_that_there_is_nothing(operator: Client):
    message = _sent()
    stranger = at_the_door(in_role(Role.URA))
    for path in ("/feedback/inbox/", f"/feedback/inbox/{message.pk}/"):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert answer["Cache-Control"] == "private, no-store"
        assert stranger.post(path, {"numbers": [message.pk]}).status_code in {404, 405}
    assert Message.objects.count() == 1


def test_a_hidden_message_and_one_that_never_was_are_answered_in_the_same_words(operator: Client):
    message = _sent()
    nobody = Client(headers={"host": "localhost"})
    hidden = nobody.get(f"/feedback/inbox/{message.pk}/")
    never = nobody.get("/feedback/inbox/999999/")
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert hidden.content.replace(str(message.pk).encode(), b"999999") == never.content


def test_who_did_not_sign_in_is_led_there_and_back(operator: Client, settings):
    settings.LOGIN_URL = "/sign-in/"
    answer = Client(headers={"host": "localhost"}).get("/en/feedback/inbox/?a=b")
    assert answer["Location"] == "/sign-in/?next=%2Fen%2Ffeedback%2Finbox%2F%3Fa%3Db"
    assert answer["Cache-Control"] == "private, no-store"


def test_a_form_from_elsewhere_removes_nothing(operator: Client):
    message = _sent()
    answer = at_the_door(OPERATOR, enforce_csrf_checks=True).post("/feedback/inbox/", {"numbers": [message.pk]})
    assert answer.status_code == 403
    assert Message.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_one_statement_however_long_it_is(operator: Client, count: int, django_assert_num_queries):
    for _ in range(count):
        _sent()
    with django_assert_num_queries(1):
        operator.get("/feedback/inbox/")
