"""Geometry of rank-size curves and of what all plots share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tsunagu.strengths.doors import drawings
from tsunagu.strengths.doors.drawings import axis as axes


def test_a_logarithmic_plot_gives_every_power_of_ten_the_same_room() -> None:
    plot = drawings.rank_plot([[1000.0, 100.0, 10.0]], logarithmic=True)
    assert plot is not None
    assert plot.curves[0].line == "0.0,0.0 630.9,500.0 1000.0,1000.0"  # log 2 / log 3 of the way across
    assert [tick.text for tick in plot.up] == ["10", "20", "50", "100", "200", "500", "1,000"]
    assert [tick.text for tick in plot.across] == ["1", "2"]


def test_a_linear_plot_begins_at_rank_1_and_at_nothing() -> None:
    plot = drawings.rank_plot([[8.0, 4.0, 2.0]], logarithmic=False)
    assert plot is not None
    assert plot.curves[0].line == "0.0,0.0 500.0,500.0 1000.0,750.0"
    assert ([tick.text for tick in plot.up], plot.up[0].at) == (["0", "2", "4", "6", "8"], f"{plot.bottom:.1f}")


def test_countries_have_shapes_of_their_own_and_bands_end_with_the_curves() -> None:
    plot = drawings.rank_plot([[3.0] * 20, [], [2.0] * 5], logarithmic=False, bands=((1, 10), (10, 50), (20, 50)))
    assert plot is not None
    assert [(curve.shape, len(curve.points)) for curve in plot.curves] == [
        ("circle", 5),
        ("square", 0),
        ("triangle", 3),
    ]
    assert len(plot.bands) == 2  # nothing of the third is on the plot
    first, second = ((float(band.x.rstrip("%")), float(band.width.rstrip("%"))) for band in plot.bands)
    assert first[0] == 13.0
    assert second[0] + second[1] == pytest.approx(97.0, abs=0.01)


def test_nothing_above_zero_is_no_plot() -> None:
    assert drawings.rank_plot([[0.0], []], logarithmic=True) is None


@pytest.mark.parametrize(
    ("largest", "step"), [(0.012, 0.005), (0.05, 0.01), (0.09, 0.02), (4.9, 1.0), (12.0, 5.0), (430.0, 100.0)]
)
def test_about_five_round_steps_make_up_the_largest_number(largest: float, step: float) -> None:
    axis = axes.from_zero(largest, axes.round_step(largest))
    assert axis.step == pytest.approx(step)
    assert axis.ticks[-2] < largest <= axis.last


def test_bars_of_shares_lie_under_one_another_and_end_at_a_half() -> None:
    drawn = drawings.share_bars([(2002, Fraction(1, 2)), (2018, Fraction(1, 8))])
    assert [(bar.year, bar.y, bar.width) for bar in drawn.bars] == [(2002, 22, "100.00%"), (2018, 66, "25.00%")]
    assert drawn.height == 88
