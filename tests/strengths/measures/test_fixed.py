"""Fixed point against Python's own whole numbers, at the ends of what each function promises and in between."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strengths.corpora import duckdb
from tsunagu.strengths.measures import fixed
from tsunagu.strengths.tables import ONE

PAIR = ibis.table({"num": "int64", "den": "int64"}, name="pair")
FUNCTIONS = {
    "divide": fixed.divide(PAIR.num, PAIR.den),
    "share": fixed.share(PAIR.num, PAIR.den),
    "part": fixed.part(PAIR.num, PAIR.den),
    "ratio": fixed.ratio(PAIR.num, PAIR.den),
    "one_over": fixed.one_over(PAIR.den),
    "product": fixed.product(PAIR.num, PAIR.den),
}
EXPRESSIONS = {name: PAIR.select("num", "den", found=function) for name, function in FUNCTIONS.items()}


def nearest(value: Fraction) -> int:
    """To the nearest whole number, halves up."""
    return floor(value + Fraction(1, 2))


def found(name: str, pairs: list[tuple[int, int]], engine=None) -> list[tuple[int, int, int]]:
    nums, dens = zip(*pairs, strict=True)
    table = (engine or duckdb()).fetch(
        EXPRESSIONS[name], pair=pa.table({"num": pa.array(nums, pa.int64()), "den": pa.array(dens, pa.int64())})
    )
    assert table.schema.field("found").type == pa.int64()
    return [tuple(row.values()) for row in table.to_pylist()]


def pairs(most: int, den: int, least_den: int = 1) -> st.SearchStrategy[list[tuple[int, int]]]:
    """Lists of two numbers up to these, both ends and the powers of two between them more often than by chance."""

    def upto(least: int, limit: int) -> st.SearchStrategy[int]:
        bits = (
            st.integers(0, limit.bit_length())
            .flatmap(lambda bit: st.integers(2**bit - 2, 2**bit + 2))
            .map(lambda n: min(max(n, least), limit))
        )
        return st.one_of(st.just(limit), bits, st.integers(least, limit))

    return st.lists(st.tuples(upto(0, most), upto(least_den, den)), min_size=1, max_size=40)


@settings(max_examples=25)
@given(pairs(2**62 - 1, 2**53 - 1))
def test_a_division_is_the_floor_of_the_quotient_beyond_what_floating_point_holds(given):
    assert [row for row in found("divide", given) if row[2] != row[0] // row[1]] == []


@settings(max_examples=25)
@given(pairs(2**61 - 1, 2**31 - 1))
def test_a_share_is_rounded_to_the_nearest_unit(given):
    assert [row for row in found("share", given) if row[2] != nearest(Fraction(row[0], row[1]))] == []


@settings(max_examples=25)
@given(pairs(2**51 - 1, 2**31 - 1))
def test_a_part_is_rounded_to_the_nearest_unit_by_a_single_division(given):
    assert [row for row in found("part", given) if row[2] != nearest(Fraction(row[0], row[1]))] == []


@pytest.mark.long
@settings(max_examples=25)
@given(pairs(2**53 - 1, 2**33 - 1))
def test_a_ratio_is_the_quotient_in_units_rounded_to_the_nearest(given):
    small = [(num, den) for num, den in given if num // den < 2**22]
    assert [
        row for row in (found("ratio", small) if small else []) if row[2] != nearest(Fraction(row[0], row[1]) * ONE)
    ] == []


@settings(max_examples=25)
@given(pairs(0, 2**31 - 1))
def test_one_over_a_number_is_rounded_to_the_nearest_unit(given):
    assert [row for row in found("one_over", given) if row[2] != nearest(Fraction(ONE, row[1]))] == []


@settings(max_examples=25)
@given(pairs(2**57 - 1, ONE + 2**15, least_den=0))
def test_a_product_is_within_one_unit(given):
    assert [row for row in found("product", given) if abs(Fraction(row[0] * row[1], ONE) - row[2]) > 1] == []


def test_halves_are_rounded_up():
    assert found("share", [(1, 2), (3, 2), (5, 2)]) == [(1, 2, 1), (3, 2, 2), (5, 2, 3)]
    assert found("ratio", [(1, 2**32)]) == [(1, 2**32, 2**8)]
    assert found("one_over", [(0, 2**31 - 1)]) == [(0, 2**31 - 1, 512)]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_spark_rounds_like_duckdb(spark_engine, name):
    given = [
        (num, den)
        for num in (0, 1, ONE - 1, 3 * 10**9, 2**52 + 1)
        for den in (1, 2, 3, 7, 10**6 + 3, 2**31 - 1)
        if num // den < 2**22
    ]
    if name in ("divide", "share", "product"):
        given += [(2**57 - 1, den) for den in (1, 3, 2**31 - 1)]
    assert found(name, given, spark_engine) == found(name, given)
