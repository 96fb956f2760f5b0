"""The page of the map of strong fields."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.strengths.pages_by_hand import SOME_JUNK, markup, part, rows, sheets, site, text
from tests.strengths.questions.conftest import KO, OTSU, TEI, hand_store, make_store, openalex  # noqa: F401  a fixture

PAGE = "/strengths/"


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def cells(answer) -> list[tuple[str, list[str]]]:
    """The fields with what is listed in any group."""
    html = markup(answer)
    body = html[html.index('<table class="strength-map">') :].partition("</tbody>")[0]
    found = []
    for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", body, re.DOTALL):
        field, _, rest = row.partition("</th>")
        found.append((field, re.findall(r"/universities/(\d+)/\?", rest)))
    return found


def test_the_page_lists_universities_by_field_with_q_n_and_interval(client):
    answer = client.get(PAGE, {"least": "1"})
    assert answer.status_code == 200
    listed = dict(cells(answer))
    assert list(listed) == [
        "化学",
        "材料科学",
        "物理学",
        "計算機・数学",
        "工学",
        "環境・地球科学",
        "臨床医学",
        "基礎生命科学",
    ]
    both = [str(openalex(one)) for one in (OTSU, KO)]
    assert [(field, ones) for field, ones in listed.items() if ones] == [("化学", both), ("臨床医学", both[:1])]
    assert re.search(r"◇\s*甲大学 12\.8% n=7 （甲大学の論文） \[[\d.]+–[\d.]+%\]", text(answer))
    behind = (
        f"/strengths/universities/{both[1]}/works/?window=2023&amp;scheme=eight&amp;counting=frac&amp;top=top"
        "&amp;field=1"
    )
    assert f'<a href="{behind}">n=7' in markup(answer)
    assert "いずれかの分野でQ値が基準値以上の大学： 2 校（論文のある2校中）" in text(answer)
    assert "いずれかの分野でQ値が基準値以上 2 （2中） 0 （0中）" in text(answer)


def test_the_reference_is_named_with_its_value_and_the_groups_with_their_edition(client):
    facts = part(client.get(PAGE, {"least": "1"}), '<dl class="facts map-facts">', "</dl>")
    assert re.search(r"基準のQ値 6\.7% 甲大学 の全分野（自然科学系）のQ値 （論文 13件、95%区間 [\d.]+–[\d.]+%）", facts)
    assert "世界全体の値は定義により 10%" in facts
    assert "（しきい値はNISTEP調査資料-288）" in facts


@pytest.mark.long
def test_what_is_not_asked_shows_as_chosen_in_the_form(client, tmp_path, settings):
    form = client.get(PAGE).content.decode()
    assert '<option value="50" selected>50件以上</option>' in form
    assert '<option value="10" selected>1ポイント以内</option>' in form
    sample = site(make_store(tmp_path / "sample", "sample by hand").directory, settings)
    answer = sample.get(PAGE)
    assert '<option value="5" selected>5件以上</option>' in answer.content.decode()
    assert "その分野の論文が期間内に 5件以上" in text(answer)


@pytest.mark.long
def test_conditions_that_few_need_are_folded_away_unless_they_are_asked(client):
    usual = {"least": "1", "margin": "10", "groups": "nistep-288", "reference": "largest"}
    assert '<details class="facets__further">' in client.get(PAGE, usual).content.decode()
    for name, value in {
        "margin": "20",
        "groups": "nistep-271",
        "reference": "value",
        "everyone": "1",
        "scheme": "field",
    }.items():
        assert '<details class="facets__further" open>' in client.get(PAGE, {name: value}).content.decode(), name


def test_a_value_that_was_typed_in_moves_one_university_to_the_near_ones(client):
    answer = client.get(PAGE, {"least": "1", "reference": "value", "value": "12.0"})
    assert dict(cells(answer))["化学"] == [str(openalex(KO))]
    assert "乙大学 11.1% n=8 " in part(answer, '<table class="near">', "</table>")


def test_a_named_university_is_found_by_its_name_and_one_that_does_not_exist_is_told(client):
    named = client.get(PAGE, {"least": "1", "reference": "named", "university": "乙大学"})
    assert "19.3%" in part(named, '<dl class="facts map-facts">', "</dl>")  # (5/6 + 1) / 9.5
    unknown = text(client.get(PAGE, {"reference": "named", "university": "どこにもない大学"}))
    assert "「どこにもない大学」という大学は見つかりませんでした。" in unknown
    assert "論文数が最も多い大学を基準にして表示しています。" in unknown
    assert "基準の値を、0 から 100 までの百分率で入れてください。" in text(client.get(PAGE, {"reference": "value"}))


def test_a_reference_without_papers_is_told(client):
    answer = text(client.get(PAGE, {"reference": "named", "university": "丁大学"}))
    assert "基準になる値がありません" in answer


def test_a_counting_without_intervals_says_so(client):
    answer = text(client.get(PAGE, {"least": "1", "counting": "author"}))
    assert "この数え方では区間を計算していません。" in answer


def test_the_exports_hold_the_rows_of_the_page(client):
    answer = client.get(PAGE, {"least": "1", "format": "csv"})
    assert [(row["分野"], row["大学"], row["論文数（整数）"]) for row in rows(answer)] == [
        ("化学", "乙大学", "8"),
        ("化学", "甲大学", "7"),
        ("臨床医学", "乙大学", "2"),
    ]
    assert sheets(client.get(PAGE, {"format": "xlsx"})) == ["strength-map", "分野別の数", "出典"]


def test_the_english_page_has_english_names_in_the_same_order_by_papers(client):
    answer = client.get("/en" + PAGE, {"least": "1"})
    assert dict(cells(answer))["Chemistry"] == [str(openalex(one)) for one in (OTSU, KO)]
    assert "Ko University" in text(answer)


def test_names_in_the_other_language_are_marked_where_only_text_can_stand(client):
    assert '<option value="甲大学"></option>' in client.get(PAGE).content.decode()
    assert '<option value="Ko University"></option>' in client.get("/en" + PAGE).content.decode()
    # Tei has no English name.
    assert '<option value="丁大学" lang="ja"></option>' in client.get("/en/strengths/research-time/").content.decode()
    assert '<title lang="ja">' in client.get(f"/en/strengths/universities/{openalex(TEI)}/works/").content.decode()
    assert "<title>" in client.get(f"/strengths/universities/{openalex(TEI)}/works/").content.decode()


def test_only_the_found_part_is_sent_to_htmx(client):
    answer = client.get(PAGE, {"least": "1"}, headers={"hx-request": "true"})
    assert "<html" not in answer.content.decode()
    assert dict(cells(answer))["臨床医学"] == [str(openalex(OTSU))]


def test_what_the_numbers_rest_on_follows_the_choice_when_only_the_found_part_is_sent(client):
    basis = part(
        client.get(PAGE, {"counting": "full"}, headers={"hx-request": "true"}),
        '<section class="method" id="basis"',
        "</section>",
    )
    assert (
        'hx-swap-oob="true"'
        in client.get(PAGE, headers={"hx-request": "true"}).content.decode().split('id="basis"')[1].split(">")[0]
    )
    assert "数え方 整数カウント" in basis
    assert 'id="basis" aria-labelledby="method">' in client.get(PAGE).content.decode()


@pytest.mark.long
@pytest.mark.parametrize("junk", SOME_JUNK)
@pytest.mark.parametrize(
    "name", "window scheme counting top country everyone reference university value rule least margin groups".split()
)
def test_what_cannot_be_understood_is_left_out(client, name, junk):
    answer = client.get(PAGE, {name: junk, "reference": "named"} if name == "university" else {name: junk})
    assert answer.status_code == 200


def test_without_data_the_page_says_how_to_bring_some(tmp_path, settings):
    answer = site(tmp_path, settings).get(PAGE)
    assert answer.status_code == 503
    assert "論文のデータがまだ用意されていません。" in text(answer)


def test_the_api_says_which_countries_are_computed_instead_of_an_empty_table(client):
    answer = client.get("/api/v1/strengths/map?country=xx")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["where"] == "query.country"
    assert error["message"].startswith("XX is not computed; there are JP")
    assert client.get("/api/v1/strengths/map?country=jp").status_code == 200
