"""Which version of this program runs, and of which files an answer was made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import tsunagu

_KINDS = {".py", ".html", ".po", ".csv", ".css", ".js", ".svg", ".toml"}


@cache
def code() -> str:
    """The files of this version of Tsunagu."""
    package = Path(tsunagu.__file__).parent
    return of(path for path in package.rglob("*") if path.suffix in _KINDS)


def of(files: Iterable[Path]) -> str:
    """What becomes another one when any of some files, or of folders, is written, added or removed."""
    return hashlib.sha256(repr(sorted(map(_fact, files))).encode()).hexdigest()


def _fact(path: Path) -> tuple[str, int, int]:
    """What a file changes when it is written again; nothing of one that is gone by now."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return str(path), 0, 0
    return str(path), status.st_size, status.st_mtime_ns
