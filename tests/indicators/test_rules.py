"""Breaks, growth, plans, totals and histories, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.indicators.conftest import figure, ratio, year
from tsunagu.indicators.enums import Aggregation, Direction, Kind, Status, Unknown
from tsunagu.indicators.rules import adding, checking, lines, series
from tsunagu.indicators.rules.adding import Held
from tsunagu.indicators.rules.checking import Told
from tsunagu.indicators.rules.figures import Figure, Period
from tsunagu.indicators.rules.series import Beside, Spot
from tsunagu.kernel.years import FiscalYear

TODAY = date(2026, 12, 1)
NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2)
PARTS = st.builds(ratio, NUMBERS, st.decimals(min_value="0.01", max_value=10**9, places=2))
SPOTS = st.lists(
    st.builds(Spot, st.integers(2010, 2030).map(year), st.integers(1, 4), NUMBERS.map(figure)),
    max_size=20,
    unique_by=lambda spot: spot.place,
).map(series.ordered)


def _spot(number: int, value: object, version: int = 1) -> Spot:
    return Spot(year(number), version, figure(value))


# Series ---------------------------------------------------------------------------------------------------------------


@given(SPOTS)
def test_a_line_never_crosses_a_change_of_definition_or_a_missing_year(spots):
    for segment in series.segments(spots):
        first = segment[0]
        assert {spot.version for spot in segment} == {first.version}
        years = [int(spot.period.year) for spot in segment]
        assert years == list(range(years[0], years[0] + len(years)))


@given(SPOTS)
def test_segments_hold_every_known_figure_once(spots):
    assert list(chain.from_iterable(series.segments(spots))) == spots


@given(SPOTS)
def test_every_change_of_definition_is_listed_not_only_the_last(spots):
    versions = sorted({spot.version for spot in spots})
    changes = [(one.before.version, one.after.version) for one in series.breaks(spots)]
    assert changes == list(pairwise(versions))


def test_an_unknown_figure_cuts_a_line_and_is_no_zero():
    spots = [_spot(2020, 4), Spot(year(2021), 1, Figure()), _spot(2022, 6)]
    assert [len(segment) for segment in series.segments(spots)] == [1, 1]
    assert series.growth(spots[0], spots[1], {}).why is Unknown.MISSING


def test_growth_over_a_break_is_unknown_without_a_factor_for_each_step():
    old, new = _spot(2020, 100), _spot(2021, 220, version=3)
    assert series.growth(old, new, {2: Decimal(2)}).why is Unknown.BREAK
    assert series.growth(old, new, {}).share is None
    grown = series.growth(old, new, {2: Decimal(2), 3: Decimal(1)})
    assert (grown.share, grown.bridged) == (Decimal("0.1"), True)
    assert series.growth(new, _spot(2022, 5), {2: Decimal(2)}).why is Unknown.BREAK  # back to an older definition


def test_growth_is_of_years_that_follow_each_other_and_of_a_base_above_zero():
    spots = [_spot(2019, 0), _spot(2020, 10), _spot(2021, 12), _spot(2023, 20)]
    grown = list(series.steps(spots, {}))
    assert [one and (one.share, one.why) for one in grown] == [
        None,
        (None, Unknown.BASE),
        (Decimal("0.2"), None),
        None,
    ]


def test_both_figures_of_a_year_that_was_measured_twice_are_no_growth():
    assert list(series.steps([_spot(2021, 10), _spot(2021, 12, version=2)], {2: Decimal(1)})) == [None, None]


@given(NUMBERS, NUMBERS)
def test_the_difference_from_a_plan_says_by_direction_whether_it_is_reached(planned, came):
    up = series.beside(figure(planned), figure(came), Direction.UP)
    down = series.beside(figure(planned), figure(came), Direction.DOWN)
    assert up.short == down.short == came - planned
    assert (up.reached, down.reached) == (came >= planned, came <= planned)
    assert series.beside(figure(planned), figure(came), Direction.NEITHER).reached is None


@pytest.mark.parametrize("pair", [(None, figure(1)), (figure(1), None), (figure(1), Figure())])
def test_without_plan_or_actual_nothing_is_said(pair):
    assert series.beside(*pair, Direction.UP) == Beside(None, None)


# Totals ---------------------------------------------------------------------------------------------------------------


def _held(figures: list[Figure | None]) -> list[Held]:
    return [Held(one, year(2024), 1) if one else Held(None) for one in figures]


@given(st.lists(st.one_of(st.none(), PARTS), max_size=12))
def test_ratios_add_up_as_their_parts_and_are_never_averaged(figures):
    total = adding.total(Aggregation.RATIO, _held(figures))
    known = [one for one in figures if one]
    assert (total.known, total.asked) == (len(known), len(figures))
    if known:
        assert total.number == sum(one.numerator for one in known) / sum(one.denominator for one in known)
    else:
        assert (total.number, total.why) == (None, Unknown.MISSING)


def test_a_mean_of_ratios_would_be_another_number():
    total = adding.total(Aggregation.RATIO, _held([ratio(1, 2), ratio(90, 100)]))
    assert total.number == Decimal(91) / 102 != (Decimal("0.5") + Decimal("0.9")) / 2


def test_a_quotient_without_its_parts_is_left_out_of_a_ratio():
    total = adding.total(Aggregation.RATIO, _held([ratio(1, 2), figure("0.9")]))
    assert (total.number, total.known, total.asked) == (Decimal("0.5"), 1, 2)


@given(st.lists(st.one_of(st.none(), NUMBERS.map(figure)), min_size=1, max_size=12))
def test_a_sum_says_of_how_many_and_takes_nothing_for_zero(figures):
    known = [one.value for one in figures if one]
    total = adding.total(Aggregation.SUM, _held(figures))
    assert (total.known, total.asked) == (len(known), len(figures))
    assert total.number == (sum(known) if known else None)
    mean, most = (adding.total(how, _held(figures)).number for how in (Aggregation.MEAN, Aggregation.MAX))
    assert (mean, most) == ((sum(known) / len(known), max(known)) if known else (None, None))


@pytest.mark.parametrize(
    ("other", "why"),
    [(Held(figure(2), year(2023), 1), Unknown.YEARS), (Held(figure(2), year(2024), 2), Unknown.DEFINITIONS)],
)
def test_other_periods_and_other_definitions_are_not_added(other, why):
    total = adding.total(Aggregation.SUM, [Held(figure(1), year(2024), 1), other])
    assert (total.number, total.why, total.known) == (None, why, 2)


# Histories ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    state: Status
    public: bool


DRAFT, DRAFT_GONE = Line(Status.PROVISIONAL, False), Line(Status.TAKEN_BACK, False)
SURE, GONE = Line(Status.CONFIRMED, True), Line(Status.TAKEN_BACK, True)


@pytest.mark.parametrize(
    ("history", "counts"),
    [
        ([], None),
        ([DRAFT], DRAFT),
        ([DRAFT, SURE], SURE),
        ([DRAFT, DRAFT_GONE], None),
        ([SURE, DRAFT, DRAFT_GONE], SURE),
        ([SURE, GONE], None),
        ([SURE, GONE, DRAFT], DRAFT),
        ([SURE, GONE, DRAFT, DRAFT_GONE], None),
    ],
)
def test_the_last_row_counts_unless_it_was_taken_back(history, counts):
    assert series.standing(history) is counts


# Checks ---------------------------------------------------------------------------------------------------------------


def _problems(aggregation: Aggregation, told: Figure, when: Period, **more: object) -> list[tuple[str, str]]:
    facts = Told(aggregation, more.get("since"), more.get("kind", Kind.ACTUAL), when, told)
    return [(one.code, one.where) for one in checking.problems(facts, TODAY)]


def test_what_fits_has_no_problem():
    assert _problems(Aggregation.SUM, figure(0), year(2026)) == []
    assert _problems(Aggregation.RATIO, ratio(0, 5), Period(day=TODAY)) == []
    assert _problems(Aggregation.SUM, figure(9), year(2030), kind=Kind.PLAN) == []


def test_every_problem_is_told_at_once():
    both = Period(FiscalYear(2024), TODAY)
    assert _problems(Aggregation.SUM, Figure(), both) == [("period", "year"), ("missing", "value")]
    found = _problems(Aggregation.RATIO, Figure(Decimal(1), None, Decimal(0)), year(2027), since=date(2030, 1, 1))
    assert found == [
        ("too-early", "year"),
        ("not-yet", "year"),
        ("quotient", "value"),
        ("missing", "numerator"),
        ("denominator", "denominator"),
    ]
    assert _problems(Aggregation.SUM, Figure(Decimal(10) ** 30, Decimal(1)), Period()) == [
        ("period", "year"),
        ("too-large", "value"),
        ("parts", "numerator"),
    ]


def test_no_number_that_is_none_passes():
    assert ("too-large", "value") in _problems(Aggregation.SUM, Figure(Decimal("NaN")), year(2024))


# Drawings -------------------------------------------------------------------------------------------------------------


@given(SPOTS)
def test_a_drawing_has_a_dot_a_figure_and_cuts_where_definitions_change(spots):
    drawn = lines.drawing(spots)
    if len(spots) < 2:
        assert drawn is None
        return
    assert [dot.spot for dot in drawn.dots] == spots
    assert len(drawn.cuts) == len(series.breaks(spots))
    assert all(stroke.before.spot.version == stroke.after.spot.version for stroke in drawn.strokes)
    assert all(12 <= float(dot.x.rstrip("%")) <= 94 and 16 <= float(dot.y) <= 162 for dot in drawn.dots)
