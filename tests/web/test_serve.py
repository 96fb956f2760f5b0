"""``tsunagu serve`` as a person starts and stops it: in a terminal, with Ctrl-C; and after it was killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.stress.sites import free_port

pytestmark = pytest.mark.long
PATIENCE = 90
PORT = free_port()
ADDRESS = f"http://127.0.0.1:{PORT}/"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where all of them keep their data: made by the first."""
    folder = Path(tempfile.mkdtemp(prefix="ts-"))  # short: the database's socket lies in it
    yield folder
    elsewhere = folder / "postgres" / "elsewhere"
    if elsewhere.exists():
        shutil.rmtree(elsewhere.read_text())
    shutil.rmtree(folder)


@pytest.fixture
def serving(made_up: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = serve(folder, made_up)
    yield process
    process.terminate()
    process.wait(30)


def serve(folder: Path, made_up: Path) -> subprocess.Popen[str]:
    """A server in a process group of its own, as a terminal gives it one, that answers."""
    environment = {**os.environ, "TSUNAGU_VAR": str(folder), "TSUNAGU_STRENGTHS": str(made_up)}
    environment.pop("DATABASE_URL", None)
    tool = Path(sys.executable).with_name("tsunagu")
    process = subprocess.Popen([tool, "serve", "--port", str(PORT)], env=environment, process_group=0, text=True)
    deadline = time.monotonic() + PATIENCE
    while not answers() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.2)
    if not answers():
        process.kill()
        pytest.fail(f"the server does not answer; it ended with {process.wait()}")
    return process


def answers() -> bool:
    try:
        with urllib.request.urlopen(f"{ADDRESS}api/v1/health", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def runs(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_soon_when_it_is_told_to(serving: subprocess.Popen[str], wish: signal.Signals) -> None:
    os.killpg(serving.pid, wish)  # a terminal tells the whole group
    serving.wait(15)
    assert not answers()


def test_after_a_kill_nothing_is_left_that_keeps_the_next_one_from_serving(
    serving: subprocess.Popen[str], made_up: Path, folder: Path
) -> None:
    ours = psutil.Process(serving.pid).children(recursive=True)
    serving.kill()
    serving.wait()
    deadline = time.monotonic() + PATIENCE
    while any(map(runs, ours)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [one.cmdline() for one in ours if runs(one)] == []
    again = serve(folder, made_up)
    try:
        with urllib.request.urlopen(f"{ADDRESS}programs/", timeout=30) as answer:
            assert answer.status == 200
        assert again.poll() is None
    finally:
        again.terminate()
        again.wait(30)
