"""From the cluster of one PostgreSQL to that of the next: pg_upgrade on a copy; the old cluster stays as it is."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tsunagu.database import aside, programs
from tsunagu.database.embedded import EmbeddedServer
from tsunagu.database.problems import DatabaseUnavailable
from tsunagu.database.roles import SUPERUSER

_SPARE = 256 * 2**20  # bytes beside the copy
_SUPERUSERS = (SUPERUSER, "tsunagu")  # who made a cluster; the second before the application had a user of its own
_ANYBODY = "template1"  # the database that every cluster has


@dataclass(frozen=True, slots=True)
class Making:
    """How a cluster was made; a new one must be made alike."""

    superuser: str
    encoding: str
    provider: str
    collate: str
    ctype: str
    locale: str
    checksums: bool

    def arguments(self) -> list[str]:
        """The same for initdb."""
        return [
            f"--username={self.superuser}",
            f"--encoding={self.encoding}",
            f"--locale-provider={_PROVIDERS[self.provider]}",
            f"--lc-collate={self.collate}",
            f"--lc-ctype={self.ctype}",
            *([f"--locale={self.locale}"] if self.provider == "b" else []),
            *([f"--icu-locale={self.locale}"] if self.provider == "i" else []),
            "--data-checksums" if self.checksums else "--no-data-checksums",
        ]


_PROVIDERS = {"b": "builtin", "c": "libc", "i": "icu"}


def upgrade(server: EmbeddedServer, old: Path) -> tuple[str, Path]:
    """Bring the cluster to the version of our programs; what it was, and where the old one lies now.

    old: the folder of the programs that made it. Raises ``DatabaseUnavailable`` before anything was changed.
    """
    with server.stopped():
        was = _version(server.data)
        _must_fit(was, old, programs.major())
        kept = server.home / f"data.{was}"
        if kept.exists():
            raise DatabaseUnavailable(
                f"{kept} is there already. Nothing was changed. Move it elsewhere, then try again."
            )
        _must_have_space(server.data)
        new = server.home / "data.upgrading"
        shutil.rmtree(new, ignore_errors=True)  # of an upgrade that was cut off: never in use
        try:
            _copy(server.data, new, old, _making(server.data, old))
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        server.data.rename(kept)
        new.rename(server.data)
    return was, kept


def _version(data: Path) -> str:
    try:
        return (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError as error:
        raise DatabaseUnavailable(f"{data} holds no database, so there is nothing to upgrade.") from error


def _must_fit(was: str, old: Path, ours: str) -> None:
    if was == ours:
        raise DatabaseUnavailable(f"The database is of PostgreSQL {was} already. Nothing was changed.")
    if not (old / "postgres").exists():
        raise DatabaseUnavailable(
            f"{old} holds no program postgres. Give the folder of the programs of PostgreSQL {was}, "
            f"for example /usr/lib/postgresql/{was}/bin (package postgresql-{was})."
        )
    if (theirs := programs.major(old)) != was:
        raise DatabaseUnavailable(
            f"{old} is of PostgreSQL {theirs}, the database of {was}. Nothing was changed. "
            f"Give the folder of the programs of PostgreSQL {was}."
        )
    if int(was) > int(ours):
        raise DatabaseUnavailable(
            f"The database is of PostgreSQL {was}, newer than the {ours} that Tsunagu brings. Install a newer Tsunagu."
        )


def _must_have_space(data: Path) -> None:
    needed = sum(path.lstat().st_size for path in data.rglob("*")) + _SPARE
    if (free := shutil.disk_usage(data).free) < needed:
        raise DatabaseUnavailable(
            f"{data.parent} has {free // 2**20:,} MB free, and the copy takes {needed // 2**20:,} MB. "
            "Nothing was changed. Free space there, then try again."
        )


def _making(data: Path, old: Path) -> Making:
    """Ask the old cluster how it was made; it also ends its last crash by being started."""
    with aside.running(data, folder=old) as sockets:
        for name in _SUPERUSERS:
            with contextlib.suppress(psycopg.OperationalError):
                return _asked(aside.url(sockets, _ANYBODY, name))
    raise DatabaseUnavailable(
        f"{data} was made by none of {', '.join(_SUPERUSERS)}, so it is no cluster of Tsunagu. Nothing was changed."
    )


def _asked(url: str) -> Making:
    with psycopg.connect(url) as connection:
        (name,) = connection.execute("SELECT rolname FROM pg_roles WHERE oid = 10").fetchone() or ("",)
        (checksums,) = connection.execute("SHOW data_checksums").fetchone() or ("off",)
        row = connection.execute(_LOCALE).fetchone() or ("", "", "", "", "")
    encoding, provider, collate, ctype, locale = row
    return Making(name, encoding, provider, collate, ctype, locale, checksums == "on")


# The column was named otherwise before 17.
_LOCALE = """
SELECT pg_encoding_to_char(encoding), datlocprovider::text, datcollate, datctype,
       coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', '')
FROM pg_database d WHERE datname = 'template0'
"""


def _copy(data: Path, new: Path, old: Path, making: Making) -> None:
    """Make the new cluster and copy into it what the old one holds."""
    new.mkdir(mode=0o700)
    programs.lend(new)
    programs.run("initdb", "-D", str(new), "--auth=trust", *making.arguments())
    for rules in ("pg_hba.conf", "pg_ident.conf"):  # who may come in stays the same
        shutil.copyfile(data / rules, new / rules)
    with aside.workshop() as work:
        trusting = aside.options(aside.trusting(work))
        command = (
            *("--old-bindir", str(old), "--new-bindir", str(programs.binaries())),
            *("--old-datadir", str(data), "--new-datadir", str(new)),
            *("--old-options", trusting, "--new-options", trusting, "--socketdir", str(work)),
            *("--username", making.superuser, "--copy"),
        )
        try:
            programs.run("pg_upgrade", *command, within=work)
        except DatabaseUnavailable as error:
            raise DatabaseUnavailable(f"{error}\n{_said_of(new)}\nNothing was changed.") from error


def _said_of(new: Path) -> str:
    """What the programs that pg_upgrade called said at last; their files go with the copy."""
    files = (new / "pg_upgrade_output.d").rglob("*")
    logs = [path for path in files if path.is_file() and path.stat().st_size]
    if not logs:
        return ""
    last = max(logs, key=lambda path: path.stat().st_mtime)
    return "\n".join(last.read_text(errors="replace").splitlines()[-8:])
