from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tsunagu.search.words import forms, whole_words, words


def _whole(text: str) -> list[str]:
    return [word.form for word in whole_words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("スマート農業", "ｽﾏｰﾄ農業"),
        ("COI-NEXT", "ＣＯＩ－ＮＥＸＴ"),
        ("COI-NEXT", "coi‐next"),
        ("サーバ", "サーバー"),
        ("引っ越し", "引越し"),
        ("子ども", "子供"),
        ("まちづくり", "街づくり"),
        ("⺠間", "民間"),
        ("ＩｏＴ", "IOT"),
        ("走る", "走らせた"),
    ],
)
def test_two_spellings_are_the_same_words(one, other):
    assert forms(one) == forms(other) != []


def test_different_words_stay_different():
    assert forms("脱炭素") != forms("炭素")


@pytest.mark.parametrize(
    ("text", "whole"), [(word, word) for word in ("脱炭素", "交付金", "研究者", "未利用", "超高齢")]
)
def test_a_noun_takes_its_prefixes_and_suffixes_along(text, whole):
    assert _whole(text) == [whole]


def test_a_word_with_a_suffix_is_found_by_its_stem_too():
    assert [(word.form, word.whole) for word in words("交付金")] == [("交付金", True), ("交付", False)]


def test_a_long_official_term_gives_its_words_and_their_neighbors_joined():
    assert _whole("地域脱炭素移行") == ["地域", "脱炭素", "移行"]
    assert {"地域脱炭素", "脱炭素移行"} <= set(forms("地域脱炭素移行"))


def test_only_direct_neighbors_are_joined():
    assert "無人バス" in forms("無人バス")
    assert "無人バス" not in forms("無人のバス")


def test_places_count_the_short_units_of_the_text():
    assert [(word.form, word.start, word.end) for word in whole_words("地域の脱炭素")] == [
        ("地域", 0, 1),
        ("脱炭素", 2, 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "、。！？",
        "\n",
        "どうすればいいですか",
        "補助金を使いたい",
        "助成金を受けたい",
        "何か支援はありますか",
        "2022年",
        "100",
        "🚌🚍",
        "のをにが",
    ],
)
def test_a_text_without_content_gives_no_words(text):
    assert forms(text) == []


def test_a_wish_is_left_with_what_is_wished_for():
    assert _whole("無人バスを走らせるための補助金を教えて下さい") == ["無人", "バス", "走る"]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("COI-NEXTとSDGs", ["coi-next", "sdgs"]),
        ("Ａ－ＳＴＥＰ", ["a-step"]),
        ("5G, Web3.0", ["5g", "web3.0"]),
        ("2022 10", []),
        ("（SIP）", ["sip"]),
    ],
)
def test_a_run_of_latin_letters_is_one_word(text, whole):
    assert _whole(text) == whole


@pytest.mark.parametrize(
    ("one", "other"),
    [("collaborating", "collaborate"), ("universities", "university"), ("drones", "drone"), ("with a drone", "drone")],
)
def test_english_words_are_stems_without_stop_words(one, other):
    assert forms(one) == forms(other) != []


def test_english_stop_words_are_no_words():
    assert forms("who for the with") == []


def test_a_single_letter_beside_a_noun_belongs_to_it():
    assert _whole("半導体の過去問") == ["半導体", "過去問い"]


def test_who_asks_weighs_less_than_what_is_wished_for():
    weights = {word.form: word.weight for word in whole_words("町の工場です。大学の特許で部品をつくりたい")}
    assert weights["工場"] == weights["大学"] < weights["作る"] < weights["特許"] == weights["部品"] == 1


@hypothesis_settings(max_examples=80)
@given(st.text(max_size=60))
def test_any_text_gives_words_in_order_with_places_that_fit(text):
    found = whole_words(text)
    assert [word.start for word in found] == sorted(word.start for word in found)
    assert all(word.start < word.end and word.form.strip() for word in words(text))
    assert all(first.end <= second.start for first, second in pairwise(found))


def test_ten_thousand_characters_are_no_trouble():
    assert len(forms("無人バスを走らせたい。" * 1000)) >= 3000
