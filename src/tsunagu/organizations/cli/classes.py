"""The class of a university by its degrees, in the terminal."""

from __future__ import annotations

import click

from tsunagu.kernel.terminal import SHAPES, asks, print_table
from tsunagu.organizations.queries import classes as queries
from tsunagu.organizations.queries.classes import ClassQuery


@click.command()
@asks(ClassQuery)
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def classify(question: ClassQuery, shape: str) -> None:
    """Say which class of the Carnegie classification fits the degrees that a university conferred in a year.

    What is left out is unknown; what could still change the answer is named on standard error.

    \b
    tsunagu organizations classify --doctorates 12 --masters 140 --format csv
    """
    found = queries.classified(question)
    print_table(queries.CLASSES.keyed("classes", queries.rows(found)), shape)
    if missing := queries.missing(found):
        click.echo(f"unknown, and could still change the answer: {', '.join(missing)}", err=True)
