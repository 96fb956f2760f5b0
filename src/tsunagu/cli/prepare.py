"""``tsunagu migrate``, ``prepare`` and ``load``: the tables of this version, and the data of every room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from tsunagu import database, rooms
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import refusal
from tsunagu.kernel.text import counted
from tsunagu.rooms import Room

Tell = Callable[[str], object]


@click.command()
def migrate() -> None:
    """Bring the tables up to this version; needs the right to make tables.

    Two that do this at once do it one after the other. With DATABASE_URL, TSUNAGU_OWNER_URL can name a user of the
    database who may make tables, so that the pages need not be able to.
    """
    with database.alone("migrate", _waiting):
        before = pending()
        call_command("migrate", verbosity=0)
    click.echo(f"tables: {counted(len(before), 'change')} made" if before else "tables: up to date")


@click.command()
def prepare() -> None:
    """Bring the data files of every room into the database; quick when nothing changed."""
    prepare_rooms(click.echo)


@click.command()
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the data files; data/ by default.",
)
@click.option(
    "--force", is_flag=True, help="Load unchanged files too, and replace map editions edited from a spreadsheet."
)
def load(data: Path | None, force: bool) -> None:
    """Load the text files under data/ into the database.

    Loading twice changes nothing. All files of a room are checked first: with one mistake anywhere, nothing is changed
    in any room and every mistake is listed.
    """
    lines: list[str] = []
    with transaction.atomic():
        prepare_rooms(lines.append, data, force=force)
    for line in lines or ["nothing new or changed"]:
        click.echo(line)


def prepare_rooms(tell: Tell, data: Path | None = None, *, force: bool = False) -> None:
    """What every room brings in before the site answers, one preparation at a time."""
    with database.alone("prepare", _waiting):
        try:
            for room in rooms.ROOMS:
                for line in _loaded(room, data or settings.DATA, force):
                    tell(line)
        except Rejected as error:
            raise refusal(error) from error


def _loaded(room: Room, data: Path, force: bool) -> list[str]:
    return rooms.resolve(room.load)(data, force=force) if room.load else []


def prepare_once(tell: Tell) -> None:
    """Prepare a database that holds nothing yet, or a machine on which nothing was made of it yet.

    So a command works on a new checkout before anything was served.
    """
    tables_once(tell)
    if not all(_is_prepared(room) for room in rooms.ROOMS):
        prepare_rooms(tell)
        _require_prepared()


def tables_once(tell: Tell) -> None:
    """Make the tables in a database that has none."""
    if not _has_tables():
        tell("first use: preparing the database")
        _migrate_apart()


def _require_prepared() -> None:
    """End a command that would find nothing for want of data, and not because of what is asked."""
    if empty := [room.name.en for room in rooms.ROOMS if not _is_prepared(room)]:
        raise click.ClickException(
            f"Not prepared: {settings.DATA} holds nothing for {', '.join(empty)}. "
            "Let TSUNAGU_DATA name the folder of the data files, or leave it out."
        )


def _is_prepared(room: Room) -> bool:
    """Whether a room has its data, and beside the database what it makes of them."""
    if room.load and room.updated and rooms.resolve(room.updated)() is None:
        return False
    return not room.ready or bool(rooms.resolve(room.ready)())


def _migrate_apart() -> None:
    """Make the tables in a process of their owner."""
    environment = {**os.environ}
    if database.started():
        del environment["DATABASE_URL"]
    result = subprocess.run(
        [sys.executable, "-m", "tsunagu.cli.main", "migrate"],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if result.returncode:
        raise click.ClickException("The tables could not be made; see the message above.")


def _has_tables() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations')")
        (table,) = cursor.fetchone()
    return table is not None


def pending() -> list[str]:
    """The changes of tables that this version brings and the database does not have."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def _waiting() -> None:
    click.echo("waiting for another Tsunagu that prepares the same database", err=True)
