"""The real networks of the text files, with the bodies and programs that they name: for this room and the doors above all rooms."""

from __future__ import annotations

import pytest

from tests import databases
from tests.catalog.data import CatalogDatabase


def _load() -> None:
    from django.conf import settings

    from tsunagu.networks import actions

    actions.load(settings.DATA)


@pytest.fixture(scope="session")
def networks_database(templates: databases.Templates, catalog_database: CatalogDatabase) -> str:
    """The catalog and the directory with the networks; tests that write roll back."""
    return templates.copy("networks", _load, base="catalog")


@pytest.fixture
def all_data(catalog_database: CatalogDatabase, networks_database: str) -> None:
    """The database of the next test: the networks and what stands below them, with the index of the catalog."""
    catalog_database.use()
    databases.use(networks_database)
