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


def test_the_first_and_the_last_page_and_those_around_are_offered():
    assert Pager(20, 1266, "?page=").numbers == [1, 18, 19, 20, 21, 22, 43]


def test_a_page_behind_the_end_is_the_last_one():
    assert (existing(9, 31), existing(9, 0)) == (2, 1)
