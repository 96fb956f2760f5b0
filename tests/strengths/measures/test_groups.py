import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strengths.cells import C, I, answer, cell, cells, institutions, small, unbound
from tsunagu.strengths.measures.groups import OTHER, THRESHOLDS, WHOLE_BP, grouped, national_shares
from tsunagu.strengths.tables import ONE

SHARES = national_shares(C, I)
GROUPED = grouped(SHARES, unbound(THRESHOLDS, "thresholds"))
NISTEP_288 = small(THRESHOLDS, [(1, 450), (2, 100), (3, 50), (4, 5)])  # 4.5%, 1%, 0.5%, 0.05%
SHARE = {"country": "string", "institution_id": "int32", "num": "int64", "den": "int64", "share": "float64"}
GIVEN = grouped(unbound(SHARE, "shares"), unbound(THRESHOLDS, "thresholds"))


def groups_of(nums, den):
    """The groups of shares num / den."""
    shares = small(SHARE, [("JP", number, num, den, num / den) for number, num in enumerate(nums)])
    return [row["group"] for row in answer(GIVEN, shares=shares, thresholds=NISTEP_288)]


def test_a_share_is_of_all_papers_of_the_country_over_all_fields():
    # 甲 has 3 + 2 papers, 乙 2, a company 1; a German paper is none of Japan's 8.
    table = cells([cell(1, 1, 3), cell(1, 2, 2), cell(2, 1, 2), cell(3, 1, 1), cell(9, 1, 40)])
    rows = answer(SHARES, cell=table, institution=institutions({1: "JP", 2: "JP", 3: "JP", 9: "DE"}))
    assert [(row["country"], row["institution_id"], row["num"], row["den"], row["share"]) for row in rows] == [
        ("DE", 9, 40 * ONE, 40 * ONE, 1.0),
        ("JP", 1, 5 * ONE, 8 * ONE, 0.625),
        ("JP", 2, 2 * ONE, 8 * ONE, 0.25),
        ("JP", 3, 1 * ONE, 8 * ONE, 0.125),
    ]


def test_each_country_has_its_own_total_and_the_unplaced_belong_to_none():
    table = cells([cell(1, 1, 3), cell(2, 1, 1), cell(9, 1, 40), cell(10, 1, 5)])
    rows = answer(SHARES, cell=table, institution=institutions({1: "JP", 2: "JP", 9: "DE", 10: None}))
    assert [(row["country"], row["institution_id"], row["share"]) for row in rows] == [
        ("DE", 9, 1.0),
        ("JP", 1, 0.75),
        ("JP", 2, 0.25),
    ]


def test_a_share_of_exactly_the_threshold_is_in_the_group_and_one_unit_less_is_not():
    # Of 10,000 papers the thresholds are 450, 100, 50 and 5 papers; a unit is 2^-40 of one.
    edges = [450 * ONE, 100 * ONE, 50 * ONE, 5 * ONE]
    assert groups_of(edges, 10_000 * ONE) == [1, 2, 3, 4]
    assert groups_of([edge - 1 for edge in edges], 10_000 * ONE) == [2, 3, 4, OTHER]


def test_the_comparison_is_exact_where_64_bits_would_overflow_and_a_float_would_round():
    # 2^22 papers make a numerator of 2^62: times 10,000 needs 76 bits. 4.5% of den is not a whole number of units;
    # float64 sees no difference.
    den = 2**62
    edge = -(-450 * den // WHOLE_BP)
    assert (edge - 1) / den == edge / den
    assert groups_of([edge, edge - 1], den) == [1, 2]


def test_an_institution_without_papers_is_in_no_group_and_one_below_all_is_other():
    table = cells([cell(1, 1, 9999), cell(2, 1, 1)])
    rows = answer(GROUPED, cell=table, institution=institutions({1: "JP", 2: "JP", 3: "JP"}), thresholds=NISTEP_288)
    assert [(row["institution_id"], row["group"]) for row in rows] == [(1, 1), (2, OTHER)]


def test_without_thresholds_all_are_other():
    table = cells([cell(1, 1, 3)])
    rows = answer(GROUPED, cell=table, institution=institutions({1: "JP"}), thresholds=NISTEP_288.slice(0, 0))
    assert [row["group"] for row in rows] == [OTHER]


@pytest.mark.long
@given(st.lists(st.integers(1, 2**45), min_size=2, max_size=8))
@settings(max_examples=15)
def test_shares_add_up_and_merging_two_institutions_adds_theirs(nums):
    rows = [cell(number, 1, 0, n=1) | {"p_frac": num} for number, num in enumerate(nums)]
    merged = [row | {"institution_id": 1} if row["institution_id"] == 0 else row for row in rows]
    places = institutions(dict.fromkeys(range(len(nums)), "JP"))
    apart, together = (answer(SHARES, cell=cells(table), institution=places) for table in (rows, merged))
    assert sum(row["num"] for row in apart) == apart[0]["den"] == together[0]["den"] == sum(nums)
    assert next(row["num"] for row in together if row["institution_id"] == 1) == nums[0] + nums[1]


@given(st.lists(st.integers(0, 2**52), min_size=1, max_size=20), st.integers(2**52, 2**62))
@settings(max_examples=15)
def test_groups_are_those_of_whole_numbers(nums, den):
    expected = [
        next((group for group, bp in ((1, 450), (2, 100), (3, 50), (4, 5)) if num * WHOLE_BP >= bp * den), OTHER)
        for num in nums
    ]
    assert groups_of(nums, den) == expected
