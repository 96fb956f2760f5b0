"""The class of a university by its degrees, in the terminal."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from tsunagu.kernel.labels import in_row
from tsunagu.kernel.terminal import SHAPES, asks, print_table, speaks
from tsunagu.organizations.queries import classes as queries
from tsunagu.organizations.queries.classes import ClassQuery


@click.command()
@speaks
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
        told = _("不明で、結果を変えうるもの：%(figures)s")
        click.echo(told % {"figures": in_row(missing)}, err=True)
