"""From a folder of backups back to a cluster, whole or as of an instant.

Everything is done beside the place of the cluster, and tried there: a cluster that does not start, or a log that ends
too early, changes nothing. Only then the old cluster is moved aside, under a name that says so, and the new one put in
its place. Nothing is ever deleted.
"""

from __future__ import annotations

import re
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tsunagu.database import aside, programs, sealing, segments, vault
from tsunagu.database.embedded import EmbeddedServer
from tsunagu.database.folders import private_folder
from tsunagu.database.problems import DatabaseUnavailable
from tsunagu.database.roles import DATABASE
from tsunagu.database.segments import Reach, Segment
from tsunagu.database.vault import Base, Log

Files = Mapping[str, Path]  # where a file or folder belongs, by the name under which a backup keeps it
_ENDED = re.compile(r"(?:COMMIT|ABORT)\S* (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC")
_SPARE = 256 * 2**20  # bytes beside the cluster and its log
_BLOCK, _PART = 2**20, 2**16  # bytes read of a large file and of the stream; the rest of a part is copied at each read


@dataclass(frozen=True, slots=True)
class Plan:
    """What is restored: which base backup, how far its log goes, and until which instant (none: all of it)."""

    home: Path
    base: Base
    log: Log
    reach: Reach
    keys: sealing.Keys
    to: datetime | None = None

    @property
    def bytes(self) -> int:
        """The space that it takes."""
        return self.base.database_bytes + len(self.reach.segments) * segments.SIZE + _SPARE


@dataclass(frozen=True, slots=True)
class Found:
    """What was restored. until: the end of the last transaction. rows: of each table, where they were counted."""

    base: Base
    until: datetime
    rows: Mapping[str, int]


def planned(folder: Path, keys: sealing.Keys, to: datetime | None = None) -> Plan:
    """What restoring to an instant takes; raises ``DatabaseUnavailable`` where that cannot be done."""
    found = vault.bases(folder)
    if not found:
        raise DatabaseUnavailable(f"{folder} holds no backup. Give the folder that `tsunagu backup` wrote to.")
    before = [(home, base) for home, base in found.items() if to is None or base.instant <= to]
    if not before:
        first = min(base.instant for base in found.values())
        raise DatabaseUnavailable(f"The first backup in {folder} is of {said(first)}. Give --to a later instant.")
    home, base = before[-1]
    _must_fit(home, base)
    _must_open(home, base, keys)
    log = Log(folder, base.system)
    reach = segments.reach(base.end, log.files().keys(), vault.forks(log, keys))
    if reach.gap and to is None:
        raise DatabaseUnavailable(
            f"The log after {home.name} has a gap: {reach.gap.name} is missing in {log.folder}. Bring that file back, "
            "or restore what was before it with --to."
        )
    return Plan(home, base, log, reach, keys, to)


def said(instant: datetime) -> str:
    """An instant as it can be given to --to."""
    return instant.astimezone().isoformat(sep=" ", timespec="milliseconds")


def _must_fit(home: Path, base: Base) -> None:
    was, ours = base.postgres.partition(".")[0], programs.major()
    if was != ours:
        raise DatabaseUnavailable(
            f"{home.name} is of PostgreSQL {was}, and this Tsunagu brings {ours}. Restore it with Tsunagu "
            f"{base.tsunagu}, then run `tsunagu database upgrade --from-bin` with this one."
        )


def _must_open(home: Path, base: Base, keys: sealing.Keys) -> None:
    if not base.recipient:
        return
    if not keys:
        raise DatabaseUnavailable(f"{home.name} is encrypted for {base.recipient}. Give its key with --key-file.")
    if base.recipient not in {str(key.to_public()) for key in keys}:
        raise DatabaseUnavailable(
            f"{home.name} is encrypted for {base.recipient}, which this key does not open. "
            "Give the file of that key with --key-file."
        )


# Beside ---------------------------------------------------------------------------------------------------------------


def rebuilt(plan: Plan, place: Path, count: bool = False) -> Found:
    """Build the cluster of a plan in an empty folder, start it once, and say what is in it.

    count: also check each file by PostgreSQL's own manifest, and count all rows.
    """
    _must_have_space(place, plan.bytes)
    until = _lay_log(plan, place)
    _must_reach(plan, until)
    _unpack(plan, place)
    programs.lend_all(place)
    if count:
        programs.run("pg_verifybackup", "--quiet", str(place))
    (place / "recovery.signal").touch()
    programs.lend(place / "recovery.signal")
    stops = plan.to is not None and plan.to < until
    with aside.running(place, _recovering(plan.to if stops else None)) as sockets:
        rows = _counted(sockets) if count else {}
    return Found(plan.base, plan.to if stops and plan.to else until, rows)


def verified(plan: Plan) -> Found:
    """Restore into a folder for the moment, and count what is there."""
    with tempfile.TemporaryDirectory(prefix="tsunagu-verify-", dir=programs.reachable_temporary()) as folder:
        programs.lend(Path(folder))
        place = Path(folder) / "data"
        place.mkdir(mode=0o700)
        return rebuilt(plan, place, count=True)


def _must_have_space(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place).free
    if free < needed:
        raise DatabaseUnavailable(
            f"{place.parent} has {free // 2**20:,} MB free, and this takes {needed // 2**20:,} MB. "
            "Nothing was changed. Free space there, or set TSUNAGU_VAR (for a check: TMPDIR) to a larger disk."
        )


def _lay_log(plan: Plan, place: Path) -> datetime:
    """Put the log where the server looks for it; when its last transaction ended."""
    folder, files = place / "pg_wal", plan.log.files()
    folder.mkdir(mode=0o700)
    for segment in plan.reach.segments:
        (folder / segment.name).write_bytes(vault.segment_of(files[segment], plan.keys))
    for path in plan.log.histories().values():
        name, _, _ = path.name.partition(vault.PACKED)
        (folder / name).write_bytes(sealing.unsealed(path, plan.keys))
    programs.lend_all(place)
    return _last_end(folder, plan.reach.segments) or plan.base.instant


def _last_end(folder: Path, there: tuple[Segment, ...]) -> datetime | None:
    """When the last transaction in the log ended."""
    for segment in reversed(there):
        shown = programs.run(
            "pg_waldump", "--rmgr=Transaction", str(folder / segment.name), check=False, environment={"TZ": "UTC"}
        )
        if ended := _ENDED.findall(shown.stdout):
            return datetime.fromisoformat(ended[-1]).replace(tzinfo=UTC)
    return None


def _must_reach(plan: Plan, until: datetime) -> None:
    """The instant must lie in what is there."""
    told = plan.log.until() if not plan.reach.gap else None
    end = max(until, told.instant) if told else until
    if plan.to and plan.to > end:
        missing = f", since {plan.reach.gap.name} is missing after it" if plan.reach.gap else ""
        raise DatabaseUnavailable(
            f"The backup reaches until {said(end)}{missing}. Nothing was changed. Give --to an instant before that"
            + ("." if missing else ", or leave it out to restore everything.")
        )


def _unpack(plan: Plan, place: Path) -> None:
    _extract(plan, vault.CLUSTER, place)
    place.chmod(0o700)
    for path in place.rglob("*"):
        if path.is_dir():
            path.chmod(0o700)


def _extract(plan: Plan, name: str, folder: Path) -> None:
    """Bring back what one of the two files of a base backup holds."""
    named = name + sealing.SUFFIX if plan.base.recipient else name
    large: dict[str, Any] = {"copybufsize": _BLOCK}
    with (
        sealing.reading(plan.home / named, plan.base.files[named], plan.keys) as file,
        tarfile.open(fileobj=file, mode="r|", bufsize=_PART, **large) as archive,
    ):
        archive.extractall(folder, filter="data")


def _recovering(to: datetime | None) -> dict[str, str]:
    """Settings of a server that reads the log: it lies in its place, so there is nothing to fetch."""
    settings = {"restore_command": "false", "hot_standby": "off", "shared_buffers": "256MB", "max_wal_size": "4GB"}
    settings["recovery_init_sync_method"] = "syncfs" if sys.platform == "linux" else "fsync"
    if to:
        settings |= {"recovery_target_time": to.isoformat(), "recovery_target_action": "promote"}
    return settings


def _counted(sockets: Path) -> dict[str, int]:
    """How many rows each table of ours has; each is read from its beginning to its end."""
    with psycopg.connect(aside.url(sockets, DATABASE)) as connection:
        tables = connection.execute("SELECT relname FROM pg_stat_user_tables ORDER BY relname").fetchall()
        return {name: _rows(connection, name) for (name,) in tables}


def _rows(connection: psycopg.Connection[tuple[int]], table: str) -> int:
    question = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
    row = connection.execute(question).fetchone()
    return row[0] if row else 0


# In its place ---------------------------------------------------------------------------------------------------------


def restore(server: EmbeddedServer, plan: Plan, files: Files) -> tuple[Found, list[Path]]:
    """Put the cluster and the files of a plan in their places; what was moved aside for them.

    Raises ``DatabaseUnavailable`` before anything was changed.
    """
    with server.stopped():
        server.choose_home()
        place = server.home / "data.restoring"
        shutil.rmtree(place, ignore_errors=True)  # of a restore that was cut off: never in use
        place.mkdir(mode=0o700, parents=True)
        with tempfile.TemporaryDirectory(dir=server.folder.parent, prefix=".restoring-") as unpacked:
            try:
                found = rebuilt(plan, place)
                _extract(plan, vault.FILES, Path(unpacked))
            except BaseException:
                shutil.rmtree(place, ignore_errors=True)
                raise
            return found, _put(server, place, Path(unpacked), {**files, **server.secrets()})


def _put(server: EmbeddedServer, place: Path, unpacked: Path, files: Files) -> list[Path]:
    """Move aside what is in the way, then everything into its place."""
    mark = f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    moved = _move_aside(server.data, mark) + _move_aside(server.folder / "spool", mark)
    place.rename(server.data)
    for name, target in files.items():
        source = unpacked / name
        if source.exists() and not _is_same(source, target):
            moved += _move_aside(target, mark)
            private_folder(target.parent)
            shutil.move(source, target)
    return moved


def _move_aside(path: Path, mark: str) -> list[Path]:
    if not path.exists():
        return []
    return [path.rename(path.with_name(f"{path.name}.{mark}"))]


def _is_same(source: Path, target: Path) -> bool:
    return source.is_file() and target.is_file() and source.read_bytes() == target.read_bytes()
