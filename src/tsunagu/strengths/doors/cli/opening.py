"""What the commands of this room share: options, the store and engines behind them, and how they say what is wrong."""

from __future__ import annotations

import contextlib
import errno
import functools
import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.conf import settings

from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import refusal
from tsunagu.strengths.enums import EngineName
from tsunagu.strengths.errors import StoreProblem, Unanswerable

if TYPE_CHECKING:
    from tsunagu.strengths.questions.reading import Reading
    from tsunagu.strengths.storage.engines import DuckDB, Engine
    from tsunagu.strengths.storage.store import Run, Store

    Opening = Callable[[], contextlib.AbstractContextManager[Reading]]

Command = Callable[..., Any]


def one_of(words: type[StrEnum]) -> click.Choice[str]:
    """An option whose values are those of an enum."""
    return click.Choice([word.value for word in words])


def say(line: str) -> None:
    """Progress, apart from what a command answers."""
    click.echo(line, err=True)


@contextlib.contextmanager
def readable_errors() -> Iterator[None]:
    """Say what the person at the terminal can act on in one sentence; whatever else happens is a bug and says where."""
    import duckdb

    try:
        yield
    except Rejected as error:
        raise refusal(error) from error
    except (StoreProblem, Unanswerable, duckdb.OutOfMemoryException) as error:
        raise click.ClickException(str(error)) from error
    except BrokenPipeError:
        raise  # who reads along has seen enough: click ends quietly
    except OSError as error:
        raise click.ClickException(_file_error(error)) from error


def _file_error(error: OSError) -> str:
    """What the system says of a file, without its number."""
    file = f"{error.filename}: " if error.filename else ""
    unwritable = isinstance(error, PermissionError) or error.errno == errno.EROFS
    advice = " Name a folder that you may write to with --store." if unwritable else ""
    return f"{file}{error.strerror or error}.{advice}"


class NamedPath(click.Path):
    """A path whose name is text: engines are told of files in UTF-8."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, or what is wrong with it."""
        path = super().convert(value, param, ctx)
        try:
            str(path).encode()
        except UnicodeEncodeError:
            self.fail(f"{click.format_filename(path)}: the name is not UTF-8. Rename the file or folder.", param, ctx)
        return path


def new_file(context: click.Context, parameter: click.Parameter, path: Path) -> Path:
    """A file to be written lies in a folder that exists."""
    if not path.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}; make it first")
    return path


def _size(context: click.Context, parameter: click.Parameter, text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"[0-9]+(\.[0-9]+)? ?[KMGT]i?B", text, re.IGNORECASE):
        raise click.BadParameter(f'write a size such as "1GB" or "512MB", not {text!r}')
    return text


def store_option(command: Command) -> Command:
    """Let a command be told the folder of the store, as ``directory``."""
    return click.option(
        "--store",
        "directory",
        type=NamedPath(file_okay=False, path_type=Path),
        default=lambda: settings.STRENGTHS,
        show_default="strengths in the folder var",
        help="Folder of the tables.",
    )(command)


def memory_option(command: Command) -> Command:
    """Let a command be told the most memory that DuckDB takes, as ``memory``."""
    return click.option(
        "--memory", callback=_size, help='The most memory that DuckDB takes, such as "1GB"; more is kept on disk.'
    )(command)


def engine_option(command: Command) -> Command:
    """Let a command be told what computes, as ``engine_name``."""
    return click.option(
        "--engine",
        "engine_name",
        type=one_of(EngineName),
        default=EngineName.DUCKDB.value,
        show_default=True,
        help="What computes.",
    )(command)


def engine_options(command: Command) -> Command:
    """Let a command be told what computes, within how much memory, and on which server."""
    remote = click.option(
        "--remote",
        help=(
            'With --engine spark: address of a Spark Connect server ("sc://host:15002"); '
            "otherwise Sail is started here."
        ),
    )
    return engine_option(memory_option(remote(command)))


@contextlib.contextmanager
def computing(directory: Path, name: str, memory: str | None, remote: str | None) -> Iterator[Engine]:
    """The engine of this name, with a folder beside the store for what does not fit into memory."""
    from tsunagu.strengths.storage import engines, store

    with (
        store.scratch(directory) as aside,
        engines.engine(name, scratch=aside, memory=memory, remote=remote) as running,
    ):
        yield running


@contextlib.contextmanager
def reading_in(directory: Path, memory: str | None) -> Iterator[DuckDB]:
    """The engine that reads data in, whatever computes."""
    from tsunagu.strengths.storage import engines, store

    most = memory or engines.MEMORY
    with store.scratch(directory) as aside, engines.DuckDB(scratch=aside, memory=most) as running:
        yield running


def store_of(directory: Path) -> Store:
    """The store of a folder."""
    from tsunagu.strengths.storage.store import Store

    return Store(directory)


def report(run: Run) -> None:
    """A run with the rows and the hash of every table after it."""
    click.echo(f"run {run.run_id} ({run.kind}, {run.snapshot})")
    for table, rows in run.row_counts.items():
        click.echo(f"{table:18} {rows:>12,} rows  {run.hashes[table][:16]}")


def asks_a_store(command: Command) -> Command:
    """Let a command be told which store is asked and what computes the answer.

    The command is given the store's folder and what opens it for reading.
    """

    @functools.wraps(command)
    def run(
        *arguments: Any,
        directory: Path,
        engine_name: str,
        memory: str | None,
        remote: str | None,
        **options: Any,
    ) -> Any:
        opened = functools.partial(_opened, directory, engine_name, memory, remote)
        return command(*arguments, directory=directory, opened=opened, **options)

    return store_option(engine_options(run))


@contextlib.contextmanager
def _opened(directory: Path, name: str, memory: str | None, remote: str | None) -> Iterator[Reading]:
    from tsunagu.strengths.questions import reading

    if name == EngineName.DUCKDB and memory is None and remote is None:
        yield reading.reading(directory)
    else:
        with computing(directory, name, memory, remote) as engine:
            yield reading.Reading(store_of(directory), engine)
