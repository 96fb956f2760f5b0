"""Strengths in the terminal. What takes seconds to load is loaded by the command that needs it."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.conf import settings

from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import SHAPES, print_table, refusal

if TYPE_CHECKING:
    from tsunagu.kernel.tables import Table
    from tsunagu.strengths.engines import DuckDB, Engine
    from tsunagu.strengths.reading import Institution, Reading
    from tsunagu.strengths.store import Run, Store


def _say(line: str) -> None:
    click.echo(line, err=True)


@contextlib.contextmanager
def _clear() -> Iterator[None]:
    """Say what is wrong and what to do instead of showing where in the code it was noticed."""
    import duckdb

    from tsunagu.strengths.errors import StoreProblem

    try:
        yield
    except Rejected as error:
        raise refusal(error) from error
    except (StoreProblem, ValueError, duckdb.Error) as error:
        raise click.ClickException(str(error)) from error


def _store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--store",
        "directory",
        type=click.Path(file_okay=False, path_type=Path),
        default=lambda: settings.STRENGTHS,
        show_default="strengths in the folder var",
        help="Folder of the tables.",
    )(command)


def _engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--remote", help='With --engine spark: address of a Spark Connect server ("sc://host:15002"); otherwise Sail is started here.'),
        click.option("--memory", help='The most memory that DuckDB takes, such as "1GB"; more is kept on disk.'),
        click.option("--engine", "engine_name", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="What computes."),
    ):
        command = option(command)
    return command


@contextlib.contextmanager
def _engine(directory: Path, name: str, memory: str | None, remote: str | None) -> Iterator[Engine]:
    from tsunagu.strengths.engines import engine

    directory.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".scratch-", dir=directory) as scratch,
        engine(name, scratch=Path(scratch), memory=memory, remote=remote) as one,
    ):
        yield one


@contextlib.contextmanager
def _duckdb(directory: Path, memory: str | None) -> Iterator[DuckDB]:
    """What reads data in, whatever computes."""
    from tsunagu.strengths.engines import DuckDB

    directory.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".scratch-", dir=directory) as scratch, DuckDB(scratch=Path(scratch), memory=memory) as one:
        yield one


def _store(directory: Path) -> Store:
    from tsunagu.strengths.store import Store

    return Store(directory)


def _report(run: Run) -> None:
    click.echo(f"run {run.run_id} ({run.kind}, {run.snapshot})")
    for table, rows in run.row_counts.items():
        click.echo(f"{table:18} {rows:>12,} rows  {run.hashes[table][:16]}")


@click.group()
def strengths() -> None:
    """What universities are strong in, from open bibliographic data.

    \b
    tsunagu strengths ingest openalex-snapshot/data/works openalex-snapshot/data/institutions
    tsunagu strengths build
    tsunagu strengths table
    tsunagu strengths university 東北大学
    tsunagu strengths explain W2741809807
    """


@strengths.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--snapshot", help='Name of the data, shown with every number; begin it with "sample" for a sample. The name of the file or folder by default.'
)
@click.option("--skip-bad", is_flag=True, help="Leave rows out that cannot be used, and count them, instead of refusing everything.")
@click.option(
    "--type-rule", type=click.Choice(["nistep", "cwts"]), default="nistep", show_default=True, help="Which types of documents are compared."
)
@_store_option
@_engine_options
def ingest(
    paths: tuple[Path, ...],
    snapshot: str | None,
    skip_bad: bool,
    type_rule: str,
    directory: Path,
    engine_name: str,
    memory: str | None,
    remote: str | None,
) -> None:
    """Read data in: OpenAlex snapshots (JSON lines or Parquet, present or older format) or flat Parquet files.

    The newest record of a work wins, over what was read in before too. An interrupted reading goes on where it was. The reading itself is always
    done by DuckDB on this machine.
    """
    from tsunagu.strengths.ingest import ingest as read_in

    usual = paths[0].stem if len(paths) == 1 else paths[0].absolute().parent.name
    with _clear(), _duckdb(directory, memory) as engine:
        run = read_in(
            _store(directory),
            paths,
            snapshot=snapshot or usual,
            engine=engine,
            progress=_say,
            skip_bad=skip_bad,
            type_rule=type_rule,
        )
        _report(run)


@strengths.command()
@click.option("--works", type=click.IntRange(1), default=20_000, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--institutions", type=click.IntRange(1), help="By default one for 500 works, from 60 to 20,000.")
@click.option("--years", default="2014-2023", show_default=True, help="First and last year of publication.")
@click.option("--unplaced", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Share of the works without any institution.")
@_store_option
@_engine_options
def synthesize(
    works: int,
    seed: int,
    institutions: int | None,
    years: str,
    unplaced: float,
    directory: Path,
    engine_name: str,
    memory: str | None,
    remote: str | None,
) -> None:
    """Make up a corpus and read it in: for trying out and measuring, a statement about nobody."""
    from tsunagu.strengths import synthetic
    from tsunagu.strengths.ingest import ingest as read_in

    first, _, last = years.partition("-")
    if not (first.isdigit() and last.isdigit()):
        raise click.BadParameter("write the first and the last year, such as 2014-2023", param_hint="--years")
    with _clear(), _duckdb(directory, memory) as engine, tempfile.TemporaryDirectory(prefix=".made-", dir=directory) as made:
        synthetic.write(Path(made), works, seed=seed, institutions=institutions, years=(int(first), int(last)), unplaced=unplaced)
        _report(read_in(_store(directory), [Path(made)], snapshot=f"synthetic {works} works, seed {seed}", engine=engine, progress=_say))


@strengths.command()
@click.option(
    "--citations", type=click.Choice(["cited_by", "cited_4y"]), default="cited_by", show_default=True, help="All citations, or those of four years."
)
@click.option(
    "--view", type=click.Choice(["as_is", "as_was"]), default="as_is", show_default=True, help="Merged universities as today or as of then."
)
@click.option("--width", type=click.IntRange(1), default=5, show_default=True, help="Years of a window.")
@click.option("--windows", type=click.IntRange(1), default=6, show_default=True, help="Number of windows, the newest ones.")
@click.option("--countries", default="JP,GB,DE", show_default=True, help="Countries whose institutions get intervals and pages.")
@click.option("--anew", is_flag=True, help="Compute everything, even where only a part was touched since the last time.")
@_store_option
@_engine_options
def build(
    citations: str,
    view: str,
    width: int,
    windows: int,
    countries: str,
    anew: bool,
    directory: Path,
    engine_name: str,
    memory: str | None,
    remote: str | None,
) -> None:
    """Compute thresholds, contributions, cells, intervals and joint works from what was read in."""
    from tsunagu.strengths.build import Settings
    from tsunagu.strengths.build import build as compute

    codes = tuple(code.strip().upper() for code in countries.split(",") if code.strip())
    chosen = Settings(citations=citations, view=view, width=width, windows=windows, countries=codes)
    with _clear(), _engine(directory, engine_name, memory, remote) as engine:
        _report(compute(_store(directory), settings=chosen, engine=engine, anew=anew, progress=_say))


@strengths.command()
@_store_option
def runs(directory: Path) -> None:
    """List what was read in and computed, with the hash of every table after it."""
    with _clear():
        for run in _store(directory).runs():
            _report(run)


def _reading(directory: Path) -> Reading:
    from tsunagu.strengths.reading import reading

    return reading(directory)


def _show(tables: list[Table], shape: str) -> None:
    """An answer: as CSV or JSON its first table, for reading all of them, rounded and without the provenance that is in each row and at the end."""
    from tsunagu.kernel.tables import Table
    from tsunagu.strengths.questions.provenance_sheet import IN_ROWS, carries

    if shape != "table":
        print_table(tables[0], shape)
        return
    for one in tables:
        cut = len(one.columns) - (len(IN_ROWS) if carries(one) else 0)
        rows = [[f"{cell:.4g}" if isinstance(cell, float) else cell for cell in row[:cut]] for row in one.rows]
        click.echo(f"\n{one.name}: {'  '.join(one.columns[:cut])}")
        print_table(Table(one.name, one.columns[:cut], rows), shape)


def _one(reading: Reading, name: str) -> Institution:
    found = reading.find(name)
    exact = [one for one in found if name in (one.name_ja, one.name_en)]
    if len(found) == 1 or exact:
        return (exact or found)[0]
    if not found:
        raise click.ClickException(f"There is no institution named like {name!r}.")
    listed = "\n".join(f"  I{one.openalex_id}  {one.name()}  {one.country or ''}" for one in found)
    raise click.ClickException(f"Several institutions are named like {name!r}; give one of these numbers:\n{listed}")


def _choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--top", type=click.Choice(["top", "scale", "top1", "scale1"]), default="top", show_default=True),
        click.option("--counting", type=click.Choice(["frac", "full", "author"]), default="frac", show_default=True),
        click.option("--scheme", help="eight, field, subfield or concept; the eight fields by default."),
        click.option("--window", type=int, help="Last year of the window; the newest by default."),
    ):
        command = option(command)
    return command


@strengths.command()
@click.argument("name", required=False)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Rows of a stored table.")
@click.option("--minimum", type=click.IntRange(1), default=50, show_default=True, help="Papers below which nothing is said.")
@click.option("--rule", type=click.Choice(["point", "interval"]), default="point", show_default=True)
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
@_choice_options
@_store_option
def table(name: str | None, limit: int, minimum: int, rule: str, shape: str, directory: Path, **asked: Any) -> None:
    """The strength table of the decks; with NAME the first rows of a stored table (work, contribution, threshold, cell, ...)."""
    with _clear():
        if name:
            print_table(_stored(directory, name, limit), shape)
            return
        from tsunagu.strengths.questions import strength_map
        from tsunagu.strengths.questions.choice import choice
        from tsunagu.strengths.strong import Rule

        opened = _reading(directory)
        question = strength_map.Question(choice(opened.edition, **asked), rule=Rule(rule), least=minimum)
        _show(strength_map.tables(strength_map.strength_map(opened, question), opened), shape)


def _stored(directory: Path, name: str, limit: int) -> Table:
    import pyarrow.parquet as pq

    from tsunagu.kernel.tables import Table
    from tsunagu.strengths.tables import TABLES

    if name not in TABLES:
        raise click.ClickException(f"There is no table {name}; there are {', '.join(TABLES)}.")
    rows: list[dict[str, Any]] = []
    for path in _store(directory).need(name, "See tsunagu strengths --help for what makes it."):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(limit):
                rows += batch.to_pylist()
                if len(rows) >= limit:
                    break
        if len(rows) >= limit:
            break
    columns = list(TABLES[name].columns)
    return Table(name, columns, [[str(row[column]) if isinstance(row[column], date) else row[column] for column in columns] for row in rows[:limit]])


@strengths.command()
@click.argument("name")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
@_choice_options
@_store_option
def university(name: str, shape: str, directory: Path, **asked: Any) -> None:
    """One university: papers, Q with interval, activity and contribution by field. NAME may be a part of it, an OpenAlex id or a ROR."""
    from tsunagu.strengths.questions import university as question
    from tsunagu.strengths.questions.choice import choice
    from tsunagu.strengths.questions.university_tables import tables

    with _clear():
        opened = _reading(directory)
        found = question.university(opened, choice(opened.edition, **asked), _one(opened, name))
        _show(tables(found, opened), shape)


@strengths.command()
@click.argument("what")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write: .parquet, .csv or .xlsx.")
@_choice_options
@_store_option
def export(what: str, output: Path, directory: Path, **asked: Any) -> None:
    """Write a stored table as Parquet, or the strength table ("map") or a university (its name) as CSV, XLSX or Parquet."""
    from tsunagu.strengths.questions import export as exporting
    from tsunagu.strengths.questions import strength_map
    from tsunagu.strengths.questions import university as universities
    from tsunagu.strengths.questions.choice import choice
    from tsunagu.strengths.questions.university_tables import tables
    from tsunagu.strengths.tables import TABLES

    with _clear():
        if what in TABLES:
            exporting.stored(_store(directory), what, output)
        else:
            opened = _reading(directory)
            made = choice(opened.edition, **asked)
            if what == "map":
                found = strength_map.tables(strength_map.strength_map(opened, strength_map.Question(made)), opened)
            else:
                found = tables(universities.university(opened, made, _one(opened, what)), opened)
            exporting.write(found, output)
    click.echo(str(output))


@strengths.command()
@click.argument("work")
@_store_option
def explain(work: str, directory: Path) -> None:
    """Why is this work in the top 10%, or why not? WORK is an OpenAlex id such as W2741809807."""
    from tsunagu.strengths.questions import works

    with _clear():
        number = work.rpartition("/")[2].lstrip("Ww")
        if not number.isdecimal():
            raise click.ClickException(f"A work is named by its OpenAlex id, such as W2741809807, not {work!r}.")
        opened = _reading(directory)
        found = works.explain(opened, int(number))
        if found is None:
            raise click.ClickException(f"There is no work W{number} in {directory}.")
        click.echo(works.text(found))


@strengths.command()
@_store_option
def demo(directory: Path) -> None:
    """Give a site without data something to show: the real sample where it is, else a made-up corpus."""
    from tsunagu.strengths.demo import prepare

    with _clear():
        _report(prepare(_store(directory), settings.STRENGTHS_SAMPLE, _say))


@strengths.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_store_option
def correct(file: Path, directory: Path) -> None:
    """Take over corrections of attributions from a CSV file; they stay when data is read in anew. Compute again afterwards."""
    from tsunagu.strengths import corrections

    with _clear():
        number = corrections.take_over(_store(directory), file)
    click.echo(f"{number} correction(s) taken over. Run: tsunagu strengths build")
