"""Corporations are found by number, name, reading, a part, and with one wrong letter."""

from __future__ import annotations

import pytest

from tests.registers.files import file, number, row
from tsunagu.registers import queries
from tsunagu.registers.actions import corporations
from tsunagu.registers.queries import CorporationQuery

pytestmark = pytest.mark.django_db

ROWS = [
    row(1, name="株式会社つなぐ研究所", kana="ツナグケンキュウショ", name_en="Tsunagu Laboratories Inc."),
    row(2, name="つなぐ株式会社", kana="ツナグ", prefecture="13", city="101"),
    row(3, name="北つなぐ商店株式会社", kana="キタツナグショウテン"),
    row(4, name="つなぐ研究所合同会社", hidden="1"),
    row(5, name="株式会社見本電機", kana="ミホンデンキ", closed="2020-03-31", closing="01"),
    row(6, name="見本電機株式会社", kana="ミホンデンキ"),
]


@pytest.fixture(autouse=True)
def _register(tmp_path):
    corporations.read_in(file(tmp_path, *ROWS))


def _found(q: str, **more: str) -> list[str]:
    return [one.name for one in queries.corporations(CorporationQuery(q=q, **more))]


@pytest.mark.parametrize(
    ("q", "names"),
    [
        (number(2), ["つなぐ株式会社"]),
        ("つなぐ", ["つなぐ株式会社", "株式会社つなぐ研究所", "北つなぐ商店株式会社"]),
        ("㈱ツナグ研究所", ["株式会社つなぐ研究所"]),
        ("tsunagu lab", ["株式会社つなぐ研究所"]),
        ("キタツナグ", ["北つなぐ商店株式会社"]),
        ("商店", ["北つなぐ商店株式会社"]),
        ("つなぐ硏究所", ["株式会社つなぐ研究所"]),
        ("北つなく商店", ["北つなぐ商店株式会社"]),
        ("見本電機", ["見本電機株式会社", "株式会社見本電機"]),
        ("無い名前", []),
        ("", []),
        ("・", []),
    ],
)
def test_what_is_typed_finds(q, names):
    assert _found(q) == names


def test_a_place_narrows():
    assert _found("つなぐ", place="13") == ["つなぐ株式会社"]


def test_what_the_register_keeps_out_of_searches_is_nowhere():
    assert queries.corporation(int(number(4))) is None
    assert _found(number(4)) == []


def test_a_search_asks_at_most_four_questions(django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        _found("北つなく商店")
