"""What the tests of the API share: all real data and a store with a made-up corpus behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.real_data import RealData


@pytest.fixture
def django_db_setup(real_data: RealData) -> None:
    """The database of the next test: all real data."""
    real_data.use()


@pytest.fixture(autouse=True)
def _strengths(made_up: Path, settings: Any) -> None:
    settings.STRENGTHS = made_up
