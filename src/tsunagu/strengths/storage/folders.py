"""Folders of a store: held against other writers, lent for a while, turned over in one step, and freed of leftovers."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from tsunagu.strengths.errors import StoreProblem

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EEXIST, errno.ENOTDIR)


@contextmanager
def writable(directory: Path) -> Iterator[None]:
    """Say what is wrong and where, where a folder cannot be written or is full."""
    try:
        yield
    except Exception as error:  # engines wrap what the system says in exceptions of their own
        reason = _hindrance(error, directory)
        if reason is None:
            raise
        message = (
            f"{directory} cannot be written ({reason}). Nothing was changed. "
            "Make room, or see that you may write there, and try again."
        )
        raise StoreProblem(message) from error


@contextmanager
def kept_if_used(directory: Path) -> Iterator[None]:
    """A folder for the time of a block and, where the block left anything in it, beyond."""
    new = not directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if new:
            with suppress(OSError):
                directory.rmdir()


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Mark a folder as in use, so that ``drop_unheld`` leaves it alone."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_SH)
        yield
    finally:
        os.close(held)


def drop_unheld(folder: Path) -> None:
    """Remove a folder that no living process holds by ``shared``."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    except BlockingIOError:
        pass
    finally:
        os.close(held)


def lock(file: IO[str], path: Path) -> bool:
    """Hold an open file against other processes; whether that went well and the file is still the one at the path."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    held = os.fstat(file.fileno())
    return path.exists() and os.path.samestat(held, path.stat())


def point(link: Path, target: Path) -> None:
    """Point a link at something else, without a moment in between."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)


def _hindrance(error: Exception, directory: Path) -> str | None:
    """What hinders writing, in the system's words; None for any other error."""
    if not isinstance(error, OSError):
        reasons = (os.strerror(number) for number in _NO_ROOM)
        return next((reason for reason in reasons if reason in str(error)), None)
    here = str(error.filename or "").startswith(str(directory))
    if error.errno in _NO_ROOM or (here and error.errno in _NOT_ALLOWED):
        return os.strerror(error.errno)
    return None
