"""How a page shows what differs between two editions."""

from __future__ import annotations

from tsunagu.catalog.enums import RowChange
from tsunagu.catalog.sheets import DIFFERENCES, Difference


def test_amounts_have_their_thousands_apart_on_a_page_and_not_in_a_file():
    known = {"sheet": "boxes", "row": 2, "change": next(iter(RowChange)), "new": "12345678"}
    amount = Difference(**known, column="budget_thousand_yen", old="")
    other = Difference(**known, column="name", old="")
    new = DIFFERENCES["new"]
    assert [new.on_page(amount), new.value(amount), new.on_page(other)] == ["12,345,678", "12345678", "12345678"]
    assert DIFFERENCES["old"].on_page(amount) == ""
