"""The tests of this room write applications for a call of their own."""

from __future__ import annotations

import pytest

from tests.real_data import RealData


@pytest.fixture
def django_db_setup(real_data: RealData) -> None:
    """The database of the next test."""
    real_data.use()
