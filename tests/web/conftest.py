"""The pages are asked over all real data."""

from __future__ import annotations

import pytest

from tests.real_data import RealData


@pytest.fixture
def django_db_setup(real_data: RealData) -> None:
    """The database of the next test: all real data."""
    real_data.use()
