"""All data files of all rooms, loaded, with the search index, for the tests that read them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import databases


class RealData:
    """A database that holds the data of every room, and the index that belongs to it."""

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


def _prepare(index: Path) -> None:
    from django.conf import settings

    from tests.registers import made_up
    from tsunagu import rooms

    made_up.register()
    for room in rooms.ROOMS:
        if room.load:
            rooms.resolve(room.load)(settings.DATA)
    shutil.copytree(Path(settings.VAR) / "search", index)


@pytest.fixture(scope="session")
def real_data(templates: databases.Templates, empty_database: str) -> RealData:
    """The tables of all rooms with their data in them: tests that only read share it, tests that write roll back."""
    index = templates.shared / "real-index"
    return RealData(templates.copy("real", lambda: _prepare(index), base="empty"), index)
