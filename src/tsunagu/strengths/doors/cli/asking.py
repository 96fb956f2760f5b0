"""Commands that ask what was computed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tsunagu.kernel.terminal import SHAPES, print_table
from tsunagu.strengths.doors.cli.opening import (
    NamedPath,
    asks,
    choice_options,
    clear,
    new_file,
    report,
    store_of,
    store_option,
)

if TYPE_CHECKING:
    from tsunagu.kernel.tables import Table
    from tsunagu.strengths.doors.cli.opening import Opening
    from tsunagu.strengths.questions.reading import Institution, Reading

_NUMBER = click.IntRange(1, 1_000_000)


@click.command()
@store_option
def runs(directory: Path) -> None:
    """List what was read in and computed, with the hash of every table after it."""
    with clear():
        for run in store_of(directory).runs():
            report(run)


def _show(tables: list[Table], shape: str) -> None:
    """An answer, in the shape asked for.

    As CSV or JSON its first table, for reading all of them, rounded and without the provenance that is in each row and
    at the end.
    """
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
        return _computed(reading, (exact or found)[0])
    if not found:
        raise click.ClickException(f"There is no institution named like {name!r}.")
    listed = "\n".join(f"  {one.identifier}  {one.name()}  {one.country or ''}" for one in found)
    raise click.ClickException(f"Several institutions are named like {name!r}; give one of these numbers:\n{listed}")


def _computed(reading: Reading, one: Institution) -> Institution:
    if not reading.computed(one):
        countries = ", ".join(reading.edition.settings.countries)
        raise click.ClickException(
            f"{one.name()} ({one.country or 'of no known country'}) is not computed; institutions of {countries} are."
        )
    return one


@click.command()
@click.argument("name", required=False)
@click.option("--limit", type=_NUMBER, default=20, show_default=True, help="Rows of a stored table.")
@click.option(
    "--minimum",
    type=_NUMBER,
    help="Papers below which nothing is said; 50 by default, 5 for a sample or a made-up corpus.",
)
@click.option("--country", help="One of the countries computed; Japan by default, where it is one.")
@click.option("--rule", type=click.Choice(["point", "interval"]), default="point", show_default=True)
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
@choice_options
@asks
def table(
    name: str | None,
    limit: int,
    minimum: int | None,
    country: str | None,
    rule: str,
    shape: str,
    directory: Path,
    opening: Opening,
    **asked: Any,
) -> None:
    """The strength table of the decks.

    With NAME the first rows of a stored table (work, contribution, threshold, cell, ...).
    """
    with clear():
        if name:
            print_table(_stored(directory, name, limit), shape)
            return
        from tsunagu.strengths.enums import Rule
        from tsunagu.strengths.questions import strength_map
        from tsunagu.strengths.questions.choice import choice
        from tsunagu.strengths.questions.strength_map_tables import tables

        with opening() as opened:
            place = country.upper() if country else opened.edition.country
            question = strength_map.Question(choice(opened.edition, **asked), place, rule=Rule(rule), least=minimum)
            _show(tables(strength_map.strength_map(opened, question), opened), shape)


def _stored(directory: Path, name: str, limit: int) -> Table:
    import pyarrow.parquet as pq

    from tsunagu.kernel.tables import Table
    from tsunagu.strengths.tables import TABLES

    if name not in TABLES:
        raise click.ClickException(f"There is no table {name}; there are {', '.join(TABLES)}.")
    rows: list[dict[str, Any]] = []
    for path in store_of(directory).need(name, "See tsunagu strengths --help for what makes it."):
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(limit):
                rows += batch.to_pylist()
                if len(rows) >= limit:
                    break
        if len(rows) >= limit:
            break
    columns = list(TABLES[name].columns)
    return Table(
        name,
        columns,
        [
            [str(row[column]) if isinstance(row[column], date) else row[column] for column in columns]
            for row in rows[:limit]
        ],
    )


@click.command()
@click.argument("name")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
@choice_options
@asks
def university(name: str, shape: str, directory: Path, opening: Opening, **asked: Any) -> None:
    """One university: papers, Q with interval, activity and contribution by field.

    NAME may be a part of it, an OpenAlex id or a ROR.
    """
    from tsunagu.strengths.questions import university as question
    from tsunagu.strengths.questions.choice import choice
    from tsunagu.strengths.questions.university_tables import tables

    with clear(), opening() as opened:
        found = question.university(opened, choice(opened.edition, **asked), _one(opened, name))
        _show(tables(found, opened), shape)


@click.command()
@click.argument("what")
@click.option(
    "--output",
    "-o",
    type=NamedPath(dir_okay=False, path_type=Path),
    callback=new_file,
    required=True,
    help="File to write: .parquet, .csv or .xlsx.",
)
@choice_options
@asks
def export(what: str, output: Path, directory: Path, opening: Opening, **asked: Any) -> None:
    """Write a table, the strength table or a university to a file.

    A stored table as Parquet; the strength table ("map") or a university (its name) as CSV, XLSX or Parquet.
    """
    from tsunagu.strengths.questions import export as exporting
    from tsunagu.strengths.questions import strength_map, strength_map_tables, university_tables
    from tsunagu.strengths.questions import university as universities
    from tsunagu.strengths.questions.choice import choice
    from tsunagu.strengths.tables import TABLES

    with clear():
        if what in TABLES:
            exporting.stored(store_of(directory), what, output)
        else:
            with opening() as opened:
                made = choice(opened.edition, **asked)
                if what == "map":
                    found = strength_map_tables.tables(
                        strength_map.strength_map(opened, strength_map.Question(made, opened.edition.country)), opened
                    )
                else:
                    found = university_tables.tables(universities.university(opened, made, _one(opened, what)), opened)
            exporting.write(found, output)
    click.echo(str(output))


@click.command()
@click.argument("work")
@asks
def explain(work: str, directory: Path, opening: Opening) -> None:
    """Why is this work in the top 10%, or why not? WORK is an OpenAlex id such as W2741809807."""
    from tsunagu.strengths.questions import works

    with clear():
        number = work.rpartition("/")[2].lstrip("Ww")
        if not number.isdecimal():
            raise click.ClickException(f"A work is named by its OpenAlex id, such as W2741809807, not {work!r}.")
        with opening() as opened:
            found = works.explain(opened, int(number))
        if found is None:
            raise click.ClickException(f"There is no work W{number} in {directory}.")
        click.echo(works.text(found))
