"""The page of a university's own domain."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from tests.strengths.questions.university_store import BASE, write_store

PAGE = "/strengths/domain/"
ASKED = {"u": BASE + 2, "scheme": "eight", "field": 1}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = write_store(tmp_path_factory.mktemp("domain-page"))
    (folder / "domains").mkdir()
    (folder / "domains" / "saved.csv").write_text("domain,scheme,field\n触媒科学,field,15\n触媒科学,field,16\n")
    (folder / "domains" / "wrong.csv").write_text("domain,field\nx,1\n")
    return folder


@pytest.fixture
def client(store, settings) -> Client:
    settings.STRENGTHS = store
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return Client(headers={"host": "localhost"})


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_without_a_university_it_says_what_the_indicator_means_and_asks(client):
    shown = text(client.get(PAGE))
    assert "「特定領域のTOP10%論文が国際卓越研究大学並みに」" in shown
    assert "まだ大学が選ばれていません" in shown
    assert "まだ分野が選ばれていません" in text(client.get(PAGE, {"u": BASE + 2}))


def test_it_shows_the_gap_and_what_closes_it(client):
    shown = text(client.get(PAGE, ASKED))
    assert "論文数がこのままなら、Top論文があと4件分" in shown
    assert "Top論文があと5件分" in shown
    assert "「件分」は、分数カウント（機関）で数えた件数です。" in shown
    assert "比べる大学までの差" in shown
    assert "比べる大学（仮：論文数の多い3校）：試験大学1、試験大学3、試験大学4" in shown
    # 2.5 / 50 - 35 / 275
    assert "−7.7 比べる大学より低い" in shown


def test_the_usual_group_is_named_as_a_stand_in_for_the_readers_choice(client):
    usual = text(client.get(PAGE, ASKED))
    assert "自然科学の論文数が最も多い3校（自校を除く）を仮に置いています" in usual
    chosen = client.get(PAGE, {**ASKED, "r": BASE + 1})
    assert "仮に置いています" not in text(chosen)
    assert f'href="{PAGE}?u={BASE + 2}&amp;scheme=eight&amp;field=1"' in chosen.content.decode()


def test_fields_stand_in_the_address_and_are_ticked(client):
    html = client.get(PAGE, ASKED).content.decode()
    boxes = re.findall(r'<input\s+type="checkbox" name="field" value="(\d+)"( checked)?>', html)
    assert boxes == [(str(number), " checked" if number == 1 else "") for number in range(1, 9)]
    assert f'<input type="hidden" name="u" value="{BASE + 2}">' in html


def main(answer) -> str:
    html = answer.content.decode()
    return html[html.index("<main") : html.index("</main>")]


@pytest.mark.long
@pytest.mark.parametrize("before", ["f=1&f=7", "f=1&field=7", "field=1&f=7"])
def test_links_with_the_name_that_fields_had_before_show_the_same_and_write_the_name_of_now(client, before):
    now = main(client.get(f"{PAGE}?u={BASE + 2}&scheme=eight&field=1&field=7"))
    assert "field=1&amp;field=7" in now
    assert main(client.get(f"{PAGE}?u={BASE + 2}&scheme=eight&{before}")) == now


def test_saved_domains_are_offered_and_wrong_files_are_told(client):
    html = client.get(PAGE, {"u": BASE + 2}).content.decode()
    assert (
        f'href="?u={BASE + 2}&amp;scheme=field&amp;field=15&amp;field=16&amp;name=%E8%A7%A6%E5%AA%92%E7%A7%91%E5%AD%A6"'
        in html
    )
    assert "the column scheme is missing" in html


def test_universities_are_found_and_put_in_place_of_the_one_before(client):
    html = client.get(PAGE, {**ASKED, "add": "試験大学1"}).content.decode()
    form = html[html.index('class="matches"') :].partition("</form>")[0]
    assert 'name="u" value="9000000001"' in form
    assert 'type="hidden" name="u"' not in form
    assert '<input type="hidden" name="field" value="1">' in form


@pytest.mark.long
@pytest.mark.parametrize(
    "wrong",
    ["u=x", "r=12", "field=99", "field=x", "f=99", "window=0", "counting=no", f"name={'x' * 100}", "u=9000000063"],
)
def test_wrong_parameters_are_left_out_and_named(client, wrong):
    answer = client.get(f"{PAGE}?{wrong}")
    assert answer.status_code == 200
    assert "使えない条件がありました" in text(answer)


@pytest.mark.long
@pytest.mark.parametrize(
    "query",
    [
        "",
        "&scheme=field&field=16",
        "&scheme=eight&field=1&field=7&name=x",
        "&scheme=eight&field=7&counting=full&top=scale1&window=2018",
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_way_of_looking_answers_in_both_languages(client, language, query):
    answer = client.get(f"{language}{PAGE}?u={BASE + 2}&r={BASE + 1}{query}")
    assert (answer.status_code, answer.content.decode().count("<h1")) == (200, 1)


def test_a_domain_without_papers_cannot_be_compared(client):
    shown = text(client.get(PAGE, {"u": BASE + 3, "scheme": "eight", "field": 7}))
    assert "比べられません" in shown
    assert "0.0%" not in shown


def test_the_export_holds_every_window_and_the_fields(client):
    rows = list(csv.reader(io.StringIO(client.get(PAGE, {**ASKED, "format": "csv"}).content.decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == [
        "2014-2018",
        "2015-2019",
        "2016-2020",
        "2017-2021",
        "2018-2022",
        "2019-2023",
    ]
    # Nothing is asked, so there is nothing to export: the page itself answers.
    assert client.get(PAGE, {"format": "csv"})["Content-Type"].startswith("text/html")
