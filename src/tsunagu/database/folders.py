"""Folders and files that only their owner may read, made without following what others may have put there."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

_CHECKOUT = Path(__file__).resolve().parents[3]


def var_folder() -> Path:
    """The folder for everything that changes: database, search index, exports.

    ``TSUNAGU_VAR``; else ``var/`` in a checkout, and the user's folder for data where Tsunagu is installed.
    """
    if given := os.environ.get("TSUNAGU_VAR"):
        return Path(given).resolve()
    if (_CHECKOUT / "pyproject.toml").exists():
        return _CHECKOUT / "var"
    return user_data_path("tsunagu").resolve()


def private_folder(folder: Path) -> None:
    """Make a folder that nobody else can list or write, and those above it as usual; one that is there stays as it is.

    Root's can be passed through, since root lends PostgreSQL to another user.
    """
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def open_private(path: Path) -> int:
    """A file for its owner only, opened to be written, made if it is not there; a link in its place is refused."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    os.fchmod(descriptor, 0o600)
    return descriptor


def write_private(path: Path, text: str) -> None:
    """Write a secret as a whole or not at all: under another name first, for its owner only, then in its place."""
    beginning = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beginning, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beginning.replace(path)
    except OSError:
        beginning.unlink(missing_ok=True)
        raise
