"""When a call is expected to open, from the years before."""

from datetime import date

import pytest

from tsunagu.catalog.rules.calendar import Usual, usual

DAY = date(2026, 12, 1)


def _days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("openings", "expected"),
    [
        pytest.param([], None, id="no call is known"),
        pytest.param(["2025-02-16"], None, id="once is not usual"),
        pytest.param(["2025-02-16", "2025-02-20"], None, id="twice in one fiscal year is once"),
        pytest.param(["2024-02-16", "2025-02-20"], Usual(date(2027, 2, 1), 2), id="February, so the next one"),
        pytest.param(["2024-12-20", "2025-12-18"], Usual(date(2026, 12, 1), 2), id="this month"),
        pytest.param(["2024-05-01", "2025-06-01"], Usual(date(2027, 6, 1), 2), id="of two months the last one"),
        pytest.param(["2018-02-01", "2019-02-01"], None, id="too long ago"),
        pytest.param(["2025-02-16", "2027-02-16"], None, id="what is to come says nothing of earlier years"),
    ],
)
def test_a_month_is_expected_from_the_fiscal_years_in_which_a_call_opened(openings, expected):
    assert usual(_days(*openings), DAY) == expected
