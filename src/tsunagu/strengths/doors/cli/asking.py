"""Commands that ask what was computed: one for each question, and those that show tables as they are stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tsunagu.kernel import terminal
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.doors.cli import opening
from tsunagu.strengths.questions.records import QUESTIONS, Counted, Entry, MapQuestion

if TYPE_CHECKING:
    from tsunagu.strengths.doors.cli.opening import Opening

Answer = Callable[[], Sequence[Table]]  # the tables of an answer, computed when they are called for

_ROWS = click.IntRange(1, 1_000_000)
_BY_KEY = {entry.key: entry for entry in QUESTIONS}
_format = click.option("--format", "shape", type=terminal.SHAPES, default="table", show_default=True)
_output = click.option(
    "--output",
    "-o",
    type=opening.NamedPath(dir_okay=False, path_type=Path),
    callback=opening.new_file,
    required=True,
    help="File to write: .parquet, .csv or .xlsx.",
)


@click.command()
@opening.store_option
def runs(directory: Path) -> None:
    """List what was read in and computed, with the hash of every table after it."""
    with opening.readable_errors():
        for run in opening.store_of(directory).runs():
            opening.report(run)


def question_commands() -> Iterable[click.Command]:
    """A command for each question of this room, with the question's words for options."""
    return [_question_command(entry, _show, _format) for entry in QUESTIONS]


def _question_command(entry: Entry, hand_over: Callable[..., None], how: Callable[..., Any]) -> click.Command:
    """The command of a question. hand_over: what is done with the answer. how: its option."""

    def run(question: Counted, directory: Path, opened: Opening, **wanted: Any) -> None:
        with opening.readable_errors(), opened() as reading:
            hand_over(partial(_tables, reading, entry, question), **wanted)

    run.__doc__ = entry.record.__doc__
    filled = (entry.argument,) if entry.argument else ()
    command = how(terminal.asks(entry.record, filled=filled)(opening.asks_a_store(run)))
    if entry.argument:
        command = _argument(entry.argument)(command)
    return click.command(entry.key)(command)


def _argument(name: str) -> Callable[..., Any]:
    """The universities that a question is about: a name, a part of it, an OpenAlex id or a ROR."""
    several = name == "universities"
    return click.argument(name, metavar="NAME..." if several else "NAME", nargs=-1 if several else 1, required=True)


def _tables(reading: Any, entry: Entry, question: Counted) -> Sequence[Table]:
    from tsunagu.strengths.questions import asking

    return asking.ask(reading, entry, question).tables


def _show(answer: Answer, shape: str) -> None:
    """An answer in the shape asked for.

    As CSV or JSON its first table; for reading all of them, rounded, and without what each row repeats of the last.
    """
    if shape.startswith("csv"):
        terminal.print_table(answer()[0], shape)
        return
    if shape == "json":
        with speaking("en"):  # as the API does, so that a program finds the same names at both doors
            terminal.print_table(answer()[0], shape)
        return
    for table in answer():
        own = len(table.columns) - table.carried
        columns = table.columns[:own]
        rows = [list(map(_rounded, row[:own])) for row in table.rows]
        click.echo(f"\n{table.name}: {'  '.join(columns)}")
        terminal.print_table(Table(table.name, columns, rows), shape)


def _write(answer: Answer, output: Path) -> None:
    from tsunagu.strengths.questions import export as exporting

    exporting.write(answer(), output)
    click.echo(str(output))


def _rounded(cell: Cell) -> Cell:
    return f"{cell:.4g}" if isinstance(cell, float) else cell


@click.command()
@click.argument("name", required=False)
@click.option("--limit", type=_ROWS, default=20, show_default=True, help="Rows of a stored table.")
@_format
@terminal.asks(MapQuestion)
@opening.asks_a_store
def table(
    question: MapQuestion,
    name: str | None,
    limit: int,
    shape: str,
    directory: Path,
    opened: Opening,
) -> None:
    """The strength table of the decks, as ``map`` gives it.

    With NAME the first rows of a stored table (work, contribution, threshold, cell, ...).
    """
    with opening.readable_errors():
        if name:
            terminal.print_table(_stored(directory, name, limit), shape)
            return
        with opened() as reading:
            _show(partial(_tables, reading, _BY_KEY["map"], question), shape)


def _stored(directory: Path, name: str, limit: int) -> Table:
    from tsunagu.strengths.tables import TABLES

    columns = list(TABLES[_known(name)].columns)
    files = opening.store_of(directory).need(name, "See tsunagu strengths --help for what makes it.")
    rows = [_cells(row, columns) for row in _first_rows(files, limit)]
    return Table(name, columns, rows)


def _known(name: str) -> str:
    """The name of a stored table."""
    from tsunagu.strengths.tables import TABLES

    if name not in TABLES:
        raise click.ClickException(f"There is no table {name}; there are {', '.join(TABLES)}.")
    return name


def _cells(row: Mapping[str, Any], columns: Sequence[str]) -> list[Cell]:
    return [_plain(row[column]) for column in columns]


def _first_rows(files: Sequence[Path], limit: int) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = []
    for path in files:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(limit):
                rows += batch.to_pylist()
                if len(rows) >= limit:
                    return rows[:limit]
    return rows


def _plain(value: Any) -> Cell:
    return str(value) if isinstance(value, date) else value


class _Exports(click.Group):
    """The kinds of exports. What is none of them is a stored table or the name of a university."""

    def resolve_command(
        self,
        ctx: click.Context,
        args: list[str],
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names, or the one that takes it."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            args = [_kind_of(args[0]), *args]
        return super().resolve_command(ctx, args)


def _kind_of(name: str) -> str:
    from tsunagu.strengths.tables import TABLES

    return "table" if name in TABLES else "university"


@click.group(cls=_Exports)
def export() -> None:
    """Write an answer or a stored table to a file.

    A name alone is a stored table or a university.

    \b
    tsunagu strengths export map -o map.xlsx
    tsunagu strengths export university 東北大学 -o tohoku.csv
    tsunagu strengths export table work -o work.parquet
    """


@export.command("table")
@click.argument("name")
@_output
@opening.store_option
def stored_table(name: str, output: Path, directory: Path) -> None:
    """A stored table as one Parquet file: NAME is work, contribution, threshold, cell, ..."""
    from tsunagu.strengths.questions import export as exporting

    with opening.readable_errors():
        exporting.stored(opening.store_of(directory), _known(name), output)
    click.echo(str(output))


for _entry in QUESTIONS:
    export.add_command(_question_command(_entry, _write, _output))


@click.command()
@click.argument("work")
@opening.asks_a_store
def explain(work: str, directory: Path, opened: Opening) -> None:
    """Why is this work in the top 10%, or why not? WORK is an OpenAlex id such as W2741809807."""
    from tsunagu.strengths.questions import explanation

    with opening.readable_errors():
        number = _work_number(work)
        with opened() as reading:
            explained = explanation.explain(reading, int(number))
        if explained is None:
            raise click.ClickException(f"There is no work W{number} in {directory}.")
        click.echo(explanation.text(explained))


def _work_number(work: str) -> str:
    number = work.rpartition("/")[2].lstrip("Ww")
    if not number.isdecimal():
        raise click.ClickException(f"A work is named by its OpenAlex id, such as W2741809807, not {work!r}.")
    return number
