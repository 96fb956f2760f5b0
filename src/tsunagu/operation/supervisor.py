"""The processes of a site, each started again when it dies, all ended together.

A ``Child`` is a process of ours. A ``Watch`` looks after something else that must run, such as the database server,
from a thread of its own, since bringing it back takes seconds in which the others must not wait.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from types import FrameType
from typing import IO

from tsunagu.operation.spares import Spare

_LOG = logging.getLogger(__name__)
PARENT = "SUPERVISED_BY"
Told = Callable[[str], object]
_TICK = 0.2  # seconds
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0  # seconds before a process that died is started again
_STEADY = 10.0  # seconds after which a process counts as having started well
_WORDS = 500  # letters of what a process said that are told when it fails
_PATIENCE = 10.0  # seconds to end what is being answered
_GIVES_WAY = 10  # how nice a process is that does something beside the others
_AT_LATEST = 60.0  # seconds after which also those are started that wait until the site answers


@dataclass(slots=True)
class Child:
    """A process. once: it does something and ends; others are to run for ever.

    shared: descriptors that it inherits. spare: what it can be started from at once. later: it is not needed to
    answer, so it leaves the processor to those that are until they do.
    """

    name: str
    command: Sequence[str]
    once: bool = False
    shared: tuple[int, ...] = ()
    spare: Spare | None = None
    later: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    said: IO[bytes] | None = field(default=None, init=False)
    began: float = field(default=0.0, init=False)
    pause: float = field(default=_FIRST_PAUSE, init=False)

    def start(self) -> None:
        """Start it, in a group of its own.

        Of a Ctrl-C it would hear beside us, and a server that is told twice to stop may never do so.
        """
        self.began = time.monotonic()
        self.said = tempfile.TemporaryFile() if self.once else None  # noqa: SIM115 - told only if it fails
        self.process = (self.spare and self.spare.take()) or subprocess.Popen(
            self.command,
            process_group=0,
            pass_fds=self.shared,
            stdout=self.said,
            stderr=self.said,
            env={**os.environ, **_told()},
        )
        if self.once:
            os.setpriority(os.PRIO_PROCESS, self.process.pid, os.getpriority(os.PRIO_PROCESS, 0) + _GIVES_WAY)

    def look(self) -> bool:
        """Start it again if it ended: at once if it ran well before, later and later if it does not; says whether."""
        if self.process is None or self.process.poll() is None:
            return False
        lasted = time.monotonic() - self.began
        if self.once:
            if self.process.returncode:
                _LOG.error("%s ended %s: %s", self.name, _ending(self.process.returncode), self._last_words())
            self.process = None
            self._forget()
        elif lasted >= self.pause:
            _LOG.error("%s ended (%s) and is started again", self.name, _ending(self.process.returncode))
            self.pause = _FIRST_PAUSE if lasted > _STEADY else min(self.pause * 2, _LONGEST_PAUSE)
            self.start()
            return True
        return False

    def _forget(self) -> None:
        if self.said:
            self.said.close()

    def _last_words(self) -> str:
        if self.said is None:
            return ""
        self.said.seek(0)
        return self.said.read().decode(errors="replace").strip()[-_WORDS:]

    def stop(self) -> None:
        """Tell it to end."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        """Wait until it has ended, and end it if that takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._forget()


@dataclass(frozen=True, slots=True)
class Watch:
    """Something to look after. look: brings it back where it is gone, and may fail; it is called again."""

    name: str
    look: Callable[[], object]
    every: float = 0.3  # seconds


def _told() -> dict[str, str]:
    """What a child learns of us."""
    return {PARENT: str(os.getpid())}


def run(
    children: Sequence[Child], watches: Iterable[Watch], restarted: Told, answers: Callable[[], bool] = lambda: True
) -> None:
    """Keep everything running until this process is told to end.

    restarted: is told the name of what was. answers: whether those that are not later do what they are for.
    """
    ended = threading.Event()
    bell = _bell(ended)
    threads = [threading.Thread(target=look_after, args=(watch, ended), daemon=True) for watch in watches]
    spares = {child.spare for child in children if child.spare}
    later = [child for child in children if child.later]
    last = time.monotonic() + _AT_LATEST
    try:
        for child in children:
            if not child.later:
                child.start()
        for thread in threads:
            thread.start()
        while not ended.is_set():
            _wait(bell)
            _look(children, restarted)
            if later and (answers() or time.monotonic() > last):
                later = _started(later)
            if not later:
                _keep(spares)
    finally:
        ended.set()
        _end(children, spares)
        for thread in threads:
            thread.join(_PATIENCE)


def _look(children: Iterable[Child], restarted: Told) -> None:
    for child in children:
        if child.look():
            restarted(child.name)


def _started(later: Iterable[Child]) -> list[Child]:
    """Start them; gives those that still wait, none."""
    for child in later:
        child.start()
    return []


def _keep(spares: Iterable[Spare]) -> None:
    for spare in spares:
        spare.look(_told())


def _end(children: Iterable[Child], spares: Iterable[Spare]) -> None:
    for spare in spares:
        spare.stop()
    for child in children:
        child.stop()
    for child in children:
        child.wait()


def _bell(ended: threading.Event) -> int:
    """A descriptor that can be read as soon as this process is told to end, which sets ``ended``, or a child died."""

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    bell, rung = os.pipe()
    for descriptor in (bell, rung):
        os.set_blocking(descriptor, False)
    signal.set_wakeup_fd(rung, warn_on_full_buffer=False)
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, end)
    signal.signal(signal.SIGCHLD, lambda *_: None)  # whoever is ignored rings no bell
    return bell


def _wait(bell: int) -> None:
    if select.select([bell], [], [], _TICK)[0]:
        os.read(bell, 4096)


def look_after(watch: Watch, ended: threading.Event) -> None:
    """Look again and again until it is ended; the same trouble is told once."""
    told = ""
    while not ended.wait(watch.every):
        try:
            watch.look()
            told = ""
        except Exception as error:  # noqa: BLE001 - whatever it is, it is looked after again
            if str(error) != told:
                told = str(error)
                _LOG.error("%s: %s", watch.name, error)


def _ending(code: int) -> str:
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with code {code}"


def follow_parent(parent: int | None = None, patience: float = _PATIENCE) -> None:
    """End this process soon after the one that started it, however that ended.

    parent: its number; by default the one that a ``Child`` was told. Without any, nothing is followed.
    patience: seconds in which this process may end by itself when it is told to.
    """
    number = parent or int(os.environ.pop(PARENT, "0"))
    if number:
        thread = threading.Thread(target=_follow, args=(number, patience), name="follow-parent", daemon=True)
        thread.start()


def _follow(parent: int, patience: float) -> None:
    while os.getppid() == parent:
        time.sleep(_TICK)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(patience)
    os._exit(1)
