"""The map by the rule of the interval, and what its conditions say of themselves."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.strengths.pages_by_hand import part, rows, site, text
from tests.strengths.questions.conftest import KO, OTSU, hand_store, make_store, openalex  # noqa: F401  a fixture

PAGE = "/strengths/"
INTERVAL = {"least": "1", "rule": "interval"}


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def near(answer) -> list[list[str]]:
    """The cells of chemistry in the table of those that are near."""
    html = answer.content.decode()
    row = html[html.index('<table class="near">') :].partition('<th scope="row">化学</th>')[2].partition("</tr>")[0]
    return [re.findall(r"/universities/(\d+)/\?", cell) for cell in row.split("</td>")[:2]]


def test_the_words_of_the_page_are_those_of_the_rule(client):
    by_q, by_interval = text(client.get(PAGE, {"least": "1"})), text(client.get(PAGE, INTERVAL))
    assert "いずれかの分野でQ値が基準値以上の大学： 2 校（論文のある2校中）" in by_q
    assert "Q値が基準値以上の機関：分野・規模別（" in by_q
    assert "いずれかの分野でQ値と区間の下端が基準値以上の大学： 0 校（論文のある2校中）" in by_interval
    assert "Q値と区間の下端が基準値以上の機関：分野・規模別（" in by_interval
    assert "いずれかの分野でQ値と区間の下端が基準値以上 0 （2中）" in by_interval


def test_those_whose_q_reaches_the_reference_are_kept_apart_from_those_below_it(client):
    typed = INTERVAL | {"reference": "value", "value": "12.0"}
    # chemistry: Ko 12.8%, its interval from 0; Otsu 11.1%
    answer = client.get(PAGE, typed)
    assert near(answer) == [[str(openalex(KO))], [str(openalex(OTSU))]]
    assert "Q値は基準以上だが区間の下端は未満 基準まで 1ポイント以内" in part(
        answer, '<table class="near">', "</thead>"
    )
    assert "Q値は基準以上だが" not in text(client.get(PAGE, {"least": "1"}))


def test_the_export_says_of_each_how_it_stands(client):
    found = rows(client.get(PAGE, INTERVAL | {"reference": "value", "value": "12.0", "format": "csv"}))
    assert [(row["大学"], row["判定"]) for row in found if row["分野"] == "化学"] == [
        ("甲大学", "Q値だけが基準値以上"),
        ("乙大学", "基準値に近い"),
    ]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [("least", "20", ">50件以上"), ("margin", "7", ">1ポイント以内"), ("country", "XX", ">日本")],
)
def test_a_condition_that_cannot_be_used_is_named_and_the_one_in_use_is_shown(client, name, value, shown):
    answer = client.get(PAGE, {name: value})
    chosen = re.findall(r"<option [^>]* selected(>[^<]+)<", answer.content.decode())
    assert shown in chosen
    assert re.search(rf"に指定された「\s*{value}\s*」は使えない", text(answer))


def test_no_margin_is_a_margin(client):
    assert '<option value="0" selected>0ポイント以内</option>' in client.get(PAGE, {"margin": "0"}).content.decode()


@pytest.mark.long
def test_groups_name_the_columns_of_universities_in_japan_only(client, tmp_path, settings):
    def heads(**asked: str) -> str:
        return part(client.get(PAGE, {"least": "1"} | asked), '<dl class="facts map-facts">', "</thead>")

    assert "大学グループ 自然科学系の論文（分数カウント）の国内シェアによる（しきい値はNISTEP調査資料-288）" in heads()
    assert "第1グループ シェア4.5%以上" in heads()
    for other in ({"country": "GB"}, {"everyone": "1"}):
        assert "国内シェアによる区分（参考） 自然科学系の論文（分数カウント）の国内シェアによる" in heads(**other)
        assert ("グループ" in heads(**other), "シェア4.5%以上" in heads(**other)) == (False, True)
    exported = {
        asked: {
            row["大学グループ"] for row in rows(client.get(PAGE, {"least": "1", "country": asked, "format": "csv"}))
        }
        for asked in ("JP", "GB")
    }
    assert exported == {"JP": {"第1グループ"}, "GB": {""}}
    client = site(make_store(tmp_path / "sample", "sample by hand").directory, settings)
    assert "国内シェアによる区分（参考）" in heads()
    assert "NISTEP" not in heads()


def test_what_cannot_be_typed_in_is_sent_and_answered(client):
    assert '<form class="filters" novalidate' in client.get(PAGE).content.decode()
    for value in ("12.34", "150"):
        told = text(client.get(PAGE, {"reference": "value", "value": value}, headers={"hx-request": "true"}))
        assert "基準の値を、0 から 100 までの百分率で入れてください。" in told
        assert re.search(rf"「基準の値（%）」に指定された「\s*{value}\s*」は使えない", told)


def test_the_basis_names_data_day_and_number_of_the_computation_apart_and_what_all_fields_are(client):
    basis = part(client.get(PAGE), '<section class="method"', "</section>")
    assert re.search(r"データ tests, by hand 計算日 20\d\d-\d\d-\d\d 計算の番号 [0-9a-f]+ 期間", basis)
    assert "全分野 8分野の合計（自然科学系だけで、人文・社会科学などは含まない）" in basis
    assert "全分野 8分野" not in part(client.get(PAGE, {"scheme": "field"}), '<section class="method"', "</section>")
    assert "95%。論文を再抽出するブートストラップ法（1,000回）によります。" in basis
