"""What the tests of the API share: the real catalog and a store with a made-up corpus behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.data import CatalogDatabase


@pytest.fixture
def django_db_setup(catalog_database: CatalogDatabase) -> None:
    """The database of the next test: the real catalog."""
    catalog_database.use()


@pytest.fixture(autouse=True)
def _strengths(made_up: Path, settings: Any) -> None:
    settings.STRENGTHS = made_up
