"""What a page shows of a record in a column."""

from __future__ import annotations

import pytest

from tsunagu.kernel.tables import Column
from tsunagu.web.templatetags.tsunagu import cell, word


def column(show: str = "") -> Column[float | None]:
    return Column("share", "割合", "Share", lambda record: record, show)


def test_a_value_is_shown_as_it_is_unless_its_column_names_a_filter() -> None:
    assert (cell(column(), 0.25), cell(column(), None)) == ("0.25", "")
    assert cell(column("floatformat:1"), 0.25) == "0.3"


def test_a_column_may_name_a_filter_of_a_library() -> None:
    assert (cell(column("figures.percent"), 0.25), cell(column("figures.percent:2"), 0.25)) == ("25.0%", "25.00%")


def test_a_page_may_say_in_its_own_words_that_a_value_is_not_known() -> None:
    assert cell(column("figures.percent"), None, unknown="定まらない") == "定まらない"
    assert cell(column("figures.percent"), 0.0, unknown="定まらない") == "0.0%"


@pytest.mark.parametrize(("value", "told"), [("council", "推進会議・協議会"), ("", "")])
def test_a_stored_value_is_told_by_the_words_of_its_room(value: str, told: str):
    assert word(value, "networks.NetworkKind") == told
    with pytest.raises(KeyError):
        word("council", "networks.NoSuchWords")
