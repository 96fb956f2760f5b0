"""What all tests share: the test database with the real catalog loaded once, and the decks it was read from."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tsunagu.kernel.text import squeeze

PROJECT = Path(__file__).resolve().parents[1]
DECKS = PROJECT.parent / "shared" / "seeds"

# The everyday suite: few examples, the same ones every time.
hypothesis_settings.register_profile("everyday", max_examples=60, deadline=None, derandomize=True, database=None)
# Chosen by pytest --hypothesis-profile=long.
hypothesis_settings.register_profile("long", max_examples=5000, deadline=None, database=None)
hypothesis_settings.load_profile("everyday")


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a made-up corpus, computed; processes that run tests side by side share it."""
    from tests.made_up_store import made_up_store

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / "made-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return made_up_store(folder / "made-up")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A test database of this run's own, so that two runs on one server do not meet."""
    from django.conf import settings

    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_tsunagu_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database with the whole real catalog and its index in it: reading tests share it, writing tests roll
    back.

    The plug-in's own fixture makes no database where no test is marked to need one, as those of the browser, and would
    leave them that of ``var/``."""
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    from tsunagu.catalog.actions import load
    from tsunagu.catalog.queries import search_index

    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False, aliases={"default"})
        load(settings.DATA)
        search_index.refresh()
    yield
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)


@pytest.fixture(scope="session")
def deck_text() -> dict[str, str]:
    """The squeezed text of each deck by the key of its document."""
    if not DECKS.is_dir():
        pytest.skip(f"the decks are not here ({DECKS}); they are not part of the repository")
    keys = (
        "package-revision-2022",
        "university-support-2021",
        "package-2022",
        "coi-next-briefing-2024",
        "coi-next-2025",
    )
    return {key: squeeze(file.read_text()) for key, file in zip(keys, sorted(DECKS.glob("*.txt")), strict=True)}
