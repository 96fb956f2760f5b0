"""The page that puts universities side by side."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from tests.strengths.pages_by_hand import markup
from tests.strengths.questions.university_store import BASE, write_store
from tsunagu.strengths.doors.drawings import Value, dots_axis, dots_plot

PAGE = "/strengths/compare/"
TWO = {"u": [BASE + 1, BASE + 2]}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return write_store(tmp_path_factory.mktemp("compare-page"))


@pytest.fixture
def client(store, settings) -> Client:
    settings.STRENGTHS = store
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return Client(headers={"host": "localhost"})


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


def text(answer) -> str:
    return plain(answer.content.decode())


def test_without_universities_it_asks_for_them(client):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert "まだ大学が選ばれていません" in text(answer)


def test_universities_are_found_by_name_and_added_without_a_script(client):
    html = client.get(PAGE, {"u": BASE + 1, "add": "大学1", "window": 2022}).content.decode()
    # 1 is chosen already; the firm 61 has another name.
    found = re.findall(r'<button type="submit" name="u" value="(\d+)"', html)
    assert found == [str(BASE + number) for number in (10, 11, 12)]
    form = html[html.index('class="matches"') :].partition("</form>")[0]
    assert f'<input type="hidden" name="u" value="{BASE + 1}">' in form
    assert '<input type="hidden" name="window" value="2022">' in form
    assert "合う大学が見つかりませんでした" in text(client.get(PAGE, {"add": "ない名前"}))


def test_a_difference_is_told_only_where_intervals_lie_apart(client):
    html = markup(client.get(PAGE, TWO))
    said = [plain(one) for one in re.findall(r'<(?:p|ul) class="differences">(.*?)</(?:p|ul)>', html)]
    # All fields: only one interval is known. 化学: they lie apart. 臨床医学: 1 has 25 papers.
    assert said == ["比べられる区間がありません", "差あり 試験大学1は試験大学2より高い", "参考（論文50件未満）"]


def test_a_scheme_without_intervals_is_told_once(client):
    answer = client.get(PAGE, {**TWO, "scheme": "field"})
    assert text(answer).count("この分野の体系では区間を計算していないため") == 1
    assert 'class="differences"' not in answer.content.decode()
    assert "比べられる区間がありません" not in text(answer)
    assert text(client.get(PAGE, {**TWO, "counting": "author"})).count("この数え方では区間を計算していないため") == 1


def test_a_university_is_opened_with_the_same_way_of_counting(client):
    html = client.get(PAGE, {**TWO, "counting": "full", "window": "2022"}).content.decode()
    assert (
        f'href="/strengths/universities/{BASE + 1}/?window=2022&amp;scheme=eight&amp;counting=full&amp;top=top"' in html
    )


def test_joint_works_are_shown_with_their_part(client):
    table = markup(client.get(PAGE, TWO)).partition('<table class="joint">')[2].partition("</table>")[0]
    assert [plain(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", table)[4:]] == [
        "試験大学1 – 試験大学2",
        "10",
        "3.0",
        "試験大学1 10.0%試験大学2 10.0%",
    ]
    unknown = text(client.get(PAGE, {"u": [BASE + 21, BASE + 22]}))
    assert "不明（この組の共著は計算されていません）" in unknown


def test_a_university_without_papers_in_a_field_is_said_to_have_none(client):
    assert "この期間に論文がありません" in text(client.get(PAGE, {"u": [BASE + 1, BASE + 3]}))


def test_a_fifth_university_is_left_out_and_said(client):
    answer = client.get(PAGE, {"u": [BASE + number for number in (1, 2, 3, 4, 5)]})
    assert "はじめの4校を表示しています" in text(answer)
    assert "試験大学5" not in text(answer)


@pytest.mark.parametrize(
    "wrong", ["u=x", "u=1", "u=9000000063", "u=１２", f"u={'9' * 500}", "field=99", "window=1", "counting=all"]
)
def test_wrong_parameters_are_left_out_and_named(client, wrong):
    answer = client.get(f"{PAGE}?{wrong}")
    assert answer.status_code == 200
    assert "使えない条件がありました" in text(answer)


@pytest.mark.long
@pytest.mark.parametrize(
    "query",
    ["scheme=field", "counting=author", "counting=full&top=top1", "field=7", "window=2018", "scheme=field&field=27"],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_way_of_looking_answers_in_both_languages(client, language, query):
    answer = client.get(f"{language}{PAGE}?u={BASE + 1}&u={BASE + 2}&u={BASE + 21}&{query}")
    assert (answer.status_code, answer.content.decode().count("<h1")) == (200, 1)


def test_exports_hold_the_fields_of_each(client):
    rows = list(csv.reader(io.StringIO(client.get(PAGE, {**TWO, "format": "csv"}).content.decode("utf-8-sig"))))
    # all fields and two of the eight, for two universities
    assert len(rows) == 1 + 3 * 2
    assert client.get(PAGE, {**TWO, "format": "xlsx"}).content[:2] == b"PK"


def test_an_axis_has_room_for_values_of_twenty_papers(client):
    # Of 1 and 2 the intervals reach 25% at most.
    card = markup(client.get(PAGE, TWO)).partition('<li class="dots-card">')[2].partition("</li>")[0]
    assert [plain(tick) for tick in re.findall(r'<text class="axis-text".*?</text>', card)] == [
        "0%",
        "5%",
        "10%",
        "15%",
        "20%",
        "25%",
    ]
    assert "▸" not in card


def test_a_value_beyond_the_axis_is_marked():
    few, many = Value("few", 0.6, 0.1, 1.0), Value("many", 0.1, 0.05, 0.2)
    plot = dots_plot([few, many], dots_axis([[many]], 0.1), 0.1)
    assert [(dot.beyond, dot.x) for dot in plot.dots] == [(True, "96.00%"), (False, "48.50%")]
