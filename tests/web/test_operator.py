"""Who runs the site: as the settings say it, and never silent where they do not."""

from __future__ import annotations

import pytest
from django.test import Client

from tsunagu.kernel.labels import Label

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(static_files) -> Client:
    return Client(headers={"host": "localhost"})


def test_an_installation_without_operator_says_so_and_what_to_set(client: Client):
    html = client.get("/operator/").content.decode()
    assert "このサイトの運営者は、まだ登録されていません。" in html
    assert [name in html for name in ("TSUNAGU_OPERATOR", "TSUNAGU_CONTACT")] == [True, True]


def test_the_operator_is_named_with_an_address_that_opens(client: Client, settings):
    settings.OPERATOR, settings.CONTACT = Label("甲県", "Kō Prefecture"), "tsunagu@pref.example.jp"
    html = client.get("/operator/").content.decode()
    assert "<b>甲県</b>" in html
    assert 'href="mailto:tsunagu@pref.example.jp"' in html
    assert "TSUNAGU_" not in html
    assert "運営者：甲県" in client.get("/terms/").content.decode()
    assert "<b>Kō Prefecture</b>" in client.get("/en/operator/").content.decode()


def test_an_operator_without_an_english_name_is_named_as_it_is(client: Client, settings):
    settings.OPERATOR = Label("甲県", "")
    assert '<b><span lang="ja">甲県</span></b>' in client.get("/en/operator/").content.decode()
