from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strengths.cells import (
    GROUP,
    INTERVAL,
    LIMITS,
    REFERENCE,
    C,
    I,
    answer,
    by_field,
    cell,
    cells,
    institutions,
    small,
    unbound,
)
from tsunagu.strengths.measures.counting import sums
from tsunagu.strengths.measures.strong import largest, strength_map
from tsunagu.strengths.tables import COUNTINGS, ONE

GROUPS, THEIRS, INTERVALS = unbound(GROUP, "groups"), unbound(REFERENCE, "reference"), unbound(INTERVAL, "intervals")
TWELVE = small(REFERENCE, [(100, 12)])
BOUND = unbound(LIMITS, "limits")
BOUND_LATER = strength_map(
    by_field(),
    GROUPS,
    THEIRS,
    least_papers=BOUND.least.as_scalar(),
    margin_permille=BOUND.margin.as_scalar(),
)
POINT = strength_map(by_field(), GROUPS, THEIRS, least_papers=10)
WITH_INTERVALS = strength_map(by_field(), GROUPS, THEIRS, INTERVALS, least_papers=10)


def verdicts(rows, expression=POINT, reference=TWELVE, **given):
    groups = small(GROUP, [(number, 4) for number in sorted({row["institution_id"] for row in rows})])
    found = answer(expression, cell=cells(rows), groups=groups, reference=reference, **given)
    return {row["institution_id"]: (row["verdict"], row["near"]) for row in found}


def test_the_rule_of_the_decks_takes_the_reference_itself_and_nothing_less_than_rounding_explains():
    # 12 of 100 papers is 12%; 11 of 100 is one percentage point below, the margin. The sum of 100 parts of papers may
    # be short by 100 units.
    rows = [cell(1, 1, 100, 12), cell(2, 1, 100, 12), cell(3, 1, 100, 11), cell(4, 1, 100, 11)]
    for number, less in ((0, 100), (1, 101), (2, 100), (3, 101)):
        rows[number] |= {"top_frac": rows[number]["top_frac"] - less}
    assert verdicts(rows) == {1: ("point", True), 2: ("near", True), 3: ("near", True), 4: ("below", False)}


def test_thirds_of_papers_reach_what_whole_papers_reach():
    # 9 thirds of 25 papers are 12%, but for 3 units.
    thirds = 9 * round(ONE / 3)
    assert thirds == 3 * ONE - 3
    assert verdicts([cell(1, 1, 25, 3) | {"top_frac": thirds}]) == {1: ("point", True)}


@pytest.mark.parametrize("counting", COUNTINGS)
def test_every_counting_is_compared_in_its_own_papers(counting):
    rows = [cell(1, 1, 50, 6), cell(2, 1, 50, 5), cell(3, 1, 50, Fraction(11, 2)), cell(4, 1, 9, 9)]
    expression = strength_map(by_field(), GROUPS, THEIRS, least_papers=10, counting=counting)
    # 6/50 = 12%, 5/50 = 10%, 5.5/50 = 11% is near, 9 papers are few.
    assert verdicts(rows, expression) == {
        1: ("point", True),
        2: ("below", False),
        3: ("near", True),
        4: ("few", True),
    }


def test_an_interval_makes_strong_what_reaches_the_reference_with_its_lower_end_too():
    rows = [cell(number, 1, 100, top) for number, top in ((1, 20), (2, 13), (3, 10), (4, 10), (5, 13), (6, 13))]
    intervals = small(
        INTERVAL, [(1, 1, 0.12, 0.3), (2, 1, 0.11, 0.2), (3, 1, 0.05, 0.12), (4, 1, 0.05, 0.119), (6, 1, 0.125, 0.2)]
    )
    assert verdicts(rows, WITH_INTERVALS, intervals=intervals) == {
        1: ("strong", True),
        2: ("point", True),
        3: ("near", False),  # two percentage points below, but the interval ends at the reference
        4: ("below", False),
        5: ("point", True),  # without an interval nobody knows more
        6: ("strong", True),
    }


def test_a_lower_end_above_q_itself_does_not_make_strong():
    rows = [cell(1, 1, 100, 10)]
    assert verdicts(rows, WITH_INTERVALS, intervals=small(INTERVAL, [(1, 1, 0.13, 0.2)])) == {1: ("near", False)}


@pytest.mark.parametrize(("least", "margin", "expected"), [(1, 10, "near"), (1, 9, "below"), (101, 10, "few")])
def test_limits_may_be_bound_later_so_that_one_expression_serves_all(least, margin, expected):
    limits = small(LIMITS, [(least, margin)])
    assert verdicts([cell(1, 1, 100, 11)], BOUND_LATER, limits=limits) == {1: (expected, margin == 10)}


def test_no_margin_leaves_only_those_at_the_reference():
    expression = strength_map(by_field(), GROUPS, THEIRS, margin_permille=0)
    rows = [cell(1, 1, 100, 12), cell(2, 1, 100, Fraction(1199, 100))]
    assert verdicts(rows, expression) == {1: ("point", True), 2: ("below", False)}


def test_unknown_stays_unknown():
    without_authors = cell(1, 1, 0, n=30)
    expression = strength_map(by_field(), GROUPS, THEIRS, counting="author")
    assert verdicts([without_authors], expression) == {1: (None, None)}
    assert verdicts([cell(1, 1, 30, 9)], reference=small(REFERENCE, [(0, 0)])) == {1: (None, None)}


def test_who_is_in_no_group_is_left_out():
    found = answer(
        POINT, cell=cells([cell(1, 1, 20, 3), cell(2, 1, 20, 3)]), groups=small(GROUP, [(2, 3)]), reference=TWELVE
    )
    assert [(row["institution_id"], row["group"], row["n"], row["papers"], row["top"]) for row in found] == [
        (2, 3, 20, 20 * ONE, 3 * ONE)
    ]


def test_the_largest_is_that_with_the_most_papers_over_all_fields():
    # 甲 60 + 50 = 110 papers with 6 + 5.5 top papers; 乙 has more in one field; abroad there are more.
    table = cells([cell(1, 1, 60, 6), cell(1, 2, 50, Fraction(11, 2)), cell(2, 1, 100, 30), cell(3, 1, 500, 80)])
    [row] = answer(largest(by_field(), I, "JP"), cell=table, institution=institutions({1: "JP", 2: "JP", 3: "US"}))
    assert row == {"institution_id": 1, "n": 110, "papers": 110 * ONE, "top": 23 * ONE // 2, "q": 11.5 / 110}


def test_of_equally_large_ones_the_first_is_taken_and_of_no_papers_none():
    table = cells([cell(2, 1, 5, 1), cell(1, 1, 5, 3)])
    places = institutions({1: "JP", 2: "JP", 3: "DE"})
    assert [row["institution_id"] for row in answer(largest(C, I, "JP"), cell=table, institution=places)] == [1]
    assert answer(largest(C, I, "DE"), cell=table, institution=places) == []


def test_the_map_of_the_decks_stands_on_the_largest_university():
    rows = [cell(1, 1, 100, 10), cell(1, 2, 100, 14), cell(2, 1, 20, 3), cell(2, 2, 20, 2)]
    reference = largest(by_field(), I, "JP")  # 24 of 200 papers: 12%
    found = answer(
        strength_map(by_field(), GROUPS, reference),
        cell=cells(rows),
        institution=institutions({1: "JP", 2: "JP"}),
        groups=small(GROUP, [(1, 1), (2, 4)]),
    )
    assert [
        (row["group"], row["field"], row["institution_id"], row["reference"])
        for row in found
        if row["verdict"] == "point"
    ] == [
        (1, 2, 1, 0.12),
        (4, 1, 2, 0.12),
    ]


def test_a_coarse_field_is_the_sum_of_its_base_fields():
    # Five base fields in two: Q of the coarse field is the ratio of the sums, 7 of 40 and 2 of 20, not a mean of
    # ratios.
    coarse = unbound({"field": "int16", "coarse": "int16"}, "coarse")
    rows = C.join(coarse, "field").drop("field").rename(field="coarse")
    table = cells([cell(1, 1, 10, 1), cell(1, 2, 10, 2), cell(1, 3, 20, 4), cell(1, 4, 15, 2), cell(1, 5, 5, 0)])
    map_ = small({"field": "int16", "coarse": "int16"}, [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2)])
    found = answer(
        strength_map(sums(rows, ("institution_id", "field")), GROUPS, THEIRS),
        cell=table,
        coarse=map_,
        groups=small(GROUP, [(1, 1)]),
        reference=TWELVE,
    )
    assert [(row["field"], row["n"], row["q"], row["verdict"]) for row in found] == [
        (1, 40, 7 / 40, "point"),
        (2, 20, 0.1, "below"),
    ]


def test_a_margin_beyond_a_whole_is_refused():
    with pytest.raises(ValueError, match="a margin is 0 to 1000 thousandths, not 1001"):
        strength_map(by_field(), GROUPS, THEIRS, margin_permille=1001)


MARGIN_7 = strength_map(by_field(), GROUPS, THEIRS, margin_permille=7)


@pytest.mark.long
@given(
    st.lists(st.tuples(st.integers(1, 10**5 * ONE), st.integers(0, 1000)), min_size=1, max_size=10),
    st.tuples(st.integers(1, 8 * 10**5 * ONE), st.integers(0, 1000)),
)
@settings(max_examples=20)
def test_verdicts_are_those_of_fractions_up_to_the_largest_sums(universities, reference):
    their_papers, their_permille = reference
    theirs = Fraction(their_papers * their_permille // 1000, their_papers)
    rows, expected = [], {}
    for number, (papers, permille) in enumerate(universities):
        top = papers * permille // 1000
        rows.append(cell(number, 1, 0, n=1) | {"p_frac": papers, "top_frac": top})
        short = theirs - Fraction(top + 1, papers)  # one paper may be short by a unit
        expected[number] = (
            ("point", True) if short <= 0 else ("near", True) if short <= Fraction(7, 1000) else ("below", False)
        )
    assert (
        verdicts(
            rows, MARGIN_7, small(REFERENCE, [(their_papers, theirs.numerator * their_papers // theirs.denominator)])
        )
        == expected
    )
