"""The list of works behind a number."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.strengths.pages_by_hand import SOME_JUNK, markup, part, rows, sheets, site, text
from tests.strengths.questions.conftest import ALPHA, BETA, KO, MEDICINE, OTSU, hand_store, make_store, openalex  # noqa: F401  a fixture

OF_KO, OF_OTSU = (f"/strengths/universities/{openalex(one)}/works/" for one in (KO, OTSU))


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def listed(answer) -> list[int]:
    return [int(number) for number in re.findall(r"/strengths/works/(\d+)/", answer.content.decode())]


def test_the_page_lists_every_work_with_a_link_to_its_reasons(client):
    answer = client.get(OF_KO)
    assert answer.status_code == 200
    assert listed(answer) == [0, 1, 4, 5, 6, 10, 11, 21, 22, 23, 24, 25, 26]
    assert "全分野の論文（2019–2023年）： 13 件" in text(answer)
    assert answer.content.decode().count("<h1") == 1


def test_each_row_says_what_the_work_adds_and_the_foot_their_sum(client):
    body = part(client.get(OF_KO), '<table class="works">', "</table>")
    assert re.search(r"Work 0 OpenAlex 2023 化学 30 2 1 0\.5000 なぜ上位か W0", body)
    assert re.search(r"Work 1 OpenAlex 2023 化学 12 1 1/3 ≈ 0\.333 0\.3333 なぜ上位か W1", body)
    assert re.search(r"Work 4 OpenAlex 2023 化学 5 1 0 0\.0000 なぜ上位でないか W4", body)
    # 1/2 + 1/3
    assert body.endswith("すべての論文の合計 0.8333")


def test_the_numbers_are_those_of_the_university_s_page(client):
    facts = part(client.get(OF_KO), '<dl class="facts">', "</dl>")
    # 6.5 papers of chemistry and 6 of medicine; 0.83 of them in the top tenth
    assert "論文数 12.5 分数カウント（機関）" in facts
    assert "Q値 6.7% 0.8333 ÷ 12.5000（n=13）" in facts
    assert "6.7%" in text(client.get(OF_KO.removesuffix("works/")))


@pytest.mark.long
def test_field_top_and_counting_can_be_chosen(client):
    assert listed(client.get(OF_OTSU, {"field": str(MEDICINE)})) == [20, 27]
    assert listed(client.get(OF_OTSU, {"only": "top"})) == [0, 2, 20]
    assert listed(client.get(OF_OTSU, {"scheme": "subfield", "field": "2705"})) == [20, 27]
    assert "論文数 13 整数カウント" in part(
        client.get(OF_KO, {"counting": "full"}), '<dl class="facts">', "</dl>"
    ).replace("13.0", "13")
    assert listed(client.get(OF_OTSU, {"top": "scale", "only": "top"})) == [0, 20]


def test_the_interval_stands_there_where_the_page_of_the_university_has_it(client):
    has = "95%区間"
    html = markup(client.get(OF_KO, {"counting": "full"}))
    linked = re.search(r'<a href="([^"]+)">95%区間 ([0-9.]+–[0-9.]+%)</a>', html)
    assert linked
    assert linked[1] == f"{OF_KO.removesuffix('works/')}?window=2023&amp;scheme=eight&amp;counting=full&amp;top=top"
    assert linked[2] in text(client.get(OF_KO.removesuffix("works/"), {"counting": "full"}))
    for asked in ({"top": "top1"}, {"top": "scale"}, {"counting": "author"}, {"field": "5"}):
        assert has not in part(client.get(OF_KO, asked), '<div id="found">', "<tbody>")


def test_the_list_says_of_which_scheme_its_fields_are(client):
    assert "分野 OpenAlexの26分野" in part(client.get(OF_KO), "<thead>", "</thead>")
    assert "分野 OpenAlexの252小分野" in part(client.get(OF_KO, {"scheme": "subfield"}), "<thead>", "</thead>")


def test_an_export_holds_every_work(client):
    found = rows(client.get(OF_KO, {"format": "csv"}))
    assert [row["論文"] for row in found][:2] == ["W0", "W1"]
    assert sum(float(row["加える被引用上位の論文数"]) for row in found) == pytest.approx(5 / 6, abs=1e-9)
    assert {row["表示中の期間"] for row in found} == {"2019-2023"}
    assert sheets(client.get(OF_KO, {"format": "xlsx", "only": "top"})) == ["論文", "出典"]


def test_there_is_an_english_page(client):
    answer = client.get(f"/en{OF_KO}")
    assert answer.status_code == 200
    assert "Ko University" in text(answer)


def test_an_institution_abroad_has_its_works_but_no_page(client):
    abroad = client.get(f"/strengths/universities/{openalex(ALPHA)}/works/")
    assert listed(abroad)[0] == 3


def test_an_institution_without_works_says_so(client):
    answer = client.get(f"/strengths/universities/{openalex(BETA)}/works/")
    assert answer.status_code == 200
    assert "この機関の論文がありません" in text(answer)


def test_a_number_that_nobody_has_is_not_found(client):
    answer = client.get("/strengths/universities/9999999/works/")
    assert answer.status_code == 404
    assert "I9999999 は、ここで使っているデータにありません" in text(answer)


@pytest.mark.long
@pytest.mark.parametrize("junk", SOME_JUNK)
@pytest.mark.parametrize("name", ["field", "only", "window", "scheme", "counting", "top", "page", "format"])
def test_what_cannot_be_understood_is_left_out(client, name, junk):
    answer = client.get(OF_KO, {name: junk})
    assert answer.status_code == 200
    assert "使えない条件がありました" in text(answer) or (name, junk) == ("page", "１０")
    assert "<script>alert" not in answer.content.decode()


def test_a_page_beyond_the_end_is_the_last(client):
    assert listed(client.get(OF_KO, {"page": "9"})) == listed(client.get(OF_KO))


def test_only_reading_is_allowed(client):
    assert client.post(OF_KO).status_code == 405


@pytest.mark.long
def test_works_that_nobody_made_are_not_linked_to_openalex(tmp_path, settings):
    made = site(make_store(tmp_path / "made", "synthetic 31 works").directory, settings)
    assert "openalex.org/W" not in made.get(OF_KO).content.decode()
    assert "openalex.org/W" not in made.get("/strengths/works/0/").content.decode()


def test_live_filtering_gets_the_list_alone(client):
    answer = client.get(OF_KO, {"only": "top"}, headers={"HX-Request": "true"})
    assert "<h1" not in answer.content.decode()
    assert listed(answer) == [0, 1]


def test_with_another_scheme_a_live_answer_brings_its_fields(client):
    html = client.get(OF_KO, {"scheme": "subfield"}, headers={"HX-Request": "true"}).content.decode()
    fields = html[html.index('<select name="field"') :].partition("</select>")[0]
    assert 'hx-swap-oob="true"' in fields
    assert 'value="2705"' in fields
