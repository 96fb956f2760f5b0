"""The pages are asked over all real data."""

from __future__ import annotations

import pytest


@pytest.fixture
def django_db_setup(all_data: None) -> None:
    """The database of the next test: all real data."""
