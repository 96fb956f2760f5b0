"""The printed catalog: every program once, the same figures as the pages, and a file that is the same again."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner
from django.conf import settings
from django.test import Client
from django.utils import translation

from tsunagu.catalog import book
from tsunagu.catalog.cli import catalog
from tsunagu.catalog.models import Program
from tsunagu.catalog.queries import maps
from tsunagu.catalog.queries.maps import MapQuery
from tsunagu.kernel import papers

pytestmark = pytest.mark.django_db
needs_font = pytest.mark.skipif(not Path(settings.FONT).exists(), reason="the font for PDFs is not here")


@pytest.fixture
def client(static_files: None) -> Client:
    return Client(headers={"host": "localhost"})


def _told(language: str = "ja"):
    with translation.override(language):
        return book.paper()


def _programs(paper: papers.Paper) -> list[dict]:
    return list(chain.from_iterable(chapter["programs"] for chapter in paper.data["chapters"]))


@pytest.mark.long
def test_every_program_is_told_once_and_stands_in_both_indexes():
    paper = _told()
    keys = sorted(Program.objects.values_list("key", flat=True))
    by_ministry = chain.from_iterable(one["programs"] for one in paper.data["ministries"])
    assert len(keys) == 92
    assert sorted(one["key"] for one in _programs(paper)) == keys
    assert sorted(one["key"] for one in paper.data["index"]) == keys
    assert sorted(one["key"] for one in by_ministry) == keys


@pytest.mark.long
def test_the_tables_of_the_themes_are_the_boxes_of_the_maps():
    paper = _told()
    chapters = [chapter for chapter in paper.data["chapters"] if chapter["phases"]]
    drawn = maps.maps(MapQuery())
    assert len(chapters) == len(drawn) == 8
    for chapter, one in zip(chapters, drawn, strict=True):
        rows = list(chain.from_iterable(phase["rows"] for phase in chapter["phases"]))
        assert [(row["key"], row["amount"]) for row in rows] == [
            (card.box.program.key, card.box.amount_printed) for card in one.cards
        ]
    assert chapters[0]["title"] == "政策課題：MaaS・自動運転"


@pytest.mark.long
def test_programs_common_to_many_maps_come_first_and_those_without_a_map_last():
    titles = [chapter["title"] for chapter in _told().data["chapters"]]
    assert (titles[0], titles[-1]) == ("多くの課題に共通する事業", "そのほかの事業")
    common = {one["key"] for one in _told().data["chapters"][0]["programs"]}
    assert {"coi-next", "sparc", "local-10000"} <= common


@pytest.mark.long
def test_amounts_marks_and_sources_are_those_of_the_pages():
    coi = next(one for one in _programs(_told()) if one["key"] == "coi-next")
    facts = {fact["name"]: fact["text"] for fact in coi["facts"]}
    assert "令和7年度 政府予算案 134億円 (推計額)" in facts["予算"].splitlines()
    assert facts["申請主体"] == "大学等研究機関"
    assert "共創の場形成支援 -知と人材が集積するイノベーション・エコシステム- p. 1, 2" in coi["sources"]


@pytest.mark.long
def test_every_document_that_a_program_quotes_is_among_the_sources():
    paper = _told()
    titles = {document["title"] for document in paper.data["documents"]}
    assert "地域中核・特色ある研究大学総合振興パッケージ（総合振興パッケージ）" in titles
    quoted = "\n".join(one["sources"] for one in _programs(paper))
    assert [title for title in titles if title not in quoted] == []


def test_english_readers_get_english_where_there_is_some():
    paper = _told("en")
    coi = next(one for one in _programs(paper) if one["key"] == "coi-next")
    assert (paper.title, paper.language) == ("Catalog of Support Programs", "en")
    assert coi["name"] != coi["other"] == "共創の場形成支援プログラム"
    names = {fact["name"] for fact in coi["facts"]}
    assert {"Applicant", "Amount per award", "Budgets"} <= names


def test_the_maps_lead_to_the_book(client):
    assert 'href="/catalog.pdf"' in client.get("/maps/").content.decode()


@pytest.mark.long
def test_without_a_font_page_and_command_say_what_to_do(client, settings, tmp_path):
    settings.FONT = str(tmp_path / "none.ttf")
    answer = client.get("/catalog.pdf")
    assert (answer.status_code, bool(answer["Retry-After"])) == (503, True)
    assert "apt-get install fonts-ipaexfont" in answer.content.decode()
    english = client.get("/en/catalog.pdf")
    assert (english.status_code, "This server has no Japanese font" in english.content.decode()) == (503, True)
    result = CliRunner().invoke(catalog, ["book", "--output", str(tmp_path / "book.pdf")])
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert "TSUNAGU_FONT" in result.output
    assert not (tmp_path / "book.pdf").exists()


@needs_font
@pytest.mark.long
@pytest.mark.parametrize(("language", "address"), [("ja", "/catalog.pdf"), ("en", "/en/catalog.pdf")])
def test_the_book_is_one_file_from_page_and_command(client, tmp_path, language, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="tsunagu-catalog-{language}.pdf"'
    out = tmp_path / "book.pdf"
    result = CliRunner().invoke(catalog, ["book", "--output", str(out), "--language", language])
    assert result.exit_code == 0, result.output
    assert out.read_bytes() == answer.content
    document = pypdfium2.PdfDocument(answer.content)
    bookmarks = [mark.get_title() for mark in document.get_toc()]
    assert len(document) > 50
    assert len(bookmarks) > 92
    assert answer.content.find(b"/FontFile3") == -1
    assert len(answer.content) < 4 * 2**20  # what the front keeps
