"""``tsunagu serve`` as a person starts and stops it: in a terminal, with Ctrl-C."""

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

import pytest

PATIENCE = 90


@pytest.fixture
def serving(made_up: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process group of its own, as a terminal gives it one, and its address."""
    folder = Path(tempfile.mkdtemp(prefix="ts-"))  # short: the database's socket lies in it
    environment = {**os.environ, "TSUNAGU_VAR": str(folder), "TSUNAGU_STRENGTHS": str(made_up)}
    environment.pop("DATABASE_URL", None)
    tool = Path(sys.executable).with_name("tsunagu")
    process = subprocess.Popen(
        [tool, "serve", "--port", "8360"], env=environment, process_group=0, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = next((line for line in process.stdout if line.startswith("Tsunagu: ")), "")
        yield process, line.split()[1] if line else ""
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}api/v1/health", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.long
@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_soon_when_it_is_told_to(
    serving: tuple[subprocess.Popen[str], str], wish: signal.Signals
) -> None:
    process, address = serving
    deadline = time.monotonic() + PATIENCE
    while not answers(address) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert answers(address)
    os.killpg(process.pid, wish)  # a terminal tells the whole group
    process.wait(15)
    assert not answers(address)
