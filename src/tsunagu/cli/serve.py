"""``tsunagu serve``: from a checkout to a page that answers."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import click
from django.core.management import call_command
from django.db import connection

from tsunagu import rooms
from tsunagu.kernel.problems import Rejected

_PATIENCE = 10  # seconds to end what is being answered


@click.command()
@click.option(
    "--port", default=8000, show_default=True, help="Port on 127.0.0.1; the next free one is taken if it is in use."
)
@click.option("--workers", default=2, show_default=True, help="Server processes.")
def serve(port: int, workers: int) -> None:
    """Prepare the database (tables, catalog, search index) and serve the site on 127.0.0.1 until Ctrl-C."""
    began = time.monotonic()
    prepare(_tell)
    free = _free_port(port)
    if free != port:
        own = " (another Tsunagu answers there)" if _is_tsunagu(port) else ""
        click.echo(f"Port {port} is in use{own}; taking {free}.")
    address = f"http://127.0.0.1:{free}/"
    click.echo(
        f"Tsunagu: {address}   English: {address}en/   (ready in {time.monotonic() - began:.1f} s; Ctrl-C stops)"
    )
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(free),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "tsunagu.web.wsgi:application",
    ]
    # In groups of their own: of a Ctrl-C they would hear beside us, and a server that is told twice to stop may never
    # do so.
    children = [subprocess.Popen(command, process_group=0), *_beside()]
    try:
        sys.exit(children[0].wait())
    except KeyboardInterrupt:
        click.echo("")
    finally:
        for child in children:
            child.terminate()
        for child in children:
            try:
                child.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()


def _beside() -> list[subprocess.Popen[bytes]]:
    """The processes that rooms run beside the server; the pages answer meanwhile."""
    announced = [rooms.resolve(room.beside) for room in rooms.ROOMS if room.beside]
    commands = chain.from_iterable(beside(_tell) for beside in announced)
    return [_start(arguments) for arguments in commands]


def _start(arguments: list[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tsunagu.cli.main", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, process_group=0)


def _tell(text: str) -> None:
    click.echo(f"  {text}")


def prepare(tell: Callable[[str], object]) -> None:
    """Migrate, bring in the data of every room, collect the static files. Quick when nothing changed."""
    call_command("migrate", verbosity=0)
    try:
        for room in rooms.ROOMS:
            if room.prepare:
                rooms.resolve(room.prepare)(tell)
    except Rejected as error:
        raise click.ClickException(f"The data files have problems; nothing was changed.\n{error}") from error
    call_command("collectstatic", verbosity=0, interactive=False)


def prepare_once(tell: Callable[[str], object]) -> None:
    """Prepare a database that holds nothing yet.

    So a command works on a new checkout before anything was served.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations')")
        (table,) = cursor.fetchone()
    if table is None:
        tell("first use: preparing the database")
        prepare(tell)


def _free_port(port: int) -> int:
    for candidate in [*range(port, port + 20), 0]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise click.ClickException("No free port on 127.0.0.1.")


def _is_tsunagu(port: int) -> bool:
    try:
        question = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        question.request("GET", "/api/v1/health")
        with question.getresponse() as answer:
            return b"tsunagu" in answer.read(200)
    except (OSError, http.client.HTTPException):
        return False
