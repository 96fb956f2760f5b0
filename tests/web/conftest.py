"""The pages are asked over the real catalog."""

from __future__ import annotations

import pytest

from tests.catalog.data import CatalogDatabase


@pytest.fixture
def django_db_setup(catalog_database: CatalogDatabase) -> None:
    """The database of the next test: the real catalog."""
    catalog_database.use()


@pytest.fixture(scope="module")
def static_files() -> None:
    """The hashed names of the static files, which templates need."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
