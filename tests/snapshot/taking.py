"""Taking a snapshot: the database and the stores made ready, everything asked, the answers written."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MADE_UP, SAMPLE, EMPTY = "made-up", "sample", "empty"
# Kept beside the made-up store, as an operator would: one file that can be read and one that cannot.
DOMAINS = {
    "ours.csv": "domain,scheme,field\n材料,subfield,2500\n材料,subfield,2504\nLife,field,13\n",
    "broken.csv": "domain,scheme,field\nX,subfield,1\nY,esi,3\n,field,\n",
}


def take(folder: Path, stores: Path) -> int:
    """Write every answer below a folder."""
    began = time.monotonic()
    if folder.is_dir() and any(folder.iterdir()):
        print(f"{folder} holds something already; name a new folder", file=sys.stderr)
        return 2
    folder, stores = folder.absolute(), stores.absolute()
    import tests.environment  # noqa: F401  before Django reads its settings

    os.environ["DJANGO_SETTINGS_MODULE"] = "tsunagu.settings"
    import django

    import tsunagu

    django.setup()
    print(f"asking {Path(tsunagu.__file__).parent}", file=sys.stderr)
    logging.disable(logging.CRITICAL)  # what is refused on purpose would fill the terminal
    from tests.snapshot import commands, interface, pages
    from tests.snapshot.answers import Answers

    with tempfile.TemporaryDirectory(prefix="tsunagu-snapshot-") as work, contextlib.chdir(work), _database():
        there = _stores(stores, Path(work))
        answers = Answers(folder, {**{str(path): name for name, path in there.items()}, work: "WORK"})
        commands.prepare(answers)
        stocks = {name: pages.stock(path) for name, path in there.items()}
        for name, ask in (
            ("pages", lambda: pages.ask(answers, there, stocks)),
            ("API", lambda: interface.ask(answers, there, stocks)),
            ("commands", lambda: commands.ask(answers, there, stocks)),
        ):
            ask()
            print(f"{answers.count:6} answers, {time.monotonic() - began:4.0f} s: {name}", file=sys.stderr)
    for question in answers.failed:
        print(f"failed: {question}", file=sys.stderr)
    return 0


@contextlib.contextmanager
def _database() -> Iterator[None]:
    """A database of this run's own, and the static files that pages name."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_databases, teardown_databases

    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"snapshot_tsunagu_{os.getpid()}"
    databases = setup_databases(verbosity=0, interactive=False, aliases={"default"})
    try:
        call_command("collectstatic", verbosity=0, interactive=False)
        yield
    finally:
        teardown_databases(databases, verbosity=0)


def _stores(kept: Path, work: Path) -> dict[str, Path]:
    """The folder of each store under its name: the kept ones, filled unless they are, and one that holds nothing."""
    if not (kept / MADE_UP / "current").exists():
        from tests.made_up_store import made_up_store

        made_up_store(kept / MADE_UP)
        (kept / MADE_UP / "domains").mkdir(exist_ok=True)
        for name, text in DOMAINS.items():
            (kept / MADE_UP / "domains" / name).write_text(text)
    if not (kept / SAMPLE / "current").exists():
        _sample(kept / SAMPLE)
    found = {name: kept / name for name in (MADE_UP, SAMPLE) if (kept / name / "current").exists()}
    for name, path in found.items():
        (work / name).symlink_to(path)
    return {**found, EMPTY: work / EMPTY}


def _sample(store: Path) -> None:
    """The store that the site makes of the real sample, where the operator has it."""
    from django.conf import settings

    from tests.snapshot.commands import run

    if not any(settings.STRENGTHS_SAMPLE.glob("*.parquet")):
        print(f"{settings.STRENGTHS_SAMPLE} holds no sample; only the made-up store is asked", file=sys.stderr)
        return
    done = run("strengths", "demo", "--store", str(store))
    if done.exit_code:
        shutil.rmtree(store, ignore_errors=True)
        raise RuntimeError(done.stderr)
