from fractions import Fraction
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strengths.cells import C, I, answer, by_field, cell, cells, institutions
from tsunagu.strengths.measures.layers import concentration, gini, herfindahl, hill, layer_ratio, ranked, thickness
from tsunagu.strengths.tables import ONE

RANKED = ranked(by_field(), I, by_field(), least_papers=3)
sizes_of = st.lists(st.integers(0, 10**6), max_size=30)


def test_universities_are_ranked_within_their_country_by_all_their_papers():
    # 甲 4 + 3 = 7 papers, 乙 5, 丙 5, 丁 3 (exactly enough), 戊 2 (too few), two of Germany, one of nowhere.
    table = cells(
        [
            cell(1, 1, 4),
            cell(1, 2, 3),
            cell(3, 1, 5),
            cell(2, 2, 5),
            cell(4, 1, 3),
            cell(5, 1, 2),
            cell(11, 1, 9),
            cell(12, 1, 6),
            cell(13, 1, 7),
        ]
    )
    places = institutions({**dict.fromkeys((1, 2, 3, 4, 5), "JP"), 11: "DE", 12: "DE", 13: None})
    rows = answer(RANKED, cell=table, institution=places)
    assert [
        (row["country"], row["institution_id"], row["n"], row["papers"] // ONE, row["place"], row["rank"])
        for row in rows
    ] == [
        ("DE", 11, 9, 9, 1, 1),
        ("DE", 12, 6, 6, 2, 2),
        ("JP", 1, 7, 7, 1, 1),
        ("JP", 2, 5, 5, 2, 2),
        ("JP", 3, 5, 5, 3, 2),
        ("JP", 4, 3, 3, 4, 4),
    ]


def test_the_least_papers_are_asked_of_the_longer_span_and_the_rank_is_of_the_shorter():
    # 甲: 2 papers of 2015 and 9 in ten years; 乙: 8 of 2015 but fewer than 9 in ten years, by more than rounding
    # explains (9 units).
    rows = [cell(1, 1, 2), cell(1, 1, 7, year=2010), cell(2, 1, 8), cell(2, 1, 1, year=2010)]
    rows[1] |= {"p_frac": 7 * ONE - 9}
    rows[3] |= {"p_frac": ONE - 10}
    expression = ranked(C.filter(C.year == 2015), I, C, least_papers=9)
    found = answer(expression, cell=cells(rows), institution=institutions({1: "JP", 2: "JP"}))
    assert [(row["institution_id"], row["papers"], row["rank"]) for row in found] == [(1, 2 * ONE, 1)]


def test_the_following_layer_is_compared_with_the_first():
    # 60 universities of 60, 59, ..., 1 papers: ranks 1-10 hold 60 + ... + 51 = 555, ranks 10-50 hold 51 + ... + 11 =
    # 1271.
    sizes = list(range(1, 61))
    assert layer_ratio(sizes) == Fraction(1271, 555)
    assert layer_ratio(sizes, following=(11, 50)) == Fraction(1271 - 51, 555)
    assert layer_ratio([5] * 9 + [3]) == Fraction(3, 48)
    assert layer_ratio([5] * 9) is None
    assert layer_ratio([0] * 10) is None


def test_concentration_gini_and_herfindahl_by_hand():
    # 1, 2, 3, 4: the two largest hold 7/10; Gini = (-3 * 1 - 1 * 2 + 1 * 3 + 3 * 4) / (4 * 10) = 1/4; H = (1 + 4 + 9 +
    # 16) / 100.
    sizes = [3, 1, 4, 2]
    assert concentration(sizes, 2) == Fraction(7, 10)
    assert gini(sizes) == Fraction(1, 4)
    assert herfindahl(sizes) == Fraction(3, 10)


def test_equal_sizes_and_one_that_holds_all_are_the_ends_of_the_scale():
    assert (gini([5] * 7), herfindahl([5] * 7)) == (0, Fraction(1, 7))
    assert (gini([0, 0, 0, 9]), herfindahl([0, 0, 0, 9])) == (Fraction(3, 4), 1)


def test_hill_finds_the_exponent_of_the_tail():
    # Sizes 8, 4, 2: the two largest over the third are 4 and 2, so k / (ln 4 + ln 2) = 2 / (3 ln 2).
    assert hill([2, 8, 4], 2) == pytest.approx(2 / (3 * log(2)), rel=1e-15)
    # Rank-size curve x = c / rank^(1/2): exponent 2, found the better the longer the tail.
    assert hill([round(10**9 / rank**0.5) for rank in range(1, 2001)], 1999) == pytest.approx(2, rel=0.01)


def test_hill_is_undefined_without_a_tail():
    assert hill([5, 4], 2) is None
    assert hill([5, 4, 0], 2) is None
    assert hill([4, 4, 4], 2) is None
    with pytest.raises(ValueError, match="a tail has at least one institution, not 0"):
        hill([4, 4, 4], 0)


def test_thickness_is_all_of_it_in_papers():
    sizes = [size * ONE for size in (3, 1, 4, 2)]
    told = thickness(sizes, tail=3)
    assert (told.institutions, told.papers, told.largest, told.next_to_first, told.gini) == (4, 10.0, 1.0, None, 0.25)
    assert (told.herfindahl, told.effective, told.hill) == (0.3, 10 / 3, hill([3, 1, 4, 2], 3))


def test_a_country_without_universities_has_no_thickness():
    nothing = thickness([])
    assert (nothing.institutions, nothing.papers) == (0, 0.0)
    assert {
        nothing.largest,
        nothing.next_to_first,
        nothing.gini,
        nothing.herfindahl,
        nothing.effective,
        nothing.hill,
    } == {None}


@given(sizes_of)
def test_the_measures_do_not_depend_on_order_or_unit_and_stay_in_their_range(sizes):
    scaled = [size * ONE for size in reversed(sizes)]
    for measure in (gini, herfindahl, layer_ratio):
        assert measure(sizes) == measure(scaled)
    if sum(sizes):
        assert 0 <= gini(sizes) <= 1 - Fraction(1, len(sizes))
        assert Fraction(1, len(sizes)) <= herfindahl(sizes) <= 1
        assert concentration(sizes, len(sizes)) == 1


@given(sizes_of.filter(lambda sizes: len(sizes) > 1 and sum(sizes)))
def test_gini_is_half_the_mean_difference_over_the_mean(sizes):
    n = len(sizes)
    assert gini(sizes) == Fraction(sum(abs(a - b) for a in sizes for b in sizes), 2 * n * sum(sizes))
