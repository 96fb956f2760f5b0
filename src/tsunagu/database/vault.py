"""A folder of backups: base backups, each a folder of its own, and the log of changes since.

    DIR/base-20261201T120000Z/manifest.json      what it is, and the hashes of the two files
                              cluster.tar.zst     the cluster, as pg_basebackup gives it, with its manifest
                              files.tar.zst       files that cannot be made again
    DIR/wal/<cluster>/<segment>-<hash>.zst        the log, one file a segment of 16 MB
                      <segment>.partial.zst       its newest segment as far as it is written
                      <timeline>.history.zst
                      until.json                 until when the log is complete

With a key every file but the two of JSON is encrypted and ends in ``.age``.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from tsunagu.database import sealing, segments
from tsunagu.database.folders import open_private
from tsunagu.database.problems import DatabaseUnavailable
from tsunagu.database.sealing import Piece
from tsunagu.database.segments import Fork, Segment

MANIFEST = "manifest.json"
CLUSTER, FILES = "cluster.tar.zst", "files.tar.zst"
_PARTIAL, _HISTORY, PACKED = ".partial", ".history", ".zst"


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """A base backup. last: the last segment of the log that it holds itself.

    instant: from when on it can be restored. database_bytes: of the cluster before compression.
    """

    instant: datetime
    system: str
    last: str
    postgres: str
    tsunagu: str
    database_bytes: int
    files: dict[str, Piece]
    recipient: str = ""
    format: int = 1

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"base-{self.instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    @property
    def end(self) -> Segment:
        """The last segment that it holds itself."""
        found = segments.named(self.last)
        if found is None:
            raise DatabaseUnavailable(f"The manifest of {self.name} is damaged: {self.last} is no segment.")
        return found


class Until(msgspec.Struct, frozen=True, kw_only=True):
    """Until when the log is complete, and how much of its newest segment that is."""

    instant: datetime
    segment: str = ""
    bytes: int = 0


class Log:
    """The log of changes of one cluster."""

    def __init__(self, folder: Path, system: str) -> None:
        self.folder = folder / "wal" / system

    def files(self) -> dict[Segment, Path]:
        """Where each segment lies; its finished file before the one that is still written."""
        found: dict[Segment, Path] = {}
        for path in sorted(self.folder.glob(f"*{PACKED}*"), key=_is_partial, reverse=True):
            segment = segments.named(path.name[:24])
            if segment and not path.name.startswith("."):
                found[segment] = path
        return found

    def histories(self) -> dict[int, Path]:
        """Where the history of each timeline lies."""
        found = self.folder.glob(f"????????{_HISTORY}{PACKED}*")
        return {int(path.name[:8], 16): path for path in found}

    def until(self) -> Until | None:
        """Until when it is complete; none where nothing was written yet."""
        with contextlib.suppress(FileNotFoundError, msgspec.DecodeError):
            return msgspec.json.decode((self.folder / "until.json").read_bytes(), type=Until)
        return None

    def tell(self, until: Until) -> None:
        """Say until when it is complete."""
        write(self.folder / "until.json", msgspec.json.encode(until))

    def keep(self, name: str, content: bytes, to: str) -> None:
        """Keep what a receiver calls so: a finished segment, a partial one or a history.

        A finished segment stays as it is; one of the same name that differs is another database's.
        """
        segment = segments.named(name)
        target = f"{name}-{sealing.digest(content)}" if segment else name
        there = next(self.folder.glob(f"{name}-*"), None) if segment else None
        if there is None:
            ending = sealing.SUFFIX if to else ""
            write(self.folder / f"{target}{PACKED}{ending}", sealing.sealed(content, to))
            self._forget_partial(name)
        elif not there.name.startswith(target):
            raise DatabaseUnavailable(
                f"Another database keeps its log in {self.folder}. Set TSUNAGU_BACKUP to another folder here."
            )

    def _forget_partial(self, name: str) -> None:
        for path in self.folder.glob(f"{name}{_PARTIAL}{PACKED}*"):
            path.unlink()


def _is_partial(path: Path) -> bool:
    return _PARTIAL in path.name


def segment_of(path: Path, keys: sealing.Keys) -> bytes:
    """A segment of the log in its full length, compared with its hash."""
    content = sealing.unsealed(path, keys)
    _, _, rest = path.name.partition("-")
    if rest and not rest.startswith(sealing.digest(content)):
        raise DatabaseUnavailable(f"{path} is damaged: it is not what was written. Nothing was changed.")
    return content.ljust(segments.SIZE, b"\0")


def forks(log: Log, keys: sealing.Keys) -> dict[int, list[Fork]]:
    """Where each timeline of a log comes from."""
    found = {}
    for timeline, path in log.histories().items():
        found[timeline] = segments.forks(sealing.unsealed(path, keys).decode())
    return found


def bases(folder: Path) -> dict[Path, Base]:
    """The base backups in a folder that are whole, the oldest first."""
    found = {}
    for manifest in sorted(folder.glob(f"base-*/{MANIFEST}")):
        try:
            found[manifest.parent] = msgspec.json.decode(manifest.read_bytes(), type=Base)
        except msgspec.DecodeError as error:
            raise DatabaseUnavailable(f"{manifest} is damaged. Move its folder elsewhere to use the others.") from error
    return found


def kept_until(folder: Path) -> datetime | None:
    """Until when any log in a folder of backups is complete; none where there is none, or the folder is away."""
    found = [Log(folder, place.name).until() for place in (folder / "wal").glob("*")]
    return max((until.instant for until in found if until), default=None)


def must_stay_encrypted(folder: Path, to: str) -> None:
    """A folder whose backups are encrypted takes no open one, as from a job that lost its setting."""
    if not to and any(base.recipient for base in bases(folder).values()):
        raise DatabaseUnavailable(
            f"The backups in {folder} are encrypted. Give their recipient with --key or TSUNAGU_BACKUP_KEY, "
            "or choose another folder."
        )


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One base backup at a time is written into a folder."""
    lock = open_private(folder / ".lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def write(path: Path, content: bytes) -> None:
    """Write a file as a whole or not at all, for its owner only, and have it on the disk."""
    beginning = path.with_name(f".{path.name}.beginning")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(beginning, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beginning.replace(path)
