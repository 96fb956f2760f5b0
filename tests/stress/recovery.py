"""The machine is lost while people write; what comes back, and how soon: ``python -m tests.stress.recovery``.

Printed with figures: a site whose processes are all killed (-9) and whose database is removed, restored from its
archive to the last moment and as of an instant; a database of 1 GB restored; a cluster of an older PostgreSQL upgraded.
Fails where less comes back than promised.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from tests.stress.sites import TOOL, Site, environment, prepare, serve
from tsunagu.database import EmbeddedServer, programs
from tsunagu.database.roles import DATABASE, SUPERUSER

LOST_SECONDS = 2.0  # that may be lost with the machine
RESTORE_SECONDS = 30.0  # for a database of 1 GB
DEBIAN = Path("/usr/lib/postgresql")
_TABLE = "CREATE TABLE counted (id bigserial PRIMARY KEY, at timestamptz NOT NULL, filler text NOT NULL)"
_ROW = "INSERT INTO counted (at, filler) VALUES (clock_timestamp(), %s) RETURNING id, at"


def tool(var: Path, *words: str) -> tuple[str, float, float]:
    """Run a command of the site; what it said, the seconds and the processor seconds that it took."""
    began, used = time.monotonic(), _processor()
    result = subprocess.run([*TOOL, *words], env=environment(var), capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(f"tsunagu {' '.join(words)}: {result.stderr}")
    return result.stdout, time.monotonic() - began, _processor() - used


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def asking(var: Path, server: EmbeddedServer | None = None) -> Iterator[psycopg.Connection]:
    """The site's database as its superuser."""
    server = server or EmbeddedServer(var / "postgres")
    with psycopg.connect(server.url(DATABASE, SUPERUSER), autocommit=True) as connection:
        yield connection


@contextlib.contextmanager
def started(var: Path) -> Iterator[psycopg.Connection]:
    """The site's database, started for the moment."""
    server = EmbeddedServer(var / "postgres")
    server.enter()
    try:
        with asking(var, server) as connection:
            yield connection
    finally:
        server.leave()


@dataclass
class Writers:
    """People who write one row after another; what was acknowledged is counted."""

    var: Path
    count: int = 2
    filler: str = "x" * 2000
    acknowledged: dict[int, datetime] = field(default_factory=dict)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Write until the database goes away."""
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(self.count)]
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Until all have met its end."""
        for thread in self._threads:
            thread.join(30)

    def _write(self) -> None:
        with contextlib.suppress(psycopg.OperationalError), asking(self.var) as connection:
            while True:
                number, _ = connection.execute(_ROW, [self.filler]).fetchone()
                self.acknowledged[number] = datetime.now(UTC)
                time.sleep(0.002)


def lose(site: Site) -> None:
    """Kill everything at one moment and remove the database, as when the machine is gone."""
    processes = [psutil.Process(site.process.pid), *psutil.Process(site.process.pid).children(recursive=True)]
    os.kill(site.postmaster(), 9)
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    site.process.wait()
    time.sleep(1)  # PostgreSQL's other processes see that the first one has gone
    home = site.home()
    shutil.rmtree(site.var / "postgres")
    shutil.rmtree(home, ignore_errors=True)


def until_there(what: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something."""
    last = time.monotonic() + seconds
    while not what():
        if time.monotonic() > last:
            raise TimeoutError("what was waited for did not come")
        time.sleep(0.1)


def lost_machine(folder: Path, seconds: float, rounds: int) -> None:
    """Lose the machine again and again; each time restore on an empty one, then as of an instant before."""
    var, vault, key = folder / "var", folder / "vault", folder / "key"
    prepare(var)
    recipient = tool(var, "backup", "key", str(key))[0].splitlines()[0]
    vault.mkdir()
    os.environ |= {"TSUNAGU_BACKUP": str(vault), "TSUNAGU_BACKUP_KEY": recipient}
    for number in range(rounds):
        site = serve(var)
        with asking(var) as connection:
            connection.execute("DROP TABLE IF EXISTS counted")
            connection.execute(_TABLE)
        bases = number + 1
        until_there(lambda bases=bases: len(list(vault.glob("base-*/manifest.json"))) >= bases)
        writers = Writers(var)
        writers.begin()
        time.sleep(seconds)
        lost_at = datetime.now(UTC)
        lose(site)
        writers.wait()
        _, took, used = tool(var, "restore", str(vault), "--key-file", str(key))
        told = _compare(var, writers.acknowledged, lost_at)
        print(f"machine lost, {number + 1}: {told}; restored in {took:.1f} s ({used:.1f} s of processor)", flush=True)
    _as_of(folder, writers.acknowledged, vault, key)
    said, took, _ = tool(folder / "elsewhere", "backup", "verify", str(vault), "--key-file", str(key))
    print(f"verify: {said.splitlines()[-1]}")


def _compare(var: Path, acknowledged: dict[int, datetime], lost_at: datetime) -> str:
    with started(var) as connection:
        there = {number for (number,) in connection.execute("SELECT id FROM counted").fetchall()}
    before = {number: at for number, at in acknowledged.items() if at <= lost_at}
    missing = [at for number, at in before.items() if number not in there]
    seconds = (lost_at - min(missing)).total_seconds() if missing else 0.0
    assert seconds <= LOST_SECONDS, f"{seconds:.2f} s lost"
    rate = len(before) / (max(before.values()) - min(before.values())).total_seconds()
    return f"{len(before):,} writes acknowledged ({rate:.0f}/s), {len(missing)} lost, from the last {seconds:.2f} s"


def _as_of(folder: Path, acknowledged: dict[int, datetime], vault: Path, key: Path) -> None:
    """Restore elsewhere as of a moment in the middle of the writing."""
    times = sorted(acknowledged.values())
    to = times[len(times) // 2]
    var = folder / "past"
    _, took, _ = tool(var, "restore", str(vault), "--to", to.isoformat(), "--key-file", str(key))
    with started(var) as connection:
        there, latest = connection.execute("SELECT count(*), max(at) FROM counted").fetchone()
    expected = sum(at <= to for at in acknowledged.values())
    assert latest <= to
    assert expected <= there <= expected + 2  # each writer may have one that was not acknowledged yet
    print(f"as of {to.isoformat()}: {there:,} rows ({expected:,} acknowledged until then), in {took:.1f} s", flush=True)


def large(folder: Path, megabytes: int) -> None:
    """A large database: how long its backup and its way back take."""
    var, vault = folder / "large", folder / "large-vault"
    os.environ |= {"TSUNAGU_BACKUP": "", "TSUNAGU_BACKUP_KEY": ""}
    tool(var, "migrate")
    with started(var) as connection:
        connection.execute(_TABLE)
        connection.execute(
            "INSERT INTO counted (at, filler) SELECT now(), (SELECT string_agg(md5((r.n * 31 + k)::text), '') "
            "FROM generate_series(1, 30) k) FROM generate_series(1, %s) r(n)",
            [megabytes * 960],
        )
        connection.execute("VACUUM (FREEZE, ANALYZE) counted")
        size = connection.execute("SELECT pg_database_size(current_database())").fetchone()[0]
    said, took, used = tool(var, "backup", str(vault))
    print(f"backup of {size / 2**20:,.0f} MB: {took:.1f} s ({used:.1f} s of processor); {said.strip()}", flush=True)
    _, took, used = tool(folder / "large-again", "restore", str(vault))
    print(f"restore of {size / 2**20:,.0f} MB: {took:.1f} s ({used:.1f} s of processor)", flush=True)
    assert took <= RESTORE_SECONDS, f"{took:.1f} s"


def upgraded(folder: Path) -> None:
    """A site on an older PostgreSQL, brought to ours."""
    found = sorted(DEBIAN.glob("*/bin/postgres"))
    if not found:
        print(f"upgrade: not tried, no older PostgreSQL in {DEBIAN} (apt-get install postgresql)")
        return
    old, var = found[0].parent, folder / "old"
    made_by(old, var)
    said, _, _ = tool(var, "database", "upgrade", "--from-bin", str(old))
    with started(var) as connection:
        version = connection.execute("SHOW server_version").fetchone()[0]
        rows = connection.execute("SELECT count(*) FROM counted").fetchone()[0]
    assert rows == 10_000
    print(f"upgrade: {said.strip()}; PostgreSQL {version}, {rows:,} rows")


def made_by(old: Path, var: Path) -> None:
    """A cluster as a Tsunagu with an older PostgreSQL would have left it."""
    server = EmbeddedServer(var / "postgres")
    server.enter()  # for its folders and passwords; its cluster gives way to the old one
    data, passwords = server.data, server.secrets()
    server.leave()
    shutil.rmtree(data)
    data.mkdir(mode=0o700)
    programs.lend(data)
    word = data.with_name("word")
    word.write_text(passwords[f"postgres/password-{SUPERUSER}"].read_text())
    programs.lend(word)
    shape = ("--auth=scram-sha-256", f"--pwfile={word}", "--encoding=UTF8", "--locale=C.UTF-8")
    programs.run("initdb", "-D", str(data), "-U", SUPERUSER, *shape, folder=old)
    word.unlink()
    listening = f"-c listen_addresses='' -c unix_socket_directories={server.socket_folder}"
    at = ("-D", str(data), "-w")
    programs.run("pg_ctl", "start", *at, "-l", str(server.log), "-o", listening, folder=old)
    try:
        with psycopg.connect(server.url("postgres", SUPERUSER), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        with asking(var) as connection:
            connection.execute(_TABLE)
            connection.execute(
                "INSERT INTO counted (at, filler) SELECT now(), '繋ぐ' || n FROM generate_series(1, 10000) n"
            )
    finally:
        programs.run("pg_ctl", "stop", *at, "-m", "fast", folder=old)


def main() -> None:
    """Lose, restore and upgrade, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often the machine is lost")
    parser.add_argument("--seconds", type=float, default=8, help="of writing before it is lost")
    parser.add_argument("--megabytes", type=int, default=1024, help="of the large database")
    parser.add_argument("--only", choices=("lost", "large", "upgrade"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tsr-") as text:
        folder = Path(text)
        folder.chmod(0o711)
        if options.only in (None, "lost"):
            lost_machine(folder, options.seconds, options.rounds)
        if options.only in (None, "large"):
            large(folder, options.megabytes)
        if options.only in (None, "upgrade"):
            upgraded(folder)


if __name__ == "__main__":
    main()
