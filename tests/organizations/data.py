"""The real bodies of the text files, loaded: for the tests of this room."""

from __future__ import annotations

import pytest

from tests import databases


def _load() -> None:
    from django.conf import settings

    from tsunagu.organizations import actions

    actions.load(settings.DATA)


@pytest.fixture(scope="session")
def organizations_database(templates: databases.Templates, empty_database: str) -> str:
    """The tables of all rooms with the bodies of the text files; tests that write roll back."""
    return templates.copy("organizations", _load, base="empty")
