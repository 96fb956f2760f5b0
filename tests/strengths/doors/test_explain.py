"""The page that says why a work counts or does not."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.strengths.pages_by_hand import markup, part, site, text
from tests.strengths.questions.conftest import HEI, KO, hand_store, make_store, openalex  # noqa: F401  a fixture
from tests.strengths.questions.test_explain_before_build import COUNTED, NEW, made
from tsunagu.strengths.doors.drawings import citation_bars
from tsunagu.strengths.making import corrections


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def words(client: Client, work: int, **asked: str) -> str:
    answer = client.get(f"/strengths/works/{work}/", asked)
    assert answer.status_code == 200
    return part(answer, '<section class="explain-answer', "</section>")


def test_a_work_above_the_threshold_is_told_in_a_sentence(client):
    told = words(client, 0)
    assert told.startswith("OpenAlexの26分野、Top10%（同点は按分） 上位10%です（重み 1）")
    assert "2023年の化学の論文20件のうち、上位10%は2件です。" in told
    assert "この論文は30回引用されていて、しきい値の12回を超えています。 重みは 1 です。" in told


def test_a_tie_is_told_with_its_exact_fraction_and_how_it_comes_about(client):
    told = words(client, 1)
    assert "しきい値ちょうどです（重み 1/3 ≈ 0.333）" in told
    assert "これより多く引用された論文は1件、同じ回数の論文はこの論文を含めて3件あります。" in told
    assert "2 − 1 = 1件を、同じ回数の3件で等しく分けるので、重みは 1 ÷ 3 により 1/3 ≈ 0.333 です。" in told


def test_a_work_below_the_threshold_is_told_so(client):
    told = words(client, 4)
    assert "上位10%ではありません（重み 0）" in told
    assert "この論文の被引用数は5回で、しきい値の12回に届かないので、重みは 0 です。" in told


def test_a_threshold_with_nothing_left_for_ties_gives_nothing(client):
    # medicine of 2020: 10 works, the top tenth is the 1 above the threshold of 1 citation
    assert "しきい値ちょうどですが、上位に数えません（重み 0）" in words(client, 21)


def test_the_audit_trail_has_both_rules_for_ties(client):
    table = part(client.get("/strengths/works/1/"), '<table class="limits">', "</table>")
    assert re.search(
        r"化学 OpenAlexの26分野（分野番号 16）、2023年 10% 20 2 12 1 3 5\.30 12 1/3 ≈ 0\.333 0 係数 2 ÷ 1", table
    )
    assert "1% 20 0.2 30 0 1 5.30 12 0 0 超える論文がないので" in table


def test_the_distribution_is_drawn_and_stands_in_a_table(client):
    answer = client.get("/strengths/works/1/")
    html = answer.content.decode()
    assert 'role="img" aria-labelledby="bars-title bars-desc"' in html
    table = part(answer, '<table class="citation-table">', "</table>")
    # 26 and more in 14 bars: two citations each; 12 begins a bar
    assert "12–13 3 しきい値から始まる（この論文を含む）" in table
    assert sum(int(n) for n in re.findall(r"(\d+) (?:届かない|超える|しきい値)", table)) == 20


def test_the_institutions_hold_their_parts(client):
    table = part(client.get("/strengths/works/0/"), '<table class="holders">', "</table>")
    assert "甲大学 日本 1/2 0.5000 この機関にいる" in table
    assert "乙大学 日本 1/2 0.5000 この機関にはいない" in table


def test_corrections_are_shown_with_who_when_and_why(tmp_path, settings):
    store = make_store(tmp_path / "corrected")
    file = tmp_path / "given.csv"
    file.write_text(f"work_id,openalex_id,action,by,on,reason\nW1,I{openalex(HEI)},add,URA,2026-04-01,兼務のため\n")
    corrections.take_over(store, file)
    table = part(site(store.directory, settings).get("/strengths/works/1/"), '<table class="corrections">', "</table>")
    assert "丙研究所 加える 著者を決めずに URA 2026-04-01 兼務のため 次の計算で入ります" in table


@pytest.mark.long
def test_between_a_reading_in_and_the_next_computation_it_tells_what_the_list_tells(tmp_path, settings):
    page = site(made(tmp_path).directory, settings)
    told = words(page, COUNTED)
    assert "この論文は16回引用されていて、しきい値とちょうど同じです。" in told
    assert "被引用数 22回（データの時点まで）" in text(page.get(f"/strengths/works/{COUNTED}/"))
    assert "最後の計算の後に読み込まれた論文です。次の計算で数値に入ります。" in words(page, NEW)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "scheme=subfield&top=scale&counting=full",
        pytest.param("top=scale", marks=pytest.mark.long),
        pytest.param("top=top1", marks=pytest.mark.long),
        pytest.param("top=scale1", marks=pytest.mark.long),
        pytest.param("scheme=subfield", marks=pytest.mark.long),
        pytest.param("counting=author", marks=pytest.mark.long),
    ],
)
def test_the_page_of_a_work_answers_what_its_list_asked(client, asked):
    works = client.get(f"/strengths/universities/{openalex(KO)}/works/?{asked}")
    listed = re.findall(r'上位の重み">([^<]+)</td><td[^>]*>([^<]+)</td><td><a href="([^"]+)"', markup(works))
    assert len(listed) == 13
    for weight, part_of, address in listed:
        told = part(client.get(unescape(address)), '<section class="explain-answer', "</section>")
        assert f"（重み {weight}）" in told
        assert f"を掛けた {part_of}件です。" in told


def test_the_way_back_leads_to_the_list_as_it_was(client):
    page = client.get(f"/strengths/universities/{openalex(KO)}/works/?only=top&top=scale&field=1").content.decode()
    html = markup(client.get(unescape(re.findall(r'href="(/strengths/works/[^"]+)"', page)[0])))
    back = (
        f"/strengths/universities/{openalex(KO)}/works/?window=2023&amp;scheme=eight&amp;counting=frac&amp;top=scale"
        "&amp;field=1&amp;only=top"
    )
    assert f'<a href="{back}">甲大学の論文</a>' in html


def test_what_is_added_is_the_weight_times_what_the_institution_holds(client):
    told = words(client, 0, u=str(openalex(KO)))
    assert (
        "甲大学の被引用上位の論文数に加える件数は、重み 1 に、"
        "分数カウント（機関）による持ち分 1/2 を掛けた 0.5000件です。" in told
    )
    assert "しきい値を超える論文1件の合計が上位の件数になるように 2 ÷ 1 を掛けるので、重みは 2 です。" in words(
        client, 0, top="scale"
    )
    assert "しきい値を超える論文だけを数えるので、重みは 0 です。" in words(client, 1, top="scale")


@pytest.mark.parametrize("wrong", ["u=x", "scheme=none", "top=5", "window=1"])
def test_wrong_parameters_are_left_out_and_named(client, wrong):
    answer = client.get(f"/strengths/works/0/?{wrong}")
    assert "使えない条件がありました" in text(answer)
    assert "上位10%です（重み 1）" in text(answer)


@pytest.mark.parametrize("number", ["777", "9" * 18, "9" * 19, "9" * 40])
def test_a_work_that_is_not_in_the_data_is_not_found(client, number):
    answer = client.get(f"/strengths/works/{number}/")
    assert answer.status_code == 404
    assert f"W{number} は、ここで使っているデータにありません" in text(answer)


def test_there_is_an_english_page(client):
    assert client.get("/en/strengths/works/0/").status_code == 200
    assert "Ko University" in text(client.get("/en/strengths/works/0/"))


def test_without_data_the_page_says_what_to_do(tmp_path, settings):
    answer = site(tmp_path, settings).get("/strengths/works/0/")
    assert answer.status_code == 503
    assert "tsunagu strengths build" in text(answer)


def _holds(span, citations):
    return span.low <= citations and (span.high is None or citations <= span.high)


@given(
    counts=st.dictionaries(st.integers(0, 500), st.integers(1, 90), min_size=1),
    threshold=st.integers(0, 300),
    cited=st.integers(0, 900),
)
def test_bars_hold_every_work_once_and_the_threshold_begins_one(counts, threshold, cited):
    drawn = citation_bars(sorted(counts.items()), threshold, cited)
    assert sum(bar.works for bar in drawn.bars) == sum(counts.values())
    assert [bar.span.low for bar in drawn.bars if bar.side == "at"] == [threshold]
    assert [_holds(bar.span, cited) for bar in drawn.bars] == [bar.mine for bar in drawn.bars]
    assert sum(bar.mine for bar in drawn.bars) == 1
    assert len(drawn.bars) <= 16
