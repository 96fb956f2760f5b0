"""Conditions over facts that may be unknown: against truth tables, on days, and 「程度」."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.kernel.conditions import (
    AllOf,
    AnyOf,
    Compared,
    Comparison,
    Condition,
    Holds,
    Includes,
    Leaf,
    Not,
    OneOf,
    Possible,
    Requirement,
    Verdict,
    check,
)
from tsunagu.kernel.money import Yen
from tsunagu.kernel.spans import Span

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
DAY = date(2026, 4, 1)
NAMES = "abcde"


def _leaf(name: str, span: Span | None = None) -> Leaf[str]:
    return Leaf(name, Holds(), source=f"rule {name}", span=span or Span())


def _verdict(condition: Condition[str], **facts: object) -> Verdict:
    return check(condition, facts, DAY).verdict


# The oracle: Kleene's tables as numbers, 0 for no, 1/2 for unknown, 1 for yes --------------------------------------

_VALUE = {YES: Fraction(1), UNKNOWN: Fraction(1, 2), NO: Fraction(0)}


def _oracle(condition: Condition[str], facts: Mapping[str, bool | None]) -> Fraction:
    match condition:
        case Leaf(fact):
            known = facts[fact]
            return Fraction(1, 2) if known is None else Fraction(known)
        case Not(part):
            return 1 - _oracle(part, facts)
        case AllOf(parts):
            return min(_oracle(part, facts) for part in parts)
        case AnyOf(parts):
            return max(_oracle(part, facts) for part in parts)


def _joined(parts: st.SearchStrategy[Condition[str]]) -> st.SearchStrategy[Condition[str]]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(several.map(AllOf), several.map(AnyOf), parts.map(Not))


TREES = st.recursive(st.sampled_from(NAMES).map(_leaf), _joined, max_leaves=12)
KNOWN = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in NAMES})


def _completions(facts: Mapping[str, bool | None]) -> Iterator[dict[str, bool]]:
    choices = [[True, False] if known is None else [known] for known in facts.values()]
    return (dict(zip(facts, chosen, strict=True)) for chosen in product(*choices))


@given(TREES, KNOWN)
def test_a_tree_comes_out_as_by_the_tables(condition, facts):
    assert _VALUE[check(condition, facts, DAY).verdict] == _oracle(condition, facts)


@pytest.mark.long
@settings(max_examples=10_000)
@given(TREES, KNOWN)
def test_ten_thousand_trees_come_out_as_by_the_tables(condition, facts):
    assert _VALUE[check(condition, facts, DAY).verdict] == _oracle(condition, facts)


@given(TREES, KNOWN)
def test_what_is_settled_stays_however_the_unknown_facts_turn_out(condition, facts):
    verdict = check(condition, facts, DAY).verdict
    outcomes = {check(condition, complete, DAY).verdict for complete in _completions(facts)}
    assert UNKNOWN not in outcomes
    assert verdict is UNKNOWN or outcomes == {verdict}


@given(TREES, KNOWN)
def test_only_missing_facts_are_asked_for_and_they_settle_it(condition, facts):
    missing = check(condition, facts, DAY).missing
    assert {facts[name] for name in missing} <= {None}
    for answers in product([True, False], repeat=len(missing)):
        told = {**facts, **dict(zip(missing, answers, strict=True))}
        assert check(condition, told, DAY).verdict is not UNKNOWN


@given(TREES, KNOWN)
def test_every_leaf_has_its_line_in_the_order_of_the_tree(condition, facts):
    lines = check(condition, facts, DAY).lines
    assert [(line.leaf.source, line.value) for line in lines] == [
        (f"rule {name}", facts[name]) for name in _names(condition)
    ]


def _names(condition: Condition[str]) -> list[str]:
    match condition:
        case Leaf(fact):
            return [fact]
        case Not(part):
            return _names(part)
        case AllOf(parts) | AnyOf(parts):
            return [name for part in parts for name in _names(part)]


# Facts that are asked for ------------------------------------------------------------------------------------------


def test_a_fact_that_changes_nothing_is_not_asked_for():
    condition = AllOf((AnyOf((_leaf("a"), _leaf("b"))), _leaf("c")))
    assert check(condition, {"a": True}, DAY).missing == ("c",)
    assert check(condition, {"c": False}, DAY).missing == ()


def test_a_missing_fact_is_asked_for_once():
    condition = AllOf((_leaf("a"), AnyOf((_leaf("a"), _leaf("b")))))
    assert check(condition, {}, DAY).missing == ("a", "b")


# Days --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "verdict"),
    [
        (date(2022, 3, 31), UNKNOWN),
        (date(2022, 4, 1), NO),
        (date(2024, 3, 31), NO),
        (date(2024, 4, 1), YES),
    ],
)
def test_a_leaf_asks_only_on_its_days_and_nothing_in_force_is_unknown(day, verdict):
    old = _leaf("old", Span(date(2022, 4, 1), date(2024, 3, 31)))
    new = _leaf("new", Span(date(2024, 4, 1)))
    found = check(AllOf((old, new)), {"old": False, "new": True}, day)
    assert (found.verdict, found.missing) == (verdict, ())


def test_a_leaf_that_is_not_in_force_has_a_line_without_a_verdict():
    past = _leaf("a", Span(None, date(2026, 3, 31)))
    [line] = check(Not(past), {"a": True}, DAY).lines
    assert (line.verdict, line.value) == (None, True)


@pytest.mark.parametrize("empty", [AllOf(()), AnyOf(()), Not(AllOf(()))])
def test_a_condition_that_asks_nothing_is_unknown(empty):
    assert check(empty, {}, DAY).verdict is UNKNOWN


# Tests of one fact -------------------------------------------------------------------------------------------------

AT_LEAST_ABOUT = Compared(Comparison.AT_LEAST, 1000, about=Decimal("0.1"))
TESTS = [
    (Compared(Comparison.AT_LEAST, 70), 70, YES),
    (Compared(Comparison.AT_LEAST, 70), 69, NO),
    (Compared(Comparison.MORE, 70), 70, NO),
    (Compared(Comparison.AT_MOST, 70), 70, YES),
    (Compared(Comparison.LESS, 70), 70, NO),
    (Compared(Comparison.EQUAL, Decimal("0.5")), Decimal("0.50"), YES),
    (Compared(Comparison.AT_LEAST, Yen(10**9)), Yen(10**9), YES),
    (Compared(Comparison.AT_MOST, date(2026, 3, 31)), date(2026, 4, 1), NO),
    (AT_LEAST_ABOUT, 1000, YES),
    (AT_LEAST_ABOUT, 922, UNKNOWN),
    (AT_LEAST_ABOUT, 900, UNKNOWN),
    (AT_LEAST_ABOUT, 899, NO),
    (Compared(Comparison.AT_MOST, 1000, about=Decimal("0.1")), 1100, UNKNOWN),
    (Compared(Comparison.EQUAL, 1000, about=Decimal("0.1")), 1001, UNKNOWN),
    (Holds(), True, YES),
    (Holds(), False, NO),
    (OneOf(frozenset({"a", "b"})), "b", YES),
    (OneOf(frozenset({"a", "b"})), "c", NO),
    (Includes(frozenset({"a", "b"})), frozenset({"a", "b", "c"}), YES),
    (Includes(frozenset({"a", "b"})), frozenset({"a"}), NO),
    (OneOf(frozenset({"a", "b"})), Possible(frozenset({"a", "b"})), YES),
    (OneOf(frozenset({"a", "b"})), Possible(frozenset({"a", "c"})), UNKNOWN),
    (OneOf(frozenset({"a", "b"})), Possible(frozenset({"c", "d"})), NO),
    (OneOf(frozenset({"a", "b"})), Possible(frozenset()), UNKNOWN),
]


@pytest.mark.parametrize(("requirement", "value", "verdict"), TESTS)
def test_a_leaf_asks_of_its_fact(requirement: Requirement, value, verdict):
    assert _verdict(Leaf("a", requirement), a=value) is verdict


def test_what_only_a_person_can_judge_asks_for_no_fact():
    found = check(Leaf("papers", AT_LEAST_ABOUT), {"papers": 922}, DAY)
    assert (found.verdict, found.missing) == (UNKNOWN, ())


def test_what_is_known_only_in_part_is_asked_for():
    found = check(Leaf("kind", OneOf(frozenset("ab"))), {"kind": Possible(frozenset("ac"))}, DAY)
    assert (found.verdict, found.missing) == (UNKNOWN, ("kind",))


@pytest.mark.parametrize(
    ("requirement", "value"),
    [
        (Compared(Comparison.AT_LEAST, 70), "80"),
        (Compared(Comparison.AT_LEAST, 70), True),
        (Compared(Comparison.AT_LEAST, 70), date(2026, 4, 1)),
        (Compared(Comparison.AT_LEAST, date(2026, 4, 1)), 70),
        (Holds(), 1),
        (Includes(frozenset("a")), "a"),
    ],
)
def test_a_fact_of_another_kind_is_refused_by_its_name(requirement: Requirement, value):
    with pytest.raises(TypeError, match=r"^people: .* is of another kind than "):
        check(Leaf("people", requirement), {"people": value}, DAY)
