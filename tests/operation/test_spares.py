"""A process that waits takes the place of one that died, and ends with whoever it waits for."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tsunagu.operation import spares
from tsunagu.operation.spares import Spare
from tsunagu.operation.supervisor import Child

LOADS = """
import sys, time
from pathlib import Path
from tsunagu.operation.spares import wait_turn
Path(sys.argv[1], "loaded").touch()
wait_turn()
Path(sys.argv[1], "runs").touch()
time.sleep(60)
"""


def wait_for(file: Path) -> bool:
    last = time.monotonic() + 10
    while not file.exists() and time.monotonic() < last:
        time.sleep(0.02)
    return file.exists()


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    command = [sys.executable, "-c", LOADS, str(tmp_path)]
    child = Child("web", command, spare=Spare(command))
    yield child
    child.spare.stop()
    child.stop()
    child.wait()


def test_a_spare_loads_everything_and_runs_only_when_it_is_wanted(child: Child, tmp_path: Path):
    child.spare.look({})
    assert wait_for(tmp_path / "loaded")
    assert not (tmp_path / "runs").exists()
    child.start()
    assert wait_for(tmp_path / "runs")
    assert child.process.poll() is None


def test_a_child_takes_the_spare_and_the_next_one_is_made_when_that_has_settled(child: Child):
    child.spare.look({})
    waiting = child.spare._process
    child.start()
    assert child.process is waiting
    child.spare.look({})
    assert child.spare._process is None
    child.spare._next = time.monotonic()
    child.spare.look({})
    assert child.spare._process.pid != waiting.pid


def test_a_spare_that_died_is_taken_by_nobody(child: Child):
    child.spare.look({})
    dead = child.spare._process
    dead.kill()
    dead.wait()
    child.start()
    assert child.process.pid != dead.pid


def test_one_that_dies_while_it_loads_is_not_made_again_at_once():
    spare = Spare([sys.executable, "-c", ""])
    spare.look({})
    dies = spare._process
    dies.wait()
    spare.look({})
    assert spare._process is None
    spare.stop()


def test_a_spare_ends_with_the_process_it_waits_for(tmp_path: Path):
    with subprocess.Popen(
        [sys.executable, "-c", LOADS, str(tmp_path)],
        stdin=subprocess.PIPE,
        env={**spares.os.environ, spares.WAITS: "1"},
    ) as waiting:
        assert wait_for(tmp_path / "loaded")
        waiting.stdin.close()  # as when that process is killed
        assert waiting.wait(10) == 0
    assert not (tmp_path / "runs").exists()
