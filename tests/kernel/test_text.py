import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.kernel.text import decoded, normalize, squeeze


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Ｒ４", "R4"),
        ("ｽﾏｰﾄ農業", "スマート農業"),
        ("①大学等研究機関", "(1)大学等研究機関"),
        ("②⺠間事業者等", "(2)民間事業者等"),
        ("⑩", "(10)"),
        ("①大学等研究機関(一部)", "(1)大学等研究機関(一部)"),
        ("10〜20", "10~20"),
        ("10～20", "10~20"),
        ("A‐STEP", "A-STEP"),
        ("A−STEP", "A-STEP"),
        ("A—STEP", "A-STEP"),
        ("か\u3099", "が"),
        ("ﾊﾞﾝｸ", "バンク"),
        ("５㎏", "5kg"),
        ("ドロ−ン", "ドローン"),
        ("ドロ―ン", "ドローン"),
        ("ドロ－ン", "ドローン"),
        ("ドロ‑ン", "ドローン"),
        ("ドロ一ン", "ドローン"),
        ("サーバ-を", "サーバーを"),
        ("スマ\u200bート", "スマート"),
        ("葛\U000e0100城", "葛城"),
        ("⻝料", "食料"),
        ("⻑期と⻓期", "長期と長期"),
        ("髙度", "高度"),
        ("長﨑", "長崎"),
    ],
)
def test_width_and_look_alikes_fold_to_one_form(typed, normal):
    assert normalize(typed) == normal


def test_a_circled_digit_is_not_the_digit():
    assert normalize("①") != normalize("1")


@pytest.mark.parametrize("text", ["データ-分析", "AI-ロボット", "スマート-5G", "チーム一丸", "テン-キー"])
def test_a_dash_that_joins_two_words_stays_one(text):
    assert normalize(text) == text


def test_the_long_vowel_mark_is_not_a_hyphen():
    assert normalize("データ") == "データ"


def test_squeezing_joins_the_lines_of_a_slide():
    assert squeeze("産学融合拠\n点の 整備\u3000【経産省】") == "産学融合拠点の整備【経産省】"


@given(st.text())
def test_normalizing_twice_changes_nothing_more(text):
    assert normalize(normalize(text)) == normalize(text)


@given(st.text())
def test_a_squeezed_text_has_no_white_space(text):
    assert squeeze(text).split() == ([squeeze(text)] if squeeze(text) else [])


JAPANESE = "地図,名前\r\nmaas,地域の足、ﾊﾞｽ\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp_ext"])
def test_a_text_is_read_in_the_encoding_that_it_was_written_in(encoding):
    assert decoded(JAPANESE.encode(encoding)) == JAPANESE


@pytest.mark.parametrize("content", [b"\x81\x20\x81", b"\xff\xfe\x00", b"\x1b$B\x21", "é\n".encode("latin-1")])
def test_what_is_a_text_in_none_of_them_is_none(content):
    assert decoded(content) is None


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff")))
def test_every_text_of_today_is_read_as_it_is(text):
    assert decoded(text.encode()) == text
