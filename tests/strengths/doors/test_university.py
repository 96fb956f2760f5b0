"""The pages that find a university and tell about one."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.strengths.pages_by_hand import JUNK, SOME_JUNK, part, rows, sheets, site, text
from tests.strengths.questions.conftest import ALPHA, BETA, KO, OTSU, TEI, hand_store, openalex  # noqa: F401  a fixture

LIST = "/strengths/universities/"


def page(institution: int) -> str:
    return f"{LIST}{openalex(institution)}/"


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def listed(answer) -> list[int]:
    html = answer.content.decode()
    if '<table class="university-list">' not in html:
        return []
    body = html[html.index('<table class="university-list">') :].partition("</table>")[0]
    return [int(number) for number in re.findall(r"/universities/(\d+)/", body)]


def test_the_list_holds_the_universities_of_a_country_by_place_and_name(client):
    # 東京都 before 大阪府, no place last; the institute is no university
    answer = client.get(LIST)
    assert listed(answer) == [openalex(one) for one in (KO, OTSU, TEI)]
    body = part(answer, '<table class="university-list">', "</table>")
    assert "甲大学 日本 東京都 第1グループ 12.5" in body
    assert "丁大学 日本 – 期間内になし" in body  # no papers are not 0 papers
    assert listed(client.get(LIST, {"country": "GB"})) == [openalex(ALPHA)]


@pytest.mark.parametrize(("words", "found"), [("甲", [KO]), ("beta", [BETA]), ("I102", [OTSU]), ("ない名前", [])])
def test_a_university_is_found_by_part_of_its_name_or_its_number(client, words, found):
    assert listed(client.get(LIST, {"q": words})) == [openalex(one) for one in found]


def test_nothing_found_says_what_to_try(client):
    assert "名前の一部だけ、または英語の名前でも試してください。" in text(client.get(LIST, {"q": "ない名前"}))


def test_the_head_names_the_university_its_group_and_its_share(client):
    head = part(client.get(page(KO)), '<div class="page-head">', "<form")
    assert "甲大学 Ko University 所在 日本 東京都" in head
    standing = part(client.get(page(KO)), '<div id="found">', '<ul class="doorways')
    assert "国内シェア 50.00% 2019–2023年の自然科学系の論文、分数カウント 12.5件" in standing
    assert "大学グループ 第1グループ （分け方はNISTEP調査資料-288による）" in standing


def test_each_field_has_n_q_and_interval_and_no_papers_are_told(client):
    table = part(client.get(page(KO)), '<table class="portfolio">', "</table>")
    assert re.search(r"化学 7 6\.5 0\.8 12\.8% \[[\d.]+–[\d.]+%\] 52\.0% 0\.78 −0\.24 \+3\.20", table)
    assert "材料科学 論文なし – – – –" in table
    assert re.search(r"全分野 13 12\.5 0\.8 6\.7% \[", table)


def test_the_share_of_top_papers_is_taken_apart(client):
    table = part(client.get(page(KO)), '<h3 id="national">', "</table>")
    # 6.5 of 15 papers and 5/6 of 5/3 top papers of Japan: Q 5/39 over 1/9
    assert "化学 43.33% 11.1% 1.15 50.00%" in table


def test_numbers_lead_to_the_works_behind_them(client):
    html = client.get(page(KO)).content.decode()
    works = f"{page(KO)}works/?scheme=eight&amp;field=1&amp;window=2023&amp;counting=frac&amp;top=top"
    assert f'<a href="{works}">7</a>' in html
    assert f'<a href="{works}&amp;only=top">0.8</a>' in html


def test_the_plot_draws_every_field_with_papers_and_what_they_are_compared_with(client):
    def plot(institution: int) -> str:
        html = client.get(page(institution)).content.decode()
        return html[html.index('<svg class="chart intervals"') :].partition("</svg>")[0]

    drawn = plot(OTSU)
    assert re.findall(r'class="plot__label[^>]*>([^<]+)<', drawn) == ["全分野", "化学", "臨床医学"]
    assert re.findall(r'class="plot__mark-label"[^>]*>([^<]+)<', drawn) == ["甲大学の全分野 6.7%", "世界 10%"]
    assert re.findall(r'class="plot__note[^>]*>([^<]+)<', drawn) == ["19.3%", "n=10", "11.1%", "n=8", "50.0%", "n=2"]
    assert drawn.count("<circle") == 3
    # The university that others are compared with is not compared with itself.
    assert re.findall(r'class="plot__mark-label"[^>]*>([^<]+)<', plot(KO)) == ["世界 10%"]


def test_partners_kinds_and_near_subfields_are_told(client):
    answer = client.get(page(KO))
    together = part(answer, '<section class="about-together">', "</section>")
    assert "複数機関または国際共著 1 13 7.7% [1.4–33.3%] 100.0% [20.7–100.0%]" in together
    assert "乙大学 日本 1 1.0" in together
    assert (
        "100を超える機関が名を連ねる論文は共著の相手の数え上げから除きますが、この期間のこの機関にはありません。"
        in together
    )
    assert "有機化学 0.00 6.5" in part(answer, '<section class="about-near">', "</section>")


def test_the_base_of_the_index_can_be_chosen(client):
    table = part(client.get(page(KO), {"base": "country"}), '<table class="portfolio">', "</table>")
    assert "52.0% 0.87" in table  # 0.52 / (15 / 25)


@pytest.mark.long
def test_what_is_not_computed_is_said(client):
    assert "この数え方では区間を計算していません。" in text(client.get(page(KO), {"counting": "author"}))
    assert "この分野の体系では区間を計算していません。" in text(client.get(page(KO), {"scheme": "subfield"}))
    assert "数値を計算しているのは次の国の機関だけです：日本、英国、ドイツ" in text(client.get(page(BETA)))
    assert "この分野の体系に入る論文が、データの期間にありません。" in text(client.get(page(TEI)))
    assert "この国の機関については、共著の相手を計算していません。" in text(client.get(page(ALPHA)))


def test_a_number_nobody_has_gives_404_and_the_list(client):
    answer = client.get(f"{LIST}999/")
    assert answer.status_code == 404
    assert "番号 I999 の機関は、このデータにはありません。" in text(answer)
    assert listed(answer) == [openalex(one) for one in (KO, OTSU, TEI)]


def test_the_exports_hold_the_tables_of_the_page(client):
    first = rows(client.get(page(KO), {"format": "csv"}))
    assert [(row["分野"], row["論文数（整数）"]) for row in first[:3]] == [
        ("全分野", "13"),
        ("化学", "7"),
        ("材料科学", "0"),
    ]
    assert sheets(client.get(page(KO), {"format": "xlsx"})) == [
        "分野",
        "推移",
        "共著",
        "共著の相手",
        "近い分野",
        "出典",
    ]


def test_the_english_page_is_in_english_and_marks_the_japanese_name(client):
    answer = client.get("/en" + page(KO))
    assert '<span lang="ja">甲大学</span>' in answer.content.decode()
    assert "Organic Chemistry" in text(answer)
    assert '<span lang="ja">丁大学</span>' in client.get("/en" + page(TEI)).content.decode()


@pytest.mark.parametrize("junk", SOME_JUNK)
@pytest.mark.parametrize("name", "window scheme counting top base format page".split())
def test_what_cannot_be_understood_is_left_out(client, name, junk):
    assert client.get(page(KO), {name: junk}).status_code == 200


@pytest.mark.parametrize("name", "q country window page".split())
def test_the_list_takes_anything(client, name):
    for value in JUNK:
        assert client.get(LIST, {name: value}).status_code == 200, value


@pytest.mark.parametrize(
    "way",
    [
        {"scheme": "subfield"},
        {"counting": "full", "top": "scale"},
        pytest.param({"scheme": "field"}, marks=pytest.mark.long),
        pytest.param({"top": "top1"}, marks=pytest.mark.long),
        pytest.param({"window": "2022"}, marks=pytest.mark.long),
    ],
)
def test_every_way_of_counting_has_its_page(client, way):
    assert client.get(page(KO), way).status_code == 200
    assert client.get("/strengths/", way | {"least": "1"}).status_code == 200


def test_links_to_other_institutions_and_pages_keep_the_way_of_counting(client):
    shown = client.get(page(KO), {"counting": "full"}).content.decode()
    kept = "window=2023&amp;scheme=eight&amp;counting=full&amp;top=top"
    assert f'{page(OTSU)}?{kept}"' in shown
    assert f'/strengths/compare/?u={openalex(KO)}&amp;{kept}"' in shown
    assert f'{page(KO)}works/?{kept}"' in shown
