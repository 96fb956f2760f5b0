"""The pages are asked over the real catalog."""

from __future__ import annotations

import pytest

from tests.catalog.data import CatalogDatabase


@pytest.fixture
def django_db_setup(catalog_database: CatalogDatabase) -> None:
    """The database of the next test: the real catalog."""
    catalog_database.use()
