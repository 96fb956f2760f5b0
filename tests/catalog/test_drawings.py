"""Charts of budget figures as geometry."""

from itertools import pairwise

import pytest

from tsunagu.catalog.drawings import slope_chart, treemap, year_chart
from tsunagu.catalog.drawings.treemap import HEIGHT, WIDTH
from tsunagu.catalog.models import BudgetFigure, Program
from tsunagu.kernel.money import Yen
from tsunagu.kernel.years import FiscalYear


def _figure(program: int, amount: int | None, year: int = 2022, kind: str = "draft", pillar: str = "1") -> BudgetFigure:
    known = Program(pk=program, key=f"p{program}", pillar=pillar, ministry_id=program % 2)
    return BudgetFigure(
        program=known, fiscal_year=FiscalYear(year), kind=kind, amount=None if amount is None else Yen(amount)
    )


def test_a_treemap_fills_its_box_with_areas_in_proportion():
    figures = [_figure(number, number * 10**8) for number in range(1, 9)]
    leaves = [leaf for branch in treemap(figures).branches for leaf in branch.leaves]
    areas = {leaf.figure.program_id: leaf.place.width * leaf.place.height for leaf in leaves}
    assert sum(areas.values()) == pytest.approx(WIDTH * (HEIGHT - 22), rel=0.01)
    assert areas[8] / areas[4] == pytest.approx(2, rel=0.05)


def test_pillars_share_a_treemap_by_their_sums():
    chart = treemap([_figure(1, 300, pillar="1"), _figure(2, 100, pillar="3")])
    areas = {branch.pillar: branch.place.width * branch.place.height for branch in chart.branches}
    assert areas["1"] == pytest.approx(3 * areas["3"])


def test_there_is_no_picture_of_unknown_amounts():
    assert (treemap([_figure(1, None)]), year_chart([_figure(1, None)]), slope_chart([_figure(1, None)])) == (None,) * 3


def test_slopes_take_programs_with_two_years_and_keep_their_names_apart():
    figures = [_figure(program, 100 + program, year) for program in range(1, 6) for year in (2022, 2023)]
    chart = slope_chart([*figures, _figure(9, 10**6)])
    assert {slope.last.figure.program_id for slope in chart.slopes} == {1, 2, 3, 4, 5}
    heights = [slope.name_y for slope in chart.slopes]
    assert all(below - above >= 17 for above, below in pairwise(heights))


def test_two_programs_are_no_slopes():
    assert slope_chart([_figure(program, 100, year) for program in (1, 2) for year in (2022, 2023)]) is None


def test_a_year_shows_kinds_side_by_side_and_the_same_amount_once():
    chart = year_chart([_figure(1, 100), _figure(1, 100), _figure(1, 50, kind="request")])
    [group] = chart.years
    assert [(column.kind.value, column.figure.amount) for column in group.columns] == [("request", 50), ("draft", 100)]
    assert group.columns[0].height == pytest.approx(group.columns[1].height / 2)
