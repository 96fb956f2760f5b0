"""The PostgreSQL server that Tsunagu brings along.

Life of the server: every Tsunagu process that needs it holds a shared lock on ``users.lock`` for as long as it lives.
Whoever leaves last stops the server. The kernel drops the lock of a process that was killed, so nothing is counted
wrong. Somebody who serves a site also looks after it: ``keep`` starts it again when it died.

The server listens on a Unix socket in a folder that only its owner can enter, never on a port, and asks for a password.
Locks and passwords lie in a folder that PostgreSQL's user cannot write, so that it cannot lead root anywhere.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from tsunagu.database import programs, roles
from tsunagu.database.folders import open_private, private_folder, write_private
from tsunagu.database.problems import DatabaseUnavailable
from tsunagu.database.roles import DATABASE, SUPERUSER, Role

_SOCKET_LINE = 4  # of what a running server writes of itself
START_SECONDS = 60  # recovery after a crash can take a while
_LEAVING_SECONDS = 10
_SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "max_wal_size": "256MB",
    # a backup that has gone away must not fill the disk
    "max_slot_wal_keep_size": "1GB",
}


class EmbeddedServer:
    """One PostgreSQL cluster in one folder, shared by all processes that use the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pid = os.getpid()
        self._users: int | None = None

    @property
    def home(self) -> Path:
        """Where the server's own files lie: in the folder, unless PostgreSQL's user cannot reach it."""
        elsewhere = self.folder / "elsewhere"
        return Path(elsewhere.read_text()) if elsewhere.exists() else self.folder

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """What the server writes of itself."""
        return self.home / "log" / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Where the server listens: by its own account, since it may have been started with another TMPDIR."""
        with contextlib.suppress(OSError, IndexError):
            return Path((self.data / "postmaster.pid").read_text().splitlines()[_SOCKET_LINE])
        inside = self.home / "socket"
        # A Unix socket's path must stay under some 100 characters, which a checkout's path may not.
        short = len(str(inside)) <= 80
        return inside if short else Path(tempfile.gettempdir()) / f"tsunagu-{_digest(self.folder)}"

    def url(self, database: str = DATABASE, role: Role | str = Role.APPLICATION) -> str:
        """The connection URL of one database of this cluster, as one of its users."""
        password = self._password(role).read_text()
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_folder))}"

    def enter(self) -> None:
        """Become a user of the server; create and start it when needed."""
        with self._explained():
            private_folder(self.folder.parent)
            private_folder(self.folder)
            with self._gate():
                self._users = open_private(self.folder / "users.lock")
                fcntl.flock(self._users, fcntl.LOCK_SH)
                self._ready()

    def leave(self) -> None:
        """Stop being a user; the last one stops the server."""
        if self._users is None or os.getpid() != self.pid:  # a forked child is not a user of its own
            return
        with self._gate():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                programs.run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", check=False)
            os.close(self._users)
            self._users = None

    def lock(self) -> tuple[int, ...]:
        """The lock of this user, for a child that inherits it and counts as a user after this process is gone."""
        return () if self._users is None else (self._users,)

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Nobody uses the server, and whoever wants to waits; raises ``DatabaseUnavailable`` while somebody does."""
        with self._explained():
            private_folder(self.folder.parent)
            private_folder(self.folder)
            users = open_private(self.folder / "users.lock")
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self.is_running():  # its users were killed
                programs.run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w")
            yield
        except BlockingIOError as error:
            raise DatabaseUnavailable(
                f"Tsunagu is running on {self.folder.parent}. End it first (`tsunagu serve`: Ctrl-C), then try again."
            ) from error
        finally:
            os.close(users)

    def secrets(self) -> dict[str, Path]:
        """The passwords that belong to the cluster, by the name under which a backup keeps them."""
        names = [f"password-{role}" for role in (*Role, SUPERUSER)]
        return {f"postgres/{name}": self.folder / name for name in names}

    def keep(self) -> bool:
        """Start the server again if it is not there any more; says whether that was needed.

        Raises ``DatabaseUnavailable`` where it does not start; trying again later is safe.
        """
        if self.is_running():
            return False
        with self._explained(), self._gate():
            if self.is_running():
                return False
            self._ready()
        return True

    def is_running(self) -> bool:
        """Whether the server's first process is there."""
        pid = _first_line(self.data / "postmaster.pid")
        return pid.isdigit() and self._is_ours(int(pid))

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise DatabaseUnavailable(
                f"{self.folder} cannot be used ({error.strerror}). "
                "Set TSUNAGU_VAR to a folder that can be written and has space, or DATABASE_URL to a PostgreSQL server."
            ) from error

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        """One process at a time may create, start or stop the server."""
        gate = open_private(self.folder / "gate.lock")
        try:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield
        finally:
            os.close(gate)

    def _ready(self) -> None:
        """Created, started, with its database and users."""
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._must_be_of_this_version()
        if not self._answers():
            self._start()
        if not self._has_roles():
            self._make_roles()

    # Making -------------------------------------------------------------------------------------------------------

    def _create(self) -> None:
        """Make the cluster beside its place and put it there when it is whole."""
        self.choose_home()
        if self.data.exists() and any(self.data.iterdir()):
            raise DatabaseUnavailable(
                f"{self.data} holds files, but no database that PostgreSQL knows. Nothing was changed. "
                "Bring back what belongs there (`tsunagu restore`), or set TSUNAGU_VAR to another folder."
            )
        beginning = self.home / "data.beginning"
        shutil.rmtree(beginning, ignore_errors=True)  # an initdb that was cut off: never in use
        beginning.mkdir(parents=True, mode=0o700)
        programs.lend(beginning)
        write_private(self._password(SUPERUSER), secrets.token_urlsafe(24))
        with self._readable_by_server(self._password(SUPERUSER).read_text()) as password:
            programs.run(
                "initdb",
                *("-D", str(beginning), "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={password}"),
                *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"),
            )
        if self.data.exists():
            self.data.rmdir()
        beginning.rename(self.data)

    def choose_home(self) -> None:
        """Under root, a place that PostgreSQL's user can reach, without opening folders that are not ours."""
        if programs.as_root() and programs.is_closed(self.folder) and self.home == self.folder:
            home = programs.SHARED / secrets.token_hex(6)
            home.mkdir(parents=True)
            write_private(self.folder / "elsewhere", str(home))

    def _has_roles(self) -> bool:
        """Whether the application can come in, and the owner has the right that it was given last."""
        if not self._password(Role.APPLICATION).exists():
            return False
        try:
            with psycopg.connect(self.url(), connect_timeout=5) as connection:
                return connection.execute(roles.COMPLETE, [Role.OWNER.value]).fetchone() == (True,)
        except psycopg.OperationalError:
            return False

    def _make_roles(self) -> None:
        """The database, and its three users. Each step may have been done before."""
        if not self._password(SUPERUSER).exists():
            self._convert()
        for role in Role:
            if not self._password(role).exists():
                write_private(self._password(role), secrets.token_urlsafe(24))
        with psycopg.connect(self.url("postgres", SUPERUSER), autocommit=True) as connection:
            roles.ensure(connection, {role: self._password(role).read_text() for role in Role})
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        with psycopg.connect(self.url(DATABASE, SUPERUSER), autocommit=True) as connection:
            roles.take_over(connection)
            roles.grant(connection)

    def _convert(self) -> None:
        """Give a cluster of an earlier version, whose one user may do everything, a superuser of its own name."""
        old = (self.folder / "password").read_text()
        at = f"@/postgres?host={quote(str(self.socket_folder))}"
        helping = f"postgresql://tsunagu_helping:{old}{at}"
        with psycopg.connect(f"postgresql://tsunagu:{old}{at}", autocommit=True) as connection:
            connection.execute("DROP ROLE IF EXISTS tsunagu_helping")
            connection.execute(
                sql.SQL("CREATE ROLE tsunagu_helping SUPERUSER LOGIN PASSWORD {}").format(sql.Literal(old))
            )
        with psycopg.connect(helping, autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER ROLE tsunagu RENAME TO {}").format(sql.Identifier(SUPERUSER)))
        write_private(self._password(SUPERUSER), old)
        with psycopg.connect(self.url("postgres", SUPERUSER), autocommit=True) as connection:
            connection.execute("DROP ROLE tsunagu_helping")
        (self.folder / "password").unlink()

    def _password(self, role: Role | str) -> Path:
        return self.folder / f"password-{role}"

    @contextlib.contextmanager
    def _readable_by_server(self, text: str) -> Iterator[Path]:
        path = self.home / "initdb-password"
        write_private(path, text)
        programs.lend(path)
        try:
            yield path
        finally:
            path.unlink()

    # Starting -----------------------------------------------------------------------------------------------------

    def _must_be_of_this_version(self) -> None:
        made = (self.data / "PG_VERSION").read_text().strip()
        if made and made != programs.major():
            raise DatabaseUnavailable(
                f"{self.data} was made by PostgreSQL {made}; this version of Tsunagu brings another one. "
                "Nothing was changed. Run `tsunagu database upgrade --from-bin` with the folder of the programs of "
                f"PostgreSQL {made}; it keeps the old cluster beside the new one. "
                "DATABASE_URL can name another PostgreSQL server instead."
            )

    def _start(self) -> None:
        self._clear_stale_pids()
        self._make_folders()
        options = {**_SETTINGS, "unix_socket_directories": f"'{self.socket_folder}'"}
        text = " ".join(f"-c {name}={value}" for name, value in options.items())
        waiting = ("-w", "-t", str(START_SECONDS))
        command = ("pg_ctl", "start", "-D", str(self.data), "-l", str(self.log), *waiting, "-o", text)
        try:
            self._run_when_alone(command)
        except DatabaseUnavailable as error:
            raise DatabaseUnavailable(
                f"The embedded PostgreSQL in {self.home} does not start.\n{self._end_of_log() or error}\n"
                "If the lines above speak of space or memory, free some; it then starts with all that was saved. "
                "Nothing was changed. DATABASE_URL can name another PostgreSQL."
            ) from error

    def _run_when_alone(self, command: tuple[str, ...]) -> None:
        """Start; the processes of a server that was killed take a moment to leave, and it cannot start before."""
        last = time.monotonic() + _LEAVING_SECONDS
        while True:
            try:
                programs.run(*command)
                return
            except DatabaseUnavailable:
                if time.monotonic() > last or "shared memory block" not in self._end_of_log():
                    raise
            time.sleep(0.1)

    def _clear_stale_pids(self) -> None:
        """Remove what a crash left behind: its number may be another process's now, which looks like a server.

        Only under the gate, where nobody of ours is starting one.
        """
        for file in (self.data / "postmaster.pid", self.socket_folder / ".s.PGSQL.5432.lock"):
            pid = _first_line(file)
            if not (pid.isdigit() and self._is_ours(int(pid))):
                file.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        """Whether a process is the first one of this cluster's server."""
        try:
            process = psutil.Process(pid)
            return process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == self.data.resolve()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def _make_folders(self) -> None:
        self.log.parent.mkdir(mode=0o700, exist_ok=True)
        programs.lend(self.log.parent)
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.lstat().st_uid not in programs.own_uids():
            raise DatabaseUnavailable(
                f"{folder} belongs to somebody else. Remove it or set TMPDIR to a folder of yours."
            )
        programs.lend(folder)

    def _end_of_log(self) -> str:
        """The last lines that the server wrote; its user might have put a link there."""
        try:
            descriptor = os.open(self.log, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:
            return ""
        with os.fdopen(descriptor, errors="replace") as file:
            return "".join(file.readlines()[-8:]).rstrip()

    def _answers(self) -> bool:
        """Whether a server of this cluster accepts connections.

        A server that is starting or stopping is waited for.
        """
        for _ in range(START_SECONDS * 10):
            ready = programs.run("pg_isready", "-h", str(self.socket_folder), "-t", "3", check=False).returncode
            if ready != 1:  # 1: alive but not accepting yet
                return ready == 0
            time.sleep(0.1)
        return False


def _first_line(file: Path) -> str:
    try:
        return file.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return ""


def _digest(folder: Path) -> str:
    return hashlib.sha256(str(folder).encode()).hexdigest()[:12]
