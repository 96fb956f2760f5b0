"""The form: a message arrives once, and what was written is never lost."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from tsunagu.feedback.models import Message

pytestmark = pytest.mark.django_db

MESSAGE = {"kind": "mistake", "text": "電話番号が変わりました。", "page": "/programs/coi-next/", "reply_to": ""}


@pytest.fixture
def client(static_files) -> Client:
    return Client(headers={"host": "localhost"})


def test_a_message_is_kept_as_it_was_written_and_the_sender_is_thanked(client: Client):
    answer = client.post(
        "/en/feedback/", {**MESSAGE, "text": "Two\r\nlines", "reply_to": "ura@example.ac.jp"}, follow=True
    )
    assert answer.redirect_chain == [("/en/feedback/sent/", 302)]
    assert "Thank you" in answer.content.decode()
    [kept] = Message.objects.values("kind", "text", "page", "reply_to", "language")
    assert kept == {
        "kind": "mistake",
        "text": "Two\nlines",
        "page": "/programs/coi-next/",
        "reply_to": "ura@example.ac.jp",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "あ" * 4001),
        ("kind", "praise"),
        ("page", "x" * 501),
        ("reply_to", "nobody"),
        ("website", "https://spam.example/"),
        ("text", "a\x00b"),
    ],
)
def test_a_message_that_cannot_be_kept_stays_in_the_form_and_the_field_is_named(client: Client, field: str, value: str):
    answer = client.post("/feedback/", {**MESSAGE, "page": "/maps/", field: value})
    html = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in html
    assert (value if field == "text" else MESSAGE["text"]).replace("\x00", "") in html.replace("\x00", "")
    assert Message.objects.count() == 0


def test_the_longest_message_is_taken_also_with_line_ends_of_a_form(client: Client):
    text = "\r\n".join(["あ" * 1999, "い" * 2000])
    assert client.post("/feedback/", {**MESSAGE, "text": text}).status_code == 302
    assert len(Message.objects.get().text) == 4000


def test_messages_beyond_the_limit_are_refused_with_a_reason_and_stay_in_the_form(client: Client, settings):
    settings.FEEDBACK_PER_HOUR = 1
    assert client.post("/feedback/", MESSAGE).status_code == 302
    refused = client.post("/feedback/", {**MESSAGE, "text": "もう一つ"})
    assert refused.status_code == 422
    assert "ただいま多くのご意見が届いている" in refused.content.decode()
    assert "もう一つ" in refused.content.decode()
    assert Message.objects.count() == 1


def test_a_form_from_elsewhere_is_refused(static_files):
    answer = Client(enforce_csrf_checks=True, headers={"host": "localhost"}).post("/feedback/", MESSAGE)
    assert answer.status_code == 403
    assert Message.objects.count() == 0


def test_the_form_names_the_page_of_this_site_that_led_to_it(client: Client):
    def page_named(referer: str) -> bool:
        return 'value="/maps/?year=2022"' in client.get("/feedback/", headers={"referer": referer}).content.decode()

    assert page_named("http://localhost/maps/?year=2022")
    assert not page_named("http://elsewhere.example/maps/?year=2022")


def test_a_referer_that_is_no_address_names_no_page(client: Client):
    assert client.get("/feedback/", headers={"referer": "http://[nowhere/"}).status_code == 200
