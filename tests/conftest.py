"""What all tests share: their databases, a store with a made-up corpus, and the decks the catalog was read from."""

from __future__ import annotations

import fcntl
import pickle
import shutil
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tsunagu.kernel.text import squeeze

pytest_plugins = ["tests.databases", "tests.real_data"]

PROJECT = Path(__file__).resolve().parents[1]
DECKS = PROJECT.parent / "shared" / "seeds"

# The everyday suite: few examples, the same ones every time.
hypothesis_settings.register_profile("everyday", max_examples=60, deadline=None, derandomize=True, database=None)
# Chosen by pytest --hypothesis-profile=long.
hypothesis_settings.register_profile("long", max_examples=5000, deadline=None, database=None)
hypothesis_settings.load_profile("everyday")


@pytest.fixture(scope="session", autouse=True)
def _read_toml_once() -> Iterator[None]:
    """Parse a text that was parsed before no more: tests read the whole catalog some hundred times, and change a line.

    Everybody gets objects of their own, as from the parser.
    """
    loads = tomllib.loads

    @cache
    def pickled(text: str) -> bytes:
        return pickle.dumps(loads(text))

    def remembered(text: str, /, **options: Any) -> dict[str, Any]:
        return loads(text, **options) if options else pickle.loads(pickled(text))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", remembered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _ledger_in_words() -> Iterator[None]:
    """Have every fact that an action records in a test be one for which its rights table has words.

    Else the history of a thing would show its readers the name of a field.
    """
    from tsunagu.access import ledger, rights

    record = ledger.record

    def worded(*, thing: Any, before: Any = None, after: Any = None, **how: Any) -> int:
        of = thing._meta.label
        told_by = sys._getframe(1).f_globals["__name__"]  # tests themselves make lines up
        if rights.table(of) and told_by.startswith("tsunagu."):
            bare = [fact for fact in {**(before or {}), **(after or {})} if rights.fact_label(of, fact) == fact]
            assert bare == [], f"{of}: `facts` of its rights has no words for {', '.join(bare)}"
        return record(thing=thing, before=before, after=after, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger, "record", worded)
        yield


@pytest.fixture(scope="session")
def static_files(shared_folder: Path) -> None:
    """The hashed names of the static files, which templates need; processes that run tests side by side share them."""
    from django.conf import settings
    from django.core.management import call_command

    collected = shared_folder / "static"
    with (shared_folder / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not collected.exists():
            call_command("collectstatic", verbosity=0, interactive=False)
            shutil.copytree(settings.STATIC_ROOT, collected)
    shutil.copytree(collected, settings.STATIC_ROOT, dirs_exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _quick_setting_up() -> None:
    """Leave out what no test is about and hundreds would wait for.

    Every client loads the middleware, which would look through all static files each time; and whenever the tables are
    emptied, Django would write the permissions of its own, which the platform does not use.
    """
    from django.conf import settings
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.models.signals import post_migrate

    settings.WHITENOISE_AUTOREFRESH = True
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(scope="session")
def made_up(shared_folder: Path) -> Path:
    """A store with a made-up corpus, computed; processes that run tests side by side share it."""
    from tests.made_up_store import made_up_store

    with (shared_folder / "made-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return made_up_store(shared_folder / "made-up")


@pytest.fixture(scope="session")
def decks() -> dict[str, Path]:
    """The text of each deck by the key of its document."""
    if not DECKS.is_dir():
        pytest.skip(f"the decks are not here ({DECKS}); they are not part of the repository")
    keys = (
        "package-revision-2022",
        "university-support-2021",
        "package-2022",
        "coi-next-briefing-2024",
        "coi-next-2025",
    )
    return dict(zip(keys, sorted(DECKS.glob("*.txt")), strict=True))


@pytest.fixture(scope="session")
def deck_text(decks: dict[str, Path]) -> dict[str, str]:
    """The squeezed text of each deck by the key of its document."""
    return {key: squeeze(file.read_text()) for key, file in decks.items()}
