"""Listed figures against printed totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.catalog.enums import TotalRule
from tsunagu.catalog.rules.totals import Figure, check_total, counting
from tsunagu.kernel.money import Yen


def _check(printed: int, unit: int, rule: TotalRule, *amounts: int | None):
    return check_total(Yen(printed), Yen(unit), rule, [None if amount is None else Yen(amount) for amount in amounts])


@pytest.mark.parametrize(
    ("rule", "computed", "verdict"),
    [
        (TotalRule.EQUAL, 173_00, "adds-up"),
        (TotalRule.EQUAL, 173_99, "adds-up"),
        (TotalRule.EQUAL, 174_00, "differs"),
        (TotalRule.EQUAL, 172_01, "adds-up"),
        (TotalRule.EQUAL, 172_00, "differs"),
        (TotalRule.AT_MOST, 0, "within"),
        (TotalRule.AT_MOST, 172_00, "within"),
        (TotalRule.AT_MOST, 172_01, "adds-up"),
        (TotalRule.AT_MOST, 173_99, "adds-up"),
        (TotalRule.AT_MOST, 174_00, "differs"),
    ],
)
def test_a_sum_adds_up_only_within_less_than_the_printed_unit(rule, computed, verdict):
    check = _check(173_00, 100, rule, computed)
    assert (check.verdict.value, check.gap, check.adds_up) == (verdict, 173_00 - computed, verdict == "adds-up")


def test_every_figure_counts_or_has_its_reason():
    def figure(key, program, amount, date="2022-01", **marks):
        return Figure(key, date, program, amount, **({"inclusive": False, "part": False} | marks))

    whole, part = 1, 2
    figures = [
        figure(1, whole, Yen(10)),
        figure(2, whole, Yen(12), "2022-08"),
        figure(3, part, Yen(4)),
        figure(4, 3, Yen(100), inclusive=True),
        figure(5, 4, Yen(5), part=True),
        figure(6, 5, None),
        figure(7, 6, Yen(7)),
    ]
    reasons = {key: reason.value for key, reason in counting(figures, {part: whole}).items()}
    assert reasons == {
        1: "another",
        2: "counted",
        3: "inside",
        4: "larger",
        5: "part",
        6: "unknown",
        7: "counted",
    }


def test_unknown_figures_are_counted_and_not_added():
    check = _check(300, 1, TotalRule.EQUAL, 100, None, 200, None)
    assert (check.computed, check.figures, check.unknown, check.adds_up) == (300, 2, 2, True)


def test_a_figure_of_zero_is_a_figure():
    assert (_check(0, 1, TotalRule.EQUAL, 0).figures, _check(0, 1, TotalRule.EQUAL, None).figures) == (1, 0)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**13)), max_size=6), st.sampled_from([1, 10**6, 10**8]))
def test_a_total_cut_off_or_rounded_at_its_unit_adds_up_by_both_rules(amounts, unit):
    total = sum(amount for amount in amounts if amount is not None)
    for printed in (total // unit * unit, (total + unit // 2) // unit * unit):
        assert [_check(printed, unit, rule, *amounts).adds_up for rule in TotalRule] == [True, True]
