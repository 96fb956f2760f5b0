"""Geometry of the plots."""

from __future__ import annotations

import pytest

from tsunagu.strengths.doors.drawings import Mark, Value, interval_plot, line_plot, shared_end


def test_a_dot_lies_on_its_interval_on_an_axis_from_nothing_to_a_round_number() -> None:
    plot = interval_plot([Value("化学", 0.12, 0.09, 0.18)], [Mark("世界", 0.1, "world")])
    assert [tick.text for tick in plot.ticks] == ["0%", "5%", "10%", "15%", "20%"]
    one = plot.values[0]
    assert (one.low, one.x, one.width) == ("45.00%", "60.00%", "45.00%")  # 0.09, 0.12 and 0.18 - 0.09 of 0.2
    assert plot.marks[0].at == "50.00%"


def test_a_value_without_an_interval_is_a_dot_alone() -> None:
    one = interval_plot([Value("化学", 0.1)]).values[0]
    assert (one.x, one.low, one.width) == ("100.00%", None, None)


@pytest.mark.parametrize(
    ("largest", "end"), [(0.004, "0.5%"), (0.01, "1.0%"), (0.2, "20%"), (0.55, "60%"), (1.0, "100%")]
)
def test_the_axis_ends_at_or_beyond_the_largest_value(largest: float, end: str) -> None:
    assert interval_plot([Value("x", largest)]).ticks[-1].text == end


def test_a_line_is_broken_where_a_window_is_unknown() -> None:
    plot = line_plot([Value("a", 0.1), Value("b", None), Value("c", 0.2), Value("d", 0.1)])
    assert [(point.y is None, point.after is None) for point in plot.points] == [
        (False, True),
        (True, True),
        (False, False),
        (False, True),
    ]


def test_papers_have_an_axis_of_whole_numbers() -> None:
    plot = line_plot([Value("a", 921.4), Value("b", 0.0)], shares=False)
    assert [tick.text for tick in plot.ticks] == ["0", "200", "400", "600", "800", "1,000"]
    heights = [float(point.y or "nan") for point in plot.points]
    assert heights[0] < heights[1] == plot.bottom


def test_several_plots_have_one_end() -> None:
    groups = [[Value("a", 0.1, 0.05, 0.31)], [Value("a", 0.02)]]
    end = shared_end(groups)
    assert end == pytest.approx(0.4)
    assert {tuple(tick.text for tick in line_plot(values, end=end).ticks) for values in groups} == {
        ("0%", "10%", "20%", "30%", "40%")
    }


def test_nothing_known_still_has_an_axis() -> None:
    assert [point.y for point in line_plot([Value("a", None)]).points] == [None]


@pytest.mark.parametrize(("high", "order", "side"), [(0.5, ["near", "far"], "start"), (0.01, ["far", "near"], "end")])
def test_labels_of_marks_lie_away_from_the_lines_of_other_marks(high, order, side):
    plot = interval_plot([Value("化学", 0.01, 0.0, high)], [Mark("far", 0.1, "world"), Mark("near", 0.08, "reference")])
    assert [(mark.of.label, mark.anchor) for mark in plot.marks] == [(label, side) for label in order]
    assert all(float(mark.at.rstrip("%")) < 85 for mark in plot.marks)
