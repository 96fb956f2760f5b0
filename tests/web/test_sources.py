"""The pages that citations lead to."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from tests.catalog.originals.made_pdf import make_pdf
from tsunagu.catalog.actions import attach
from tsunagu.catalog.models import Document

pytestmark = pytest.mark.django_db
KEY = "package-2022"


@pytest.fixture
def client(static_files, settings, tmp_path) -> Client:
    settings.VAR = tmp_path / "var"
    return Client(headers={"host": "localhost"})


@pytest.fixture
def pdf(tmp_path) -> Path:
    return make_pdf(tmp_path / "package.pdf", [["一枚目"], ["◆共創の場形成支援：", "１３,７５１百万", "円（新規）"]])


def test_the_page_of_a_citation_shows_the_words_marked(client, pdf):
    attach(document=KEY, file=pdf)
    content = client.get("/sources/package-2022/2/?text=13,751百万円").content.decode()
    assert '<mark id="found">１３,７５１百万' in " ".join(content.split())
    assert content.count('class="original__mark"') == 2
    assert 'href="data:image/webp;base64,' in content


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_document_without_file_and_address_says_so(client, language):
    said = {
        "": "公式のアドレスも分かっていないため、ページを開けません。",
        "/en": "its official address is not known either",
    }
    Document.objects.filter(key=KEY).update(url="")
    assert said[language] in client.get(f"{language}/sources/package-2022/11/").content.decode()


def test_a_document_with_an_address_leads_there(client):
    Document.objects.filter(key=KEY).update(url="https://example.jp/package.pdf")
    assert 'href="https://example.jp/package.pdf#page=11"' in client.get("/sources/package-2022/11/").content.decode()


def test_a_document_that_does_not_exist_is_not_found(client):
    assert [client.get(f"/sources/nothing/{page}").status_code for page in ("", "11/")] == [404, 404]


@pytest.mark.long
def test_every_citation_of_a_program_opens_the_attached_document(client, tmp_path):
    file = tmp_path / "deck.txt"
    file.write_text("共創の場形成支援プログラム")
    Document.objects.filter(key=KEY).update(url="https://example.jp/package.pdf")
    before = client.get("/programs/coi-next/").content.decode()
    attach(document=KEY, file=file)
    after = client.get("/programs/coi-next/").content.decode()
    official, here = 'href="https://example.jp/package.pdf#page=', 'href="/sources/package-2022/'
    assert before.count(official) == after.count(here) > 10
    assert (before.count(here), after.count(official)) == (0, 0)
