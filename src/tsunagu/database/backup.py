"""A base backup: the whole cluster at one instant, with the files that cannot be made again."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg

from tsunagu import __version__
from tsunagu.database import programs, sealing, segments, vault
from tsunagu.database.embedded import EmbeddedServer
from tsunagu.database.folders import private_folder
from tsunagu.database.problems import DatabaseUnavailable
from tsunagu.database.roles import SUPERUSER
from tsunagu.database.sealing import Piece
from tsunagu.database.vault import Base

Connection = psycopg.Connection[tuple[object, ...]]
Files = Mapping[str, Path]  # where a file or folder lies, by the name under which a backup keeps it
_END = re.compile(r"write-ahead log end point: ([0-9A-F/]+)")
_START = re.compile(r"write-ahead log start point: [0-9A-F/]+ on timeline (\d+)")
_SPARE = 64 * 2**20  # bytes that stay free


def take(server: EmbeddedServer, folder: Path, files: Files, to: str = "") -> tuple[Path, Base]:
    """Make a base backup of a running server in a folder of backups. to: the recipient to encrypt for, if any.

    It is written beside its place and put there when it is whole. Raises ``DatabaseUnavailable``.
    """
    if to:
        sealing.recipient(to)
    private_folder(folder)
    vault.must_stay_encrypted(folder, to)
    with vault.alone(folder), psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as connection:
        needed = _bytes(connection)
        _must_have_space(folder, needed)
        with _beginning(folder) as beginning, _log_kept(connection):
            pieces: dict[str, Piece] = {}
            last = _cluster(server, beginning, to, pieces)
            instant = datetime.now(UTC)
            _files({**files, **server.secrets()}, beginning, to, pieces)
            base = _described(connection, instant, last, needed, pieces, to)
            vault.write(beginning / vault.MANIFEST, msgspec.json.format(msgspec.json.encode(base)))
            place = folder / base.name
            if place.exists():
                raise DatabaseUnavailable(f"{place} is there already. Nothing was changed; try again in a second.")
            beginning.rename(place)
    return place, base


def system(connection: Connection) -> str:
    """What tells a cluster from all others."""
    return str(_value(connection, "SELECT system_identifier FROM pg_control_system()"))


def _bytes(connection: Connection) -> int:
    return int(str(_value(connection, "SELECT sum(pg_database_size(oid)) FROM pg_database")))


def _value(connection: Connection, question: str) -> object:
    row = connection.execute(question).fetchone()
    return row[0] if row else None


def _must_have_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE:
        raise DatabaseUnavailable(
            f"{folder} has {free // 2**20:,} MB free, and a backup may need {(needed + _SPARE) // 2**20:,} MB. "
            "Nothing was written. Free space there, or give another folder."
        )


@contextlib.contextmanager
def _beginning(folder: Path) -> Iterator[Path]:
    """A folder beside the place of the backup; what was cut off before is of no use and goes."""
    for left in folder.glob(".base-beginning*"):
        shutil.rmtree(left)
    beginning = folder / ".base-beginning"
    beginning.mkdir(mode=0o700)
    try:
        yield beginning
    finally:
        shutil.rmtree(beginning, ignore_errors=True)


@contextlib.contextmanager
def _log_kept(connection: Connection) -> Iterator[None]:
    """Keep the log of changes that a backup ends with; the slot goes with its connection, however that ends."""
    slot = f"tsunagu_base_{os.getpid()}"
    connection.execute("SELECT pg_create_physical_replication_slot(%s, true, true)", [slot])
    yield
    connection.execute("SELECT pg_drop_replication_slot(%s)", [slot])


def _cluster(server: EmbeddedServer, beginning: Path, to: str, pieces: dict[str, Piece]) -> str:
    """Write the cluster; the name of the last segment of the log in it."""
    path = _named(beginning, vault.CLUSTER, to)
    source = server.url("postgres", SUPERUSER)
    password = {"PGPASSWORD": str(psycopg.conninfo.conninfo_to_dict(source)["password"])}
    host = ("-h", str(server.socket_folder), "-U", SUPERUSER, "-w")
    shape = ("-D", "-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast", "-v")
    with sealing.writing(path, to, pieces) as file:
        said = programs.stream("pg_basebackup", *host, *shape, into=file, environment=password)
    start, end = _START.search(said), _END.search(said)
    if start is None or end is None:
        raise DatabaseUnavailable(f"pg_basebackup does not say what it wrote: {said.strip()}")
    return segments.ending_at(int(start[1]), end[1]).name


def _files(files: Files, beginning: Path, to: str, pieces: dict[str, Piece]) -> None:
    with (
        sealing.writing(_named(beginning, vault.FILES, to), to, pieces) as file,
        tarfile.open(mode="w|", fileobj=file) as archive,
    ):
        for name, path in files.items():
            if path.exists():
                archive.add(path, name)


def _named(folder: Path, name: str, to: str) -> Path:
    return folder / (name + sealing.SUFFIX if to else name)


def _described(
    connection: Connection,
    instant: datetime,
    last: str,
    needed: int,
    pieces: dict[str, Piece],
    to: str,
) -> Base:
    return Base(
        instant=instant,
        system=system(connection),
        last=last,
        postgres=str(_value(connection, "SHOW server_version")),
        tsunagu=__version__,
        database_bytes=needed,
        files=pieces,
        recipient=to,
    )
