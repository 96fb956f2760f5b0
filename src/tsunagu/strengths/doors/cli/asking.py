"""Commands that ask what was computed: one for each question, and those that show tables as they are stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tsunagu.kernel import terminal
from tsunagu.kernel.tables import Cell, Table
from tsunagu.strengths.doors.cli import opening
from tsunagu.strengths.questions.records import QUESTIONS, Counted, Entry, MapQuestion, UniversityQuestion

if TYPE_CHECKING:
    from tsunagu.strengths.doors.cli.opening import Opening

_ROWS = click.IntRange(1, 1_000_000)
_BY_KEY = {entry.key: entry for entry in QUESTIONS}
_format = click.option("--format", "shape", type=terminal.SHAPES, default="table", show_default=True)


@click.command()
@opening.store_option
def runs(directory: Path) -> None:
    """List what was read in and computed, with the hash of every table after it."""
    with opening.readable_errors():
        for run in opening.store_of(directory).runs():
            opening.report(run)


def question_commands() -> Iterable[click.Command]:
    """A command for each question of this room, with the question's words for options."""
    return [_question_command(entry) for entry in QUESTIONS]


def _question_command(entry: Entry) -> click.Command:
    def run(question: Counted, shape: str, directory: Path, opened: Opening) -> None:
        with opening.readable_errors(), opened() as reading:
            _show(_tables(reading, entry, question), shape)

    run.__doc__ = entry.record.__doc__
    filled = (entry.argument,) if entry.argument else ()
    command = _format(terminal.asks(entry.record, filled=filled)(opening.asks_a_store(run)))
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


def _show(tables: Sequence[Table], shape: str) -> None:
    """An answer in the shape asked for.

    As CSV or JSON its first table; for reading all of them, rounded, and without what each row repeats of the last.
    """
    if shape != "table":
        terminal.print_table(tables[0], shape)
        return
    for table in tables:
        own = len(table.columns) - table.carried
        columns = table.columns[:own]
        rows = [list(map(_rounded, row[:own])) for row in table.rows]
        click.echo(f"\n{table.name}: {'  '.join(columns)}")
        terminal.print_table(Table(table.name, columns, rows), shape)


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
            _show(_tables(reading, _BY_KEY["map"], question), shape)


def _stored(directory: Path, name: str, limit: int) -> Table:
    from tsunagu.strengths.tables import TABLES

    if name not in TABLES:
        raise click.ClickException(f"There is no table {name}; there are {', '.join(TABLES)}.")
    columns = list(TABLES[name].columns)
    files = opening.store_of(directory).need(name, "See tsunagu strengths --help for what makes it.")
    rows = [_cells(row, columns) for row in _first_rows(files, limit)]
    return Table(name, columns, rows)


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


@click.command()
@click.argument("what")
@click.option(
    "--output",
    "-o",
    type=opening.NamedPath(dir_okay=False, path_type=Path),
    callback=opening.new_file,
    required=True,
    help="File to write: .parquet, .csv or .xlsx.",
)
@terminal.asks(Counted)
@opening.asks_a_store
def export(question: Counted, what: str, output: Path, directory: Path, opened: Opening) -> None:
    """Write a table, the strength table or a university to a file.

    A stored table as Parquet; the strength table ("map") or a university (its name) as CSV, XLSX or Parquet.
    """
    from tsunagu.strengths.questions import export as exporting
    from tsunagu.strengths.tables import TABLES

    with opening.readable_errors():
        if what in TABLES:
            exporting.stored(opening.store_of(directory), what, output)
        else:
            with opened() as reading:
                tables = _tables(reading, *_question_about(what, question))
            exporting.write(tables, output)
    click.echo(str(output))


def _question_about(what: str, counted: Counted) -> tuple[Entry, Counted]:
    """The question that is exported by a word: the map, or the university of this name."""
    how = asdict(counted)
    if what == "map":
        return _BY_KEY["map"], MapQuestion(**how)
    return _BY_KEY["university"], replace(UniversityQuestion(**how), university=what)


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
