"""The continuous archive: the log of changes goes into a folder of backups while it is written.

pg_receivewal brings the log into a spool beside the cluster; ``Archive.look``, called about each second, carries what
is new from there into the folder. A replication slot holds what was not received yet, as much as
``max_slot_wal_keep_size`` allows; after more than that is missing, a new base backup is made.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from tsunagu.database import backup, programs, segments, vault
from tsunagu.database.backup import Connection, Files
from tsunagu.database.embedded import EmbeddedServer
from tsunagu.database.folders import private_folder
from tsunagu.database.problems import DatabaseUnavailable
from tsunagu.database.roles import SUPERUSER
from tsunagu.database.segments import Segment
from tsunagu.database.vault import Log, Until

SLOT = "tsunagu_archive"
SPOOL_MOST = 512 * 2**20  # bytes that wait in the spool before no more is received
_LAG = timedelta(seconds=1)  # between a change and its being in the spool, at the most
_WORDS = "receiver.log"
_QUIET = 10.0  # seconds after which the archive says that nothing changed
_ENDING = 5.0  # seconds that the receiver may take


class Archive:
    """What carries the log of one server into one folder. files: what a base backup takes beside the cluster."""

    def __init__(self, server: EmbeddedServer, folder: Path, files: Files, to: str = "") -> None:
        self.server, self.folder, self.files, self.to = server, folder, files, to
        self.spool = server.folder / "spool"
        self._log: Log | None = None
        self._receiver: subprocess.Popen[bytes] | None = None
        self._based = False
        self._seen: tuple[str, int] = ("", 0)
        self._written = 0
        self._told = 0.0

    def look(self) -> None:
        """Carry over what is new; start the receiver and make a base backup where that is needed.

        Raises ``DatabaseUnavailable`` or ``OSError`` where something is in the way; trying again later is safe.
        """
        try:
            log = self._opened()
            self._carry(log)
        except (DatabaseUnavailable, OSError):
            if self._is_full():  # what comes now waits at the server, which bounds it
                self._end_receiver()
            raise
        if self._receiver is None or self._receiver.poll() is not None:
            said = self._last_words() if self._receiver else ""
            self._receive()
            if said:
                raise DatabaseUnavailable(said)
        if not self._based:
            self._base(log)

    def close(self) -> None:
        """End the receiver and carry over the last of what it received."""
        self._end_receiver()
        if self._log:
            self._carry(self._log)

    # The folder ---------------------------------------------------------------------------------------------------

    def _opened(self) -> Log:
        """The log in the folder of backups, which must be there: an unmounted disk is no place for it."""
        if not self.folder.is_dir():
            raise DatabaseUnavailable(
                f"{self.folder} (TSUNAGU_BACKUP) is not there. Mount its disk, or make the folder with mkdir."
            )
        if self._log is None:
            vault.must_stay_encrypted(self.folder, self.to)
            private_folder(self.spool)
            with self._asking() as connection:
                self._log = Log(self.folder, backup.system(connection))
            self._log.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._log

    def _asking(self) -> Connection:
        return psycopg.connect(self.server.url("postgres", SUPERUSER), autocommit=True, connect_timeout=5)

    # From the spool to the folder ---------------------------------------------------------------------------------

    def _carry(self, log: Log) -> None:
        """Carry what is finished, then what is still written, if it grew."""
        now = datetime.now(UTC) - _LAG
        for path in self._finished():
            log.keep(path.name, path.read_bytes(), self.to)
            if segments.named(path.name):
                path.unlink()
        growing = sorted(self.spool.glob("*.partial"))
        changed = bool(growing) and self._carry_partial(log, growing[-1])
        alive = self._receiver is not None and self._receiver.poll() is None
        if alive and (changed or time.monotonic() - self._told > _QUIET):
            name, size = self._seen
            log.tell(Until(instant=now, segment=name, bytes=size))
            self._told = time.monotonic()

    def _finished(self) -> Iterator[Path]:
        """Segments that are whole, and the histories of timelines that the folder does not have."""
        for path in sorted(self.spool.iterdir()):
            if segments.named(path.name) or (path.suffix == ".history" and not self._has_history(path)):
                yield path

    def _has_history(self, path: Path) -> bool:
        return self._log is not None and int(path.stem, 16) in self._log.histories()

    def _carry_partial(self, log: Log, path: Path) -> bool:
        """Carry the segment that is still written without its empty end; says whether that was needed.

        A receiver that starts again begins it anew: less of it than before is not carried.
        """
        written = path.stat().st_mtime_ns
        if written == self._written:
            return False
        content = path.read_bytes().rstrip(b"\0")
        grew = len(content) > self._before(log, path.name)
        if grew:
            log.keep(path.name, content, self.to)
            self._seen = (path.name, len(content))
        self._written = written
        return grew

    def _before(self, log: Log, name: str) -> int:
        if not self._seen[0] and (until := log.until()):
            self._seen = (until.segment, until.bytes)
        return self._seen[1] if self._seen[0] == name else 0

    def _is_full(self) -> bool:
        return sum(path.stat().st_size for path in self.spool.glob("*")) > SPOOL_MOST

    # From the server to the spool ---------------------------------------------------------------------------------

    def _receive(self) -> None:
        """Start the receiver, after that of a process before us, which may have been killed, has gone."""
        with self._asking() as connection:
            _free(connection)
            _ensure(connection)
        source = self.server.url("postgres", SUPERUSER)
        password = psycopg.conninfo.conninfo_to_dict(source)["password"]
        host = ("-h", str(self.server.socket_folder), "-U", SUPERUSER, "-w")
        self._based = False
        command = [
            str(programs.binaries() / "pg_receivewal"),
            *host,
            "-D",
            str(self.spool),
            "-S",
            SLOT,
            "-n",
            "-s",
            "1",
        ]
        # It reads only; so it runs as we do, and the spool need not be lent to PostgreSQL's user.
        with (self.spool / _WORDS).open("wb") as said:
            self._receiver = subprocess.Popen(
                command,
                env={**os.environ, "LC_ALL": "C", "PGPASSWORD": str(password)},
                stdin=subprocess.DEVNULL,
                stderr=said,
            )

    def _last_words(self) -> str:
        """Why the receiver ended."""
        return (self.spool / _WORDS).read_text(errors="replace").strip().rpartition("\n")[2]

    def _end_receiver(self) -> None:
        if self._receiver is None:
            return
        self._receiver.terminate()
        try:
            self._receiver.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self._receiver.kill()
            self._receiver.wait()
        self._receiver = None

    # The base backup ----------------------------------------------------------------------------------------------

    def _base(self, log: Log) -> None:
        """Make a base backup if none is there from which the log goes on to what is received now."""
        named = [segments.named(path.name[:24]) for path in self.spool.iterdir()]
        received = {segment for segment in named if segment}
        if not received:
            return
        if not self._goes_on(log, received):
            backup.take(self.server, self.folder, self.files, self.to)
        self._based = True

    def _goes_on(self, log: Log, received: set[Segment]) -> bool:
        bases = vault.bases(self.folder).values()
        ends = [base.end for base in bases if base.system == log.folder.name]
        there = {*log.files(), *received}
        return bool(ends) and _is_whole(ends[-1], max(received), there)


def _is_whole(end: Segment, newest: Segment, there: set[Segment]) -> bool:
    """Whether a backup that ends there is on the newest timeline and goes on to the newest segment."""
    if end.timeline != newest.timeline:
        return False
    wanted = range(end.number + 1, newest.number + 1)
    return all(Segment(end.timeline, number) in there for number in wanted)


def _free(connection: Connection) -> None:
    """End whoever else receives from our slot."""
    _until(lambda: not _value(connection, "SELECT pg_terminate_backend(active_pid)"))


def _ensure(connection: Connection) -> None:
    """Have the slot, anew where what it held is lost."""
    state = _value(connection, "SELECT wal_status")
    if state == "lost":
        _forget(connection)
        state = None
    if state is None:
        connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [SLOT])


def abandon(server: EmbeddedServer) -> None:
    """Let a server that has no archive any more keep nothing for it."""
    with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True, connect_timeout=5) as connection:
        _forget(connection)


def _forget(connection: Connection) -> None:
    connection.execute(
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s AND NOT active",
        [SLOT],
    )


def _value(connection: Connection, what: str) -> object:
    row = connection.execute(f"{what} FROM pg_replication_slots WHERE slot_name = %s".encode(), [SLOT]).fetchone()
    return row[0] if row else None


def _until(done: Callable[[], bool]) -> None:
    last = time.monotonic() + _ENDING
    while not done() and time.monotonic() < last:
        time.sleep(0.1)
