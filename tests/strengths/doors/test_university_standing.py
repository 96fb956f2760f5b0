"""Whom groups are said of, what is said where there is no interval, and which institutions a search finds."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.strengths.doors.test_university import LIST, listed, page
from tests.strengths.pages_by_hand import part, site, text
from tests.strengths.questions.conftest import ALPHA, BETA, HEI, KO, OTSU, TEI, hand_store, make_store, openalex  # noqa: F401  a fixture
from tsunagu.strengths.doors.views.universities import by_place
from tsunagu.strengths.questions.reading import Institution

LIVE = {"hx-request": "true"}


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def source(answer) -> dict[str, object]:
    """What the sheet on the source says."""
    return {
        row[0]: row[1]
        for row in CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name("出典").to_python()
        if row[1] != ""
    }


def named(name: str, prefecture: str | None = None) -> Institution:
    return Institution(1, 1, name, None, "JP", "education", prefecture, None)


@pytest.mark.long
def test_groups_are_of_universities_in_japan(client):
    assert "大学グループ" in part(client.get(page(KO)), '<dl class="facts">', '<section class="about-strengths">')
    for other in (HEI, ALPHA):
        told = part(client.get(page(other)), "<h1>", '<section class="about-strengths">')
        assert "国内シェア" in told
        assert ("グループ" in told, "NISTEP" in told) == (False, False)
        assert "大学グループ" not in source(client.get(page(other), {"format": "xlsx"}))
    assert source(client.get(page(KO), {"format": "xlsx"}))["大学グループ"] == "第1グループ"
    assert "大学グループ" not in part(
        client.get(LIST, {"country": "GB"}), '<table class="university-list">', "</table>"
    )


@pytest.mark.long
def test_of_a_sample_the_groups_are_a_classification_for_reference(client, tmp_path, settings):
    sample = site(make_store(tmp_path / "sample", "sample by hand").directory, settings)
    told = part(sample.get(page(KO)), '<div id="found">', "</dl>")
    assert "国内シェアによる区分（参考） 第1グループ" in told
    assert "NISTEP" not in told
    assert "国内シェアによる区分（参考）" in part(sample.get(LIST), '<table class="university-list">', "</table>")


def test_the_standing_and_the_link_to_the_works_follow_a_live_change(client):
    answer = client.get(page(KO), {"window": "2022", "counting": "full"}, headers=LIVE)
    assert "2018–2022年の自然科学系の論文、分数カウント 6.0件" in text(answer)
    assert f'{page(KO)}works/?window=2022&amp;scheme=eight&amp;counting=full&amp;top=top"' in answer.content.decode()


@pytest.mark.long
def test_a_dot_without_an_interval_is_hollow_and_said_to_be(client):
    answer = client.get(page(OTSU))
    html = answer.content.decode()
    plot = html[html.index('<svg class="chart intervals"') :].partition("</svg>")[0]
    assert plot.count('class="plot__interval"') + plot.count("plot__dot--open") == plot.count("<circle") == 3
    papers = html[html.index('aria-labelledby="line-papers"') :].partition("</svg>")[0]
    assert ("<circle" in papers, "plot__dot--open" in papers) == (True, False)  # a number of papers is sure
    assert "白抜きの点は区間のない値で、どれほど動きうるかが分かりません。" in text(answer)
    # Ko's six papers in medicine are all alike
    assert "臨床医学 6 6.0 0.0 0.0% 区間は定まりません（論文が少ない）" in text(client.get(page(KO)))
    assert "区間は定まりません" not in text(client.get(page(KO), {"counting": "author"}))
    few = text(client.get(page(HEI)))  # three papers without a top one
    assert "（論文が少なく、区間は定まりません）" in few
    assert "計算していません" not in few


def test_prefectures_are_sorted_from_north_to_south_and_names_by_their_numbers():
    ones = [
        named("大学10", "北海道"),
        named("大学2", "北海道"),
        named("大学1", "沖縄県"),
        named("大学1", "青森県"),
        named("大学1"),
    ]
    found = [(one.prefecture, one.name) for one in sorted(ones, key=by_place)]
    assert found == [
        ("北海道", "大学2"),
        ("北海道", "大学10"),
        ("青森県", "大学1"),
        ("沖縄県", "大学1"),
        (None, "大学1"),
    ]


def test_a_search_keeps_to_the_country_that_is_chosen_and_says_how_many_there_are(client):
    everywhere = client.get(LIST, {"q": "University"})
    assert set(listed(everywhere)) == {openalex(one) for one in (KO, OTSU, ALPHA, BETA)}
    assert "「University」を含む機関： 4 件" in text(everywhere).replace(" University ", "University")
    assert '<option value="all" selected>' in everywhere.content.decode()
    assert listed(client.get(LIST, {"q": "University", "country": "GB"})) == [openalex(ALPHA)]
    nothing = client.get(LIST, {"q": "Beta", "country": "JP"})
    assert "国を「すべての国」にすると、ほかの国の機関もさがせます。" in text(nothing)
    assert listed(client.get(LIST, {"country": "all"})) == [openalex(one) for one in (ALPHA, KO, OTSU, TEI, BETA)]
