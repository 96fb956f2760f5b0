"""Processes that die are started again, end together, and end with who started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tsunagu.operation import supervisor
from tsunagu.operation.supervisor import Child, Watch, look_after

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
FOR_EVER = [sys.executable, "-c", "import time; time.sleep(60)"]


def wait_until(holds, seconds: float = 10) -> bool:
    last = time.monotonic() + seconds
    while not holds() and time.monotonic() < last:
        time.sleep(0.02)
    return bool(holds())


@pytest.fixture
def handlers() -> Iterator[None]:
    """What this process did on signals before, done again afterwards."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)


def ended(child: Child) -> bool:
    return child.process is None or child.process.poll() is not None


@pytest.fixture
def lasting():
    child = Child("lasting", FOR_EVER)
    child.start()
    yield child
    child.stop()
    child.wait()


def test_a_child_that_was_killed_is_started_again(lasting: Child, caplog: pytest.LogCaptureFixture):
    first = lasting.process.pid
    lasting.began -= 1
    lasting.process.kill()
    assert wait_until(lambda: ended(lasting))
    assert lasting.look()
    assert not lasting.look()
    assert lasting.process.pid != first
    assert lasting.process.poll() is None
    assert "ended (by SIGKILL) and is started again" in caplog.text


def test_one_that_dies_again_and_again_is_started_more_and_more_seldom(lasting: Child):
    pauses, started = [], {lasting.process.pid}
    for _ in range(4):
        lasting.process.kill()
        lasting.process.wait()
        lasting.look()  # too soon
        lasting.began -= lasting.pause
        lasting.look()
        pauses.append(lasting.pause)
        started.add(lasting.process.pid)
    assert (pauses, len(started)) == ([0.4, 0.8, 1.6, 3.2], 5)


def test_one_that_is_to_end_is_not_started_again_and_its_words_are_told_if_it_fails(
    caplog: pytest.LogCaptureFixture,
):
    fails = "print('progress', flush=True); raise SystemExit('no space')"
    child = Child("once", [sys.executable, "-c", fails], once=True)
    child.start()
    assert wait_until(lambda: ended(child))
    child.look()
    child.look()
    assert child.process is None
    assert [record.message for record in caplog.records] == ["once ended with code 1: progress\nno space"]


def test_trouble_in_looking_after_something_is_told_once_and_looked_after_again(caplog: pytest.LogCaptureFixture):
    class Twice:
        """Says no three times; then it is over."""

        looks = 0

        def wait(self, seconds: float) -> bool:
            return self.looks == 3

        def look(self) -> None:
            self.looks += 1
            raise OSError("still away")

    twice = Twice()
    look_after(Watch("database", twice.look), twice)  # type: ignore[arg-type]
    assert (twice.looks, [record.message for record in caplog.records]) == (3, ["database: still away"])


def test_what_is_not_needed_to_answer_waits_until_the_others_answer(monkeypatch: pytest.MonkeyPatch, handlers: None):
    web, worker = Child("web", FOR_EVER), Child("worker", FOR_EVER, later=True)
    seen = []

    def answers() -> bool:
        seen.append((web.process is not None, worker.process is not None))
        if len(seen) == 2:
            signal.raise_signal(signal.SIGTERM)
        return len(seen) == 2

    supervisor.run([web, worker], [], print, answers)
    assert seen == [(True, False), (True, False)]
    assert (web.process.returncode, worker.process.returncode) == (-signal.SIGTERM, -signal.SIGTERM)


def test_a_death_is_noticed_at_once(monkeypatch: pytest.MonkeyPatch, handlers: None):
    monkeypatch.setattr(supervisor, "_TICK", 20.0)
    dies = Child("dies", [sys.executable, "-c", "import time; time.sleep(0.3)"])
    began = time.monotonic()
    supervisor.run([dies], [], lambda name: signal.raise_signal(signal.SIGTERM))
    assert time.monotonic() - began < 10


def test_what_is_made_beside_gives_way():
    child = Child("once", FOR_EVER, once=True)
    child.start()
    assert os.getpriority(os.PRIO_PROCESS, child.process.pid) == os.getpriority(os.PRIO_PROCESS, 0) + 10
    child.stop()
    child.wait()


PARENT = """
import sys
from tsunagu.operation.supervisor import Child, run
child = Child("child", [sys.executable, "-c", %r])
print("ready", flush=True)
run([child], [], print)
"""
CHILD = "from tsunagu.operation.supervisor import follow_parent; follow_parent(); import time; time.sleep(60)"


@pytest.mark.long
@pytest.mark.parametrize("wish", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_children_end_with_who_started_them_however_that_ends(tmp_path: Path, wish: signal.Signals):
    with subprocess.Popen(
        [sys.executable, "-c", PARENT % CHILD], stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as parent:
        parent.stdout.readline()
        assert wait_until(lambda: psutil.Process(parent.pid).children())
        (child,) = psutil.Process(parent.pid).children()
        time.sleep(1)  # it must have begun to follow
        parent.send_signal(wish)
        parent.wait(15)
        assert wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
