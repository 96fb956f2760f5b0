"""The real catalog, loaded, with its search index: for the tests of the catalog and of what stands above it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import databases


class CatalogDatabase:
    """A database that holds the whole real catalog, and the index that belongs to it."""

    def __init__(self, name: str, index: Path) -> None:
        self.name = name
        self.index = index

    def use(self) -> None:
        """From now on Django's connection leads here, and searches find the index made."""
        databases.use(self.name)
        self._put_index_back()

    def _put_index_back(self) -> None:
        """A test that refreshed the index for other contents has dropped it, and its own contents are rolled back."""
        from django.conf import settings

        for folder in self.index.iterdir():
            place = Path(settings.VAR) / "search" / folder.name
            if not place.exists():
                shutil.copytree(folder, place)


def _load(index: Path) -> None:
    from django.conf import settings

    from tests.registers import made_up
    from tsunagu.catalog.actions import load
    from tsunagu.catalog.queries import search_index
    from tsunagu.governance import actions as governance
    from tsunagu.organizations import actions as organizations

    organizations.load(settings.DATA)
    governance.load(settings.DATA)
    load(settings.DATA)
    made_up.register()
    search_index.refresh()
    shutil.copytree(Path(settings.VAR) / "search", index)


@pytest.fixture(scope="session")
def catalog_database(templates: databases.Templates, empty_database: str) -> CatalogDatabase:
    """The tables of all rooms with the catalog in them: tests that only read share it, tests that write roll back."""
    index = templates.shared / "catalog-index"
    return CatalogDatabase(templates.copy("catalog", lambda: _load(index), base="empty"), index)
