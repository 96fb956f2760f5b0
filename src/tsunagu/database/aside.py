"""A cluster that runs for a moment beside the site's: reached by nobody but us, and without a password.

Its socket lies in a folder that only PostgreSQL's user can enter, so what it is asked needs no account of its own.
"""

from __future__ import annotations

import contextlib
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from tsunagu.database import programs
from tsunagu.database.problems import DatabaseUnavailable
from tsunagu.database.roles import SUPERUSER

_PATIENCE = 3600  # seconds; reading a long log of changes takes its time
_TRUST = "local all all trust\n"


@contextlib.contextmanager
def workshop() -> Iterator[Path]:
    """A folder for sockets and rules, which only PostgreSQL's user can enter."""
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-", dir=programs.reachable_temporary()))
    try:
        (folder / "hba").write_text(_TRUST)
        programs.lend_all(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def trusting(folder: Path) -> dict[str, str]:
    """Settings with which a server trusts whoever can enter a ``workshop``."""
    return {"listen_addresses": "", "unix_socket_directories": str(folder), "hba_file": str(folder / "hba")}


def options(settings: Mapping[str, str]) -> str:
    """Settings as the command line of a server."""
    return " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())


@contextlib.contextmanager
def running(
    data: Path,
    settings: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Iterator[Path]:
    """Run the cluster in a folder; gives the folder of its socket. folder: of the programs of another version."""
    with workshop() as sockets:
        log = sockets / "log"
        given = options({**trusting(sockets), **(settings or {})})
        at = ("-D", str(data), "-w", "-t", str(_PATIENCE))
        try:
            programs.run("pg_ctl", "start", *at, "-l", str(log), "-o", given, folder=folder)
            _await_answer(data, sockets)
        except DatabaseUnavailable as error:
            said = log.read_text(errors="replace") if log.exists() else str(error)
            raise DatabaseUnavailable(f"The cluster in {data} does not start.\n{_end(said)}") from error
        try:
            yield sockets
        finally:
            programs.run("pg_ctl", "stop", *at, "-m", "fast", check=False, folder=folder)


def _await_answer(data: Path, sockets: Path) -> None:
    """Wait until questions are taken; a server that still reads its log counts as started before."""
    while programs.run("pg_isready", "-h", str(sockets), check=False).returncode:
        if not (data / "postmaster.pid").exists():
            raise DatabaseUnavailable("The server ended while it read its log.")
        time.sleep(0.05)


def url(sockets: Path, database: str, user: str = SUPERUSER) -> str:
    """The address of one database of a cluster that runs aside."""
    return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(sockets))}"


def _end(log: str) -> str:
    return "\n".join(log.splitlines()[-8:])
