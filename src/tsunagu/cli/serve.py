"""``tsunagu serve``: from prepared data to a page that answers, and goes on answering."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path

import click
import psutil
from django.conf import settings
from django.core.management import call_command

from tsunagu import database, rooms
from tsunagu.cli import backup
from tsunagu.cli.prepare import pending, prepare_once
from tsunagu.database import DatabaseUnavailable
from tsunagu.kernel import clock
from tsunagu.operation import disk, figures, supervisor
from tsunagu.operation.spares import Spare
from tsunagu.operation.supervisor import Child, Watch
from tsunagu.web import server

_OLD = timedelta(seconds=120)  # of the archive, which is told each 10 seconds also when nothing changes
_TOOL = (sys.executable, "-m", "tsunagu.cli.main")


@click.command()
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port on 127.0.0.1; 0: a free one."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Server processes.")
def serve(port: int, workers: int) -> None:
    """Serve the site on 127.0.0.1 until Ctrl-C, and start again what dies.

    An empty database is prepared first; otherwise see `tsunagu migrate` and `tsunagu prepare`.
    """
    began = time.monotonic()
    _must_be_free(port)
    prepare_once(_tell)
    if pending():
        raise click.ClickException("The tables are of another version. Run `tsunagu migrate`, then this again.")
    call_command("collectstatic", verbosity=0, interactive=False)
    figures.collect_in(settings.VAR / "figures")
    port = port or _free_port()
    address = f"http://127.0.0.1:{port}/"
    click.echo(
        f"Tsunagu: {address}   English: {address}en/   (ready in {time.monotonic() - began:.1f} s; Ctrl-C stops)"
    )
    _tell(f"for passkeys: http://localhost:{port}/")
    for line in _greetings():
        _tell(line)
    web = list(_web(workers, port))
    children = [*web, *_always(), *_archive(), *_beside()]
    restarts = figures.Restarts(child.name for child in children if not child.once)
    supervisor.run(children, list(_watches()), restarts.count, partial(_listens, port))
    click.echo("")


def _web(workers: int, port: int) -> Iterator[Child]:
    """The web servers, and what takes the place of one that dies; each counts as a user of the database by itself."""
    command = [sys.executable, "-m", "tsunagu.web.server", *server.arguments(port)]
    spare = Spare(command, _lock())
    for number in range(workers):
        yield Child(f"web {number + 1}", command, shared=_lock(), spare=spare)


def _lock() -> tuple[int, ...]:
    """What keeps the embedded database running as long as somebody has it."""
    own = database.started()
    return own.lock() if own else ()


def _always() -> Iterator[Child]:
    """What rooms run as long as the site, as the worker; each counts as a user of the database by itself."""
    for words in chain.from_iterable(room.runs for room in rooms.ROOMS):
        yield Child(words[0], [*_TOOL, *words], shared=_lock(), later=True)


def _archive() -> Iterator[Child]:
    """What carries the database's log of changes into the folder of backups."""
    from tsunagu.database import archive  # compression takes long to load, and help needs none

    own = database.started()
    if own and settings.BACKUP:
        yield Child("backup", [*_TOOL, "backup", "archive"], shared=own.lock())
    elif own:
        archive.abandon(own)
    elif settings.BACKUP:
        _tell(f"TSUNAGU_BACKUP is not used: {backup.SOMEBODY_ELSES}")


def _beside() -> Iterator[Child]:
    """The processes that rooms run beside the server; the pages answer meanwhile."""
    announced = [rooms.resolve(room.beside) for room in rooms.ROOMS if room.beside]
    for arguments in chain.from_iterable(beside(_tell) for beside in announced):
        yield Child(" ".join(arguments[:2]), [*_TOOL, *arguments], once=True, later=True)


def _greetings() -> Iterator[str]:
    """What rooms say to whoever starts the site."""
    return chain.from_iterable(rooms.resolve(room.greets)() for room in rooms.ROOMS if room.greets)


def _watches() -> Iterator[Watch]:
    yield Watch("disk", disk.Reserve(settings.VAR).look, every=1.0)
    if own := database.started():
        yield Watch("database", own.keep)
        if settings.BACKUP:
            yield Watch("archive", partial(_must_be_young, clock.now()), every=10.0)


def _must_be_young(began: datetime) -> None:
    """Raise where the archive has not been given anything for a while, whatever its process says."""
    from tsunagu.database import vault

    until = max(began, vault.kept_until(Path(settings.BACKUP)) or began)
    if clock.now() - until > _OLD:
        raise DatabaseUnavailable(f"{settings.BACKUP} has not been given the newest changes for {_OLD.seconds} seconds")


def _tell(text: str) -> None:
    click.echo(f"  {text}")


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} on 127.0.0.1 cannot be used ({error.strerror}){_holder(port)}. "
                f"Stop that program, or choose another port: tsunagu serve --port {_free_port()}"
            ) from error


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _holder(port: int) -> str:
    """Who listens there, as far as this user may see it."""
    try:
        listening = (
            one
            for one in psutil.net_connections("tcp")
            if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr.port == port
        )
        process = next((psutil.Process(one.pid) for one in listening if one.pid), None)
        return f": {' '.join(process.cmdline())[:80]} (process {process.pid}) listens there" if process else ""
    except psutil.Error:
        return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
