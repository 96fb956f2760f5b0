"""Long lists in pages."""

from __future__ import annotations

import pytest

from tsunagu.kernel.paging import Pager, existing


@pytest.mark.parametrize(
    ("number", "total", "place"),
    [(1, 31, ("1", "30", "31")), (2, 31, ("31", "31", "31")), (42, 1266, ("1,231", "1,260", "1,266"))],
)
def test_a_page_says_its_place_as_it_is_read(number, total, place):
    assert Pager(number, total, "?page=").place == place


@pytest.mark.parametrize(
    ("number", "steps"),
    [
        (1, [1, 2, 3, 0, 43]),
        (5, [1, 2, 3, 4, 5, 6, 7, 0, 43]),  # a gap of one page is that page
        (20, [1, 0, 18, 19, 20, 21, 22, 0, 43]),
        (43, [1, 0, 41, 42, 43]),
    ],
)
def test_the_ends_and_the_pages_around_are_offered_and_gaps_are_marked(number, steps):
    assert Pager(number, 1266, "?page=").steps == steps


def test_the_first_page_has_none_before_and_the_last_none_behind():
    pagers = [Pager(number, 90, "?page=") for number in (1, 2, 3)]
    assert [(pager.previous, pager.next) for pager in pagers] == [(0, 2), (1, 3), (2, 0)]


def test_a_page_behind_the_end_is_the_last_one():
    assert (existing(9, 31), existing(9, 0)) == (2, 1)
