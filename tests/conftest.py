"""What all tests share: the database server, the real catalog loaded once, the cast."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

# A var/ of the tests' own for everything but the database server, which is shared: its start costs the most.
_SHARED_VAR = Path(__file__).resolve().parents[1] / "var"


def pytest_load_initial_conftests() -> None:  # pragma: no cover - see pytest_configure
    """Nothing to do; the environment is prepared on import, before pytest-django reads the settings."""


def _prepare_environment() -> None:
    from tsunagu.database import connect_url

    connect_url()
    os.environ["TSUNAGU_VAR"] = tempfile.mkdtemp(prefix="tsunagu-test-")
    os.environ.setdefault("TSUNAGU_SECRET_KEY", "only for tests, never outside of them, long enough to be quiet")


_prepare_environment()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The test database with the whole real catalog in it: reading tests share it, writing tests roll back."""
    from django.conf import settings

    from tsunagu.catalog.actions import load

    with django_db_blocker.unblock():
        load(settings.DATA)
