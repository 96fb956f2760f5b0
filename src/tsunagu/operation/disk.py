"""Space: while little is left, nothing is written, so that reading goes on and the database does not stop.

A server whose log of changes cannot be written stops, and needs space to start. Therefore a file of some size is kept
in reserve and given up when the disk is full.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

LEAST = 64 * 2**20  # bytes that must be free before anything is written
RESERVE = 48 * 2**20  # bytes given up when the disk is full
_FULL = 16 * 2**20


def is_short(folder: Path) -> bool:
    """Whether too little is free to write anything."""
    return shutil.disk_usage(folder).free < LEAST


class Reserve:
    """The file that is given up when the disk is full, and made again when there is space for it and more."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "reserve"

    def look(self) -> None:
        """Give it up or make it again, as the free space says."""
        self.fit(shutil.disk_usage(self.file.parent).free)

    def fit(self, free: int) -> None:
        """The same for a number of free bytes."""
        if free < _FULL:
            self.file.unlink(missing_ok=True)
        elif not self.file.exists() and free > LEAST + 2 * RESERVE:
            self._make()

    def _make(self) -> None:
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, RESERVE)
        except OSError:
            with contextlib.suppress(OSError):
                self.file.unlink()
        finally:
            os.close(descriptor)
