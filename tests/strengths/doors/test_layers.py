"""The page of the layers of three countries."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.strengths.questions.test_layers import computed_for
from tests.strengths.questions.university_store import write_store

PAGE = "/strengths/layers/"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return write_store(tmp_path_factory.mktemp("layers-page"))


@pytest.fixture
def client(store, settings) -> Client:
    settings.STRENGTHS = store
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return Client(headers={"host": "localhost"})


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


@pytest.mark.long
def test_it_says_in_words_what_the_curves_show(client):
    shown = text(client.get(PAGE, {"least": 50}))
    assert "1〜10位に対する10〜50位の論文数の比は、日本 0.20、英国 0.30、ドイツ 0.20。" in shown
    assert "英国と比べた日本：1〜10位の論文数は多い。10〜50位は少ない。条件に届く大学の数は同程度。" in shown


def test_it_draws_a_line_for_each_country_and_says_so_without_the_drawing(client):
    html = client.get(PAGE, {"least": 50}).content.decode()
    assert html.count("<polyline") == 3
    assert '<title id="curves-title">' in html
    assert (
        '<a href="/strengths/universities/9000000001/?window=2023&amp;scheme=eight&amp;counting=frac'
        '&amp;top=top">試験大学1</a>' in html
    )


def test_the_english_page_answers(client):
    answer = client.get(f"/en{PAGE}", {"least": 50})
    assert (answer.status_code, '<html lang="en"' in answer.content.decode()) == (200, True)
    assert "Test University 21" in text(answer)


def test_without_enough_papers_it_says_so(client):
    answer = client.get(PAGE, {"least": 500})
    assert answer.status_code == 200
    assert "条件に届く大学がありません" in text(answer)
    assert "<polyline" not in answer.content.decode()


@pytest.mark.parametrize(
    "wrong", ["least=7", "field=99", "size=weight", "scale=round", "window=1999", "scheme=none", "page=-1", "field=%00"]
)
def test_wrong_parameters_are_left_out_and_named(client, wrong):
    answer = client.get(f"{PAGE}?{wrong}")
    assert answer.status_code == 200
    assert "使えない条件がありました" in text(answer)


@pytest.mark.parametrize("least", ["", "20", "x"])
def test_the_list_shows_the_papers_that_are_asked_for(client, least):
    html = client.get(PAGE, {"least": least}).content.decode()
    shown = html[html.index('<select name="least"') :].partition("</select>")[0]
    assert re.findall(r'value="(\d+)" selected', shown) == ["10"]
    assert "年の論文が10件以上" in html


@pytest.mark.long
@pytest.mark.parametrize(
    "query",
    ["size=top", "scale=linear", "field=7", "scheme=field&field=27", "counting=full&top=scale1", "page=2", "page=900"],
)
def test_every_way_of_looking_answers(client, query):
    answer = client.get(f"{PAGE}?least=10&{query}")
    assert answer.status_code == 200
    assert "使えない条件" not in text(answer)


def test_exports_hold_every_place(client):
    rows = list(csv.reader(io.StringIO(client.get(PAGE, {"least": 50, "format": "csv"}).content.decode("utf-8-sig"))))
    assert rows[0][:5] == ["国", "国内順位", "大学", "OpenAlex", "ROR"]
    assert len(rows) == 1 + 12 + 12 + 11
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(PAGE, {"least": 50, "format": "xlsx"}).content))
    assert book.sheet_names == ["層の厚み", "要約", "規模別の大学数", "出典"]


def test_live_filtering_gives_the_part_only(client):
    part = client.get(PAGE, {"least": 50}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert part.count("<polyline") == 3


@pytest.fixture
def japan_only(client, tmp_path, settings) -> Client:
    settings.STRENGTHS = computed_for(write_store(tmp_path), ["JP"])
    return client


def test_a_country_that_is_not_computed_is_left_out_and_named(japan_only):
    answer = japan_only.get(PAGE, {"least": 50})
    html = answer.content.decode()
    assert html.count("<polyline") == 1
    assert '<title id="curves-title">国内順位と論文数の曲線（日本）</title>' in html
    assert "英国、ドイツの大学は、ここで使っているデータでは計算していません。" in text(answer)
    assert "日本 12 校" in text(answer)
    assert '<th scope="col" class="number">英国</th>' not in html
    assert "United Kingdom, Germany" in text(japan_only.get(f"/en{PAGE}", {"least": 50}))


def test_the_api_and_exports_name_it_too(japan_only):
    tables = {one["name"]: one for one in japan_only.get("/api/v1/strengths/layers", {"least": 50}).json()["tables"]}
    assert [row[0] for row in tables["layers"]["rows"]] == ["Japan"] * 12
    assert tables["Summary"]["columns"] == ["Measure", "Japan"]
    assert ["Countries not computed", "United Kingdom, Germany"] in tables["Source"]["rows"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(japan_only.get(PAGE, {"least": 50, "format": "xlsx"}).content))
    assert book.get_sheet_by_name("要約").to_python()[0] == ["指標", "日本"]
    assert ["計算していない国", "英国、ドイツ"] in book.get_sheet_by_name("出典").to_python()


def test_where_no_country_of_the_figure_is_computed_it_says_so(client, tmp_path, settings):
    settings.STRENGTHS = computed_for(write_store(tmp_path), ["US"])
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "日本、英国、ドイツの大学は、ここで使っているデータでは計算していません。 比べる国がありません" in text(
        answer
    )
    assert client.get(PAGE, {"format": "csv"}).status_code == 200


@pytest.mark.parametrize(("least", "status"), [("50", 200), ("500", 200), ("7", 422), ("5x", 422), ("", 422)])
def test_the_api_takes_the_least_number_of_papers_from_an_address(client, least, status):
    assert client.get("/api/v1/strengths/layers", {"least": least}).status_code == status
