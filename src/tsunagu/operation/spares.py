"""A process that has loaded all it needs and waits: it takes the place of one that died, in no time.

What a server must load takes seconds of a processor, and a busy machine has few to give. So the supervisor keeps one
more process than it runs, and children of the same command share it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

WAITS = "SUPERVISED_SPARE"
_SETTLED = 5.0  # seconds after which the next one is made: who answers comes first


class Spare:
    """At most one process that waits. shared: descriptors that it inherits."""

    def __init__(self, command: Sequence[str], shared: tuple[int, ...] = ()) -> None:
        self._command = command
        self._shared = shared
        self._process: subprocess.Popen[bytes] | None = None
        self._next = 0.0

    def look(self, told: Mapping[str, str]) -> None:
        """Make one where none is. told: what the supervisor tells each child by its environment."""
        if self._waits() or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _SETTLED  # also after one that died while it loaded
        self._process = subprocess.Popen(
            self._command,
            process_group=0,
            pass_fds=self._shared,
            stdin=subprocess.PIPE,
            env={**os.environ, **told, WAITS: "1"},
        )

    def take(self) -> subprocess.Popen[bytes] | None:
        """The one that waited, from now on somebody's own; None where there is none."""
        if not self._waits():
            return None
        taken, self._process = self._process, None
        self._next = time.monotonic() + _SETTLED
        if taken and taken.stdin:
            with suppress(BrokenPipeError), taken.stdin as wire:
                wire.write(b"\n")
        return taken

    def stop(self) -> None:
        """End the one that waits."""
        if self._process:
            self._process.kill()
            self._forget(self._process)

    def _waits(self) -> bool:
        if self._process and self._process.poll() is not None:
            self._forget(self._process)
        return self._process is not None

    def _forget(self, ended: subprocess.Popen[bytes]) -> None:
        self._process = None
        with ended:  # its pipe is closed
            pass


def wait_turn() -> None:
    """Return as soon as this process is wanted: at once, where it is no spare. End it where its parent has ended."""
    if os.environ.pop(WAITS, "") and not sys.stdin.buffer.read(1):
        sys.exit(0)
