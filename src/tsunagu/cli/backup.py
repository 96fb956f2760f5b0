"""``tsunagu backup``, ``restore`` and ``database upgrade``: the embedded database, kept safe and current."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from django.utils import timezone

from tsunagu import rooms
from tsunagu.cli.instants import instant
from tsunagu.database import DatabaseUnavailable, EmbeddedServer, var_folder
from tsunagu.database.folders import write_private
from tsunagu.kernel.text import counted
from tsunagu.operation.supervisor import Watch, look_after

SOMEBODY_ELSES = (
    "DATABASE_URL names a server of its own. Back it up with that server's tools (pg_basebackup, pg_dump), and the "
    "folders under TSUNAGU_VAR that docs/operating.md names by copying them."
)
_CARRY = 0.7  # seconds between two looks of the archive


def _explained(act: Callable[..., Any]) -> Callable[..., Any]:
    """Show what went wrong as one message."""

    def explained(*arguments: Any, **named: Any) -> Any:
        try:
            return act(*arguments, **named)
        except DatabaseUnavailable as error:
            raise click.ClickException(str(error)) from error

    explained.__name__, explained.__doc__ = act.__name__, act.__doc__
    return explained


class _OrFolder(click.Group):
    """A group whose first word may also be a folder: then it is ``take``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "-h", "--help"}:
            args = ["take", *args]
        return super().parse_args(ctx, args)


_FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
_KEY = click.option(
    "--key",
    envvar="TSUNAGU_BACKUP_KEY",
    default="",
    metavar="RECIPIENT",
    help="Encrypt for this recipient (age1…); TSUNAGU_BACKUP_KEY if not given.",
)
_KEY_FILE = click.option(
    "--key-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of the key that an encrypted backup was made for.",
)


@click.group(cls=_OrFolder)
def backup() -> None:
    """Make a backup in a folder: `tsunagu backup DIR`, the same as `tsunagu backup take DIR`.

    It holds the whole database and the files that cannot be made again. A site that runs goes on meanwhile. With
    TSUNAGU_BACKUP=DIR, `tsunagu serve` also keeps there every change since, about each second.
    """


@backup.command()
@_FOLDER
@_KEY
@_explained
def take(folder: Path, key: str) -> None:
    """Write a backup into a folder, beside those that are there."""
    from tsunagu.database import backup as bases

    began = time.monotonic()
    with _used() as server:
        place, base = bases.take(server, folder.resolve(), irreplaceable(), key)
    size = sum(piece.bytes for piece in base.files.values()) / 2**20
    sealed = f"encrypted for {base.recipient}" if key else "not encrypted: it holds passwords; keep it closed"
    click.echo(f"{place}: {size:,.1f} MB, {_local(base.instant)}, {sealed} ({time.monotonic() - began:.1f} s)")


@backup.command()
@_FOLDER
@_KEY_FILE
@_explained
def verify(folder: Path, key_file: Path | None) -> None:
    """Restore the newest backup into a folder for the moment, start it there, and count what is in it."""
    from tsunagu.database import restore as restoring

    began = time.monotonic()
    found = restoring.verified(restoring.planned(folder.resolve(), _keys(key_file)))
    for table, rows in found.rows.items():
        click.echo(f"  {table}: {rows:,}")
    click.echo(
        f"{found.base.name} can be restored: PostgreSQL {found.base.postgres}, {len(found.rows)} tables, "
        f"{sum(found.rows.values()):,} rows, last change {_local(found.until)} ({time.monotonic() - began:.1f} s)"
    )


@backup.command()
@_FOLDER
@click.option("--keep", required=True, type=click.IntRange(1), help="How many of the newest backups stay.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@_KEY_FILE
@_explained
def prune(folder: Path, keep: int, dry_run: bool, key_file: Path | None) -> None:
    """Remove backups that newer ones supersede, with the log that only they need.

    The newest backup is restored for the moment first, as `tsunagu backup verify` does, and must come back whole.
    """
    from tsunagu.database import pruning
    from tsunagu.database import restore as restoring

    folder = folder.resolve()
    plan = restoring.planned(folder, _keys(key_file))
    what = pruning.superseded(folder, keep)
    size = f"{what.bytes / 2**20:,.1f} MB"
    for home in what.bases:
        click.echo(f"  {home.name}")
    many = f"{counted(len(what.bases), 'backup')} and {counted(len(what.log), 'file')} of the log"
    told = f"{many} before {_oldest(folder, keep)} ({size})"
    if dry_run or not what.bases:
        click.echo(f"would be removed: {told}" if what.bases else f"nothing to remove: {keep} are to stay")
        return
    restoring.verified(plan)
    pruning.remove(folder, what)
    click.echo(f"removed: {told}; {plan.home.name} can be restored")


def _oldest(folder: Path, keep: int) -> str:
    """The oldest backup that stays."""
    from tsunagu.database import vault

    return list(vault.bases(folder))[-keep:][0].name


@backup.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def key(file: Path) -> None:
    """Make a key: its secret part goes into a new file, the recipient for --key is shown."""
    from tsunagu.database import sealing

    if file.exists():
        raise click.ClickException(f"{file} is there already and stays as it is. Give the name of a new file.")
    secret, public = sealing.new_key()
    write_private(file, f"# recipient: {public}\n{secret}\n")
    click.echo(f"{public}\nKeep {file} elsewhere than the backups: without it nobody can read them.")


@backup.command(hidden=True)
@_explained
def archive() -> None:
    """Carry the log of changes into TSUNAGU_BACKUP until told to end; `tsunagu serve` starts this."""
    from tsunagu.database.archive import Archive

    ended = threading.Event()
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, lambda *_: ended.set())
    carrying = Archive(_server(), Path(settings.BACKUP).resolve(), irreplaceable(), settings.BACKUP_KEY)
    look_after(Watch("backup", carrying.look, every=_CARRY), ended)
    carrying.close()


@click.command()
@_FOLDER
@click.option(
    "--to", callback=instant, help='As of this instant ("2026-12-05 17:00:00"); all that is there, if not given.'
)
@_KEY_FILE
@_explained
def restore(folder: Path, to: datetime | None, key_file: Path | None) -> None:
    """Bring back the database and the files of a backup into TSUNAGU_VAR.

    Everything is tried beside its place first. What is there now is moved aside under a name that says so.
    """
    from tsunagu.database import restore as restoring

    _must_be_embedded()
    began = time.monotonic()
    plan = restoring.planned(folder.resolve(), _keys(key_file), to)
    found, moved = restoring.restore(_server(), plan, irreplaceable())
    for path in moved:
        click.echo(f"  moved aside: {path}")
    click.echo(f"restored as of {_local(found.until)}, from {found.base.name} ({time.monotonic() - began:.1f} s)")


@click.group()
def database() -> None:
    """Look after the embedded database."""


@database.command()
@click.option(
    "--from-bin",
    "old",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the programs that made the database, such as /usr/lib/postgresql/15/bin.",
)
@_explained
def upgrade(old: Path) -> None:
    """Bring the database to the version of PostgreSQL that Tsunagu brings; the old one is kept beside it."""
    from tsunagu.database import upgrade as upgrading

    _must_be_embedded()
    began = time.monotonic()
    was, old_place = upgrading.upgrade(_server(), old.resolve())
    click.echo(
        f"upgraded from PostgreSQL {was}; the old database is kept in {old_place} ({time.monotonic() - began:.1f} s)"
    )


def irreplaceable() -> dict[str, Path]:
    """The files beside the database that cannot be made again."""
    found = {"secret-key": settings.VAR / "secret-key"}
    for room in rooms.ROOMS:
        if room.irreplaceable:
            found |= rooms.resolve(room.irreplaceable)()
    return found


def _server() -> EmbeddedServer:
    return EmbeddedServer(var_folder() / "postgres")


def _must_be_embedded() -> None:
    if os.environ.get("DATABASE_URL"):
        raise click.ClickException(SOMEBODY_ELSES)


@contextlib.contextmanager
def _used() -> Iterator[EmbeddedServer]:
    """The embedded server, running; left again however this command ends."""
    _must_be_embedded()
    server = _server()
    if not server.data.exists():
        raise click.ClickException(f"{server.folder} holds no database yet, so there is nothing to back up.")
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    server.enter()
    try:
        yield server
    finally:
        server.leave()


def _keys(file: Path | None) -> Any:
    from tsunagu.database import sealing

    return sealing.identities(file) if file else []


def _local(time: datetime) -> str:
    return timezone.localtime(time).isoformat(sep=" ", timespec="milliseconds")
