"""What the catalog says in words has its English, with the Japanese text at hand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape

from tsunagu.catalog.models import Document, Eligibility, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(static_files: None) -> Client:
    return Client(headers={"host": "localhost"})


def _text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split()).replace("> <", "><")


@pytest.mark.long
@pytest.mark.parametrize("address", ["programs/j-peaks/", "may-apply/?as=university", "compare/?p=j-peaks&p=coi-next"])
def test_conditions_are_summarized_in_english_beside_the_japanese_text(client: Client, address: str):
    rule = Eligibility.objects.filter(program__key="j-peaks").exclude(excludes="").get()
    texts = [(rule.condition, rule.condition_en), (rule.excludes, rule.excludes_en)]
    page = _text(client, f"/en/{address}")
    for japanese, english in texts:
        original = f'<summary>In Japanese</summary><span lang="ja">{escape(japanese)}</span>'
        assert (escape(english) in page, original in page) == (True, True)
    page = _text(client, f"/{address}")
    for japanese, english in texts:
        assert (escape(english) in page, escape(japanese) in page) == (False, True)
    assert "<summary>日本語の文" not in page


def test_a_condition_without_english_is_shown_in_japanese(client: Client):
    Eligibility.objects.filter(program__key="j-peaks").update(condition_en="", excludes_en="")
    page = _text(client, "/en/programs/j-peaks/")
    assert ('<span lang="ja">国際卓越研究大学への申請中の大学</span>' in page, "In Japanese" in page) == (True, False)


@pytest.mark.long
@pytest.mark.parametrize("address", ["sources/", "sources/package-2022/", "sources/package-2022/11/"])
def test_a_document_has_its_english_title_beside_the_original(client: Client, address: str):
    document = Document.objects.get(key="package-2022")
    page = _text(client, f"/en/{address}")
    assert (document.title_en in page, f'<span lang="ja">{document.title}</span>' in page) == (True, True)
    assert document.title_en not in _text(client, f"/{address}")


def test_the_reason_of_a_state_is_said_in_the_language_of_the_reader(client: Client):
    status = Status.objects.get(program__key="coi")
    said = [client.get(f"{language}/programs/coi/").content.decode() for language in ("", "/en")]
    assert [status.reason in page for page in said] == [True, False]
    assert [status.reason_en in page for page in said] == [False, True]


def test_the_api_gives_both_languages(client: Client):
    program = client.get("/api/v1/programs/j-peaks").json()
    rule = next(rule for rule in program["rules"] if rule["excludes"])
    stored = Eligibility.objects.filter(program__key="j-peaks").exclude(excludes="").get()
    assert (rule["condition_en"], rule["excludes_en"]) == (stored.condition_en, stored.excludes_en)
    assert rule["source"]["title_en"] == Document.objects.get(key=rule["source"]["document"]).title_en
