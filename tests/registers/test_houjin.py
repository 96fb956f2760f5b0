"""Lines of the register are read as the National Tax Agency defines them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.registers.files import row
from tsunagu.registers.rules import houjin


def test_a_line_becomes_a_corporation():
    read = houjin.corporation(
        row(5, name="株式会社つなぐ", street="見本町1番", kana="ツナグ", closed="2024-03-31", closing="11")
    )
    assert read is not None
    assert (read.name, read.kana, read.place, read.address) == ("株式会社つなぐ", "ツナグ", "34100", "見本町1番")
    assert (read.updated, read.closed, read.closing) == (date(2026, 10, 30), date(2024, 3, 31), "11")


def test_an_entry_that_a_later_one_takes_the_place_of_is_none():
    assert houjin.corporation(row(latest="0")) is None


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"number": "700001205000"}, "number"),
        ({"number": "７００００１２０５０００２"}, "number"),
        ({"number": "6000012050002"}, "check-digit"),
        ({"name": "　"}, "name"),
        ({"name": "長" * 500}, "too-long"),
        ({"name": "株式\x00会社"}, "letters"),
        ({"name": "株式会社\u202e本見"}, "letters"),
        ({"name": "見\u200b本"}, "letters"),
        ({"name": "見\udc83本"}, "letters"),
        ({"kind": "999"}, "kind"),
        ({"prefecture": "48"}, "place"),
        ({"city": "1"}, "place"),
        ({"updated": "2026/10/30"}, "day"),
        ({"updated": ""}, "day"),
        ({"closed": "2026-02-30"}, "day"),
    ],
)
def test_what_cannot_be_taken_says_why(told, code):
    with pytest.raises(houjin.Unreadable) as refused:
        houjin.corporation(row(**told))
    assert refused.value.code == code


def test_a_line_with_other_columns_is_not_of_this_register():
    with pytest.raises(houjin.Unreadable, match="29 columns"):
        houjin.corporation(row()[:29])


def test_the_digest_changes_with_what_is_said_and_not_with_the_place_of_the_line():
    before = houjin.digest(row())
    assert houjin.digest(["99", *row()[1:]]) == before
    assert houjin.digest(row(process="11")) == before
    assert houjin.digest(row(name="別の名前")) != before


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("株式会社　つなぐ・ラボ", "ツナグラボ"),
        ("つなぐラボ㈱", "ツナグラボ"),
        ("Tsunagu Lab., Ltd.", "tsunagulabltd"),
        ("一般社団法人見本", "見本"),
        ("株式会社", "株式会社"),
        ("髙﨑商店", "高崎商店"),
        ("", ""),
    ],
)
def test_names_are_compared_without_form_width_and_signs(name, key):
    assert houjin.key(name) == key


def test_pairs_are_those_of_neighboring_letters():
    assert houjin.pairs(["アイウ"]) == houjin.pairs(["アイ", "イウ"])
    assert houjin.pairs(["ア", ""]) == set()
