"""Names that mislead are refused, spans and shares add up, and nothing comes round to itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.kernel.spans import Span
from tsunagu.organizations.rules import circles, days, names
from tsunagu.organizations.rules.days import Share

GOOD = [
    "北海道大学",
    "The University of British Columbia",
    "株式会社Psychic VR Lab",
    "ＰＨＣ株式会社",
    "TGFβ研究会",
    "葛󠄀城市",
]
BAD = {
    "": ["empty"],
    " 　": ["empty"],
    "あ" * 500: ["too-long"],
    "東京\u200b大学": ["unseen"],
    "\u202eytisrevinU": ["unseen"],
    "東京\x00大学": ["unseen"],
    "東京大学\n": ["unseen"],
    "אוניברסיטה": ["right-to-left"],
    "جامعة": ["right-to-left"],
    "Kyоto University": ["look-alike"],
    "ΤOKYO": ["look-alike"],
    "\u202e" + "ア" * 400: ["too-long", "unseen"],
}
SAME = [
    ("東京工業大学", "東京エ業大学"),
    ("ロボット研究所", "口ボット研究所"),
    ("ﾌﾟﾗｽﾞﾏ科学 研究ｾﾝﾀｰ", "プラズマ科学研究センター"),
    ("慶應義塾大学", "慶応義塾大学"),
    ("國學院大學", "国学院大学"),
    ("ほっかいどうだいがく", "ホッカイドウダイガク"),
    ("科学技術創成研究院・フロンティア材料研究所", "科学技術創成研究院フロンティア材料研究所"),
    ("KYOTO University", "kyoto university"),
]
FIRST, SECOND, THIRD = date(2020, 4, 1), date(2021, 4, 1), date(2022, 4, 1)


@pytest.mark.parametrize("name", GOOD)
def test_good_names_are_taken(name: str):
    assert list(names.problems(name)) == []


@pytest.mark.parametrize(("name", "codes"), BAD.items())
def test_names_that_mislead_are_refused_with_every_reason(name: str, codes: list[str]):
    assert [problem.code for problem in names.problems(name)] == codes


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_are_compared_without_what_readers_do_not_see(one: str, other: str):
    assert names.searchable(one) == names.searchable(other)


@given(st.text(max_size=60))
def test_the_form_of_comparison_is_one_for_good(text: str):
    once = names.searchable(text)
    assert names.searchable(once) == once


def test_what_holds_before_its_body_began_is_found():
    span, body = Span(FIRST, THIRD), Span(SECOND, SECOND)
    assert [problem.code for problem in days.problems(span, body)] == ["before-birth", "after-end"]
    assert [problem.code for problem in days.problems(Span(SECOND, FIRST))] == ["backward"]
    assert list(days.problems(Span(SECOND, None), Span(FIRST, None))) == []
    assert list(days.problems(Span(None, None), body)) == []


def test_first_and_last_day_both_count():
    span = Span(FIRST, SECOND)
    assert [span.holds(day) for day in (date(2020, 3, 31), FIRST, SECOND, date(2021, 4, 2))] == [
        False,
        True,
        True,
        False,
    ]


def test_the_shares_of_a_day_are_a_hundred_at_most():
    half = Share(50, Span(FIRST, SECOND))
    other = Share(50, Span(SECOND, None))
    assert list(days.share_problems([half, other, Share(None, Span())])) == []
    [problem] = days.share_problems([half, other, Share(1, Span(None, SECOND))])
    assert str(problem) == "share: the shares of effort would be 101% on 2021-04-01"
    [without_beginning] = days.share_problems([Share(60, Span()), Share(60, Span())])
    assert str(without_beginning) == "share: the shares of effort would be 120% at the beginning"


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9), st.integers(0, 9)), max_size=6))
def test_the_heaviest_day_is_that_of_trying_every_day(shares):
    spans = [
        Share(percent, Span(date(2020, 1, 1 + min(a, b)), date(2020, 1, 1 + max(a, b)))) for percent, a, b in shares
    ]
    every = [sum(share.percent or 0 for share in spans if share.span.holds(date(2020, 1, day))) for day in range(1, 12)]
    assert days.heaviest(spans)[0] == max(every)


def test_a_circle_is_named_member_by_member():
    assert circles.circle([("a", "b"), ("b", "c"), ("x", "a")]) == []
    assert set(circles.circle([("x", "a"), ("a", "b"), ("b", "c"), ("c", "a")])) == {"a", "b", "c"}
    assert circles.circle([("a", "a")]) == ["a"]
    # two ways to one successor are no circle
    assert circles.circle([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]) == []


def test_a_chain_of_any_length_is_walked():
    chain = [(number, number + 1) for number in range(20_000)]
    assert circles.circle(chain) == []
