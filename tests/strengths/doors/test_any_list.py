"""The page that any list has, with the joint papers."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.strengths.questions.university_store import BASE, write_store
from tsunagu.kernel import paging

PAGE = "/strengths/joint-papers/"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return write_store(tmp_path_factory.mktemp("list-page"))


@pytest.fixture
def client(store, settings) -> Client:
    settings.STRENGTHS = store
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return Client(headers={"host": "localhost"})


def rows(answer) -> list[list[str]]:
    body = answer.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    lines = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", line)).split("|") for line in lines]


def test_each_line_leads_to_both_institutions(client):
    html = client.get(PAGE).content.decode()
    assert re.findall(r'<a href="/strengths/universities/(\d+)/">', html)[:2] == [str(BASE + 1), str(BASE + 2)]
    assert "サルトン指標" in html


def test_a_part_that_is_fetched_holds_the_list_alone(client):
    html = client.get(PAGE, {"prefecture": "36"}, headers={"hx-request": "true"}).content.decode()
    assert "試験大学3" in html
    assert "試験大学1" not in html
    assert "<h1" not in html


def test_where_nothing_matches_the_page_says_so(client):
    assert "当てはまるものがありません" in client.get(PAGE, {"prefecture": "01"}).content.decode()


def test_a_page_behind_the_last_is_the_last_and_a_file_holds_all(client, monkeypatch):
    monkeypatch.setattr(paging, "SIZE", 1)
    assert "試験大学4" in "".join(map(str, rows(client.get(PAGE, {"page": "9"}))))
    assert client.get(PAGE, {"format": "csv"}).content.decode().count("試験大学") == 4


def test_words_that_mean_nothing_are_left_out_and_named(client):
    html = client.get(PAGE, {"prefecture": "99", "country": "GB"}).content.decode()
    assert html.count("<tr>") == 3
    assert "99" in html


def test_programs_ask_for_a_part_and_learn_where_the_next_one_is(client):
    first = client.get("/api/v1/strengths/joint-papers", {"limit": 1}).json()
    second = client.get(first["next"]).json()
    assert (first["count"], second["offset"], second["next"]) == (2, 1, None)
    names = [one["tables"][0]["rows"][0][0] for one in (first, second)]
    assert names == ["Test University 1", "Test University 3"]


def test_what_was_not_computed_is_said_and_is_not_nothing(client, store):
    for path in (store / "current" / "edge").glob("*.parquet"):
        path.rename(path.with_suffix(".away"))
    try:
        html = client.get(PAGE, {"scheme": "field", "least": "2"}).content.decode()
    finally:
        for path in (store / "current" / "edge").glob("*.away"):
            path.rename(path.with_suffix(".parquet"))
    assert "この条件では計算していません" in html
    assert "当てはまるものがありません" not in html
