"""The criteria of a list in the terminal, over the figures of many centers and years."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tsunagu.kernel import spreadsheets
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.terminal import SHAPES, print_table, speaks
from tsunagu.organizations.models import Criterion
from tsunagu.organizations.queries import criteria as queries
from tsunagu.organizations.queries.criteria import Judged
from tsunagu.organizations.rules.criteria import Asked, figures

_ABOUT = ("center", "year")  # whose figures they are: told beside the answer


@click.command()
@speaks
@click.argument("listing")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def criteria(listing: str, file: Path, shape: str) -> None:
    """Judge centers by what a document asks of those in a list, each criterion met, not met or unknown.

    The file (CSV or XLSX) has a line for each center and year: center, year, and a column for each criterion, where an
    empty cell is unknown.

    \b
    tsunagu organizations criteria wpi centers.csv --format csv
    """
    chosen = queries.lists().filter(key=listing).first()
    if chosen is None:
        known = in_row(list(queries.lists().values_list("key", flat=True)))
        told = _("%(listing)s に求められることを記した資料はありません。あるもの：%(known)s")
        raise click.ClickException(told % {"listing": listing, "known": known})
    rows = list(_judged(queries.asked(chosen), file))
    print_table(queries.JUDGED.keyed("criteria", rows), shape)


def _judged(asked: Sequence[Asked[Criterion]], file: Path) -> Iterator[Judged]:
    head, *rows = next(iter(spreadsheets.read(file).values()), None) or [[]]
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=2):
        told = dict(zip(head, row, strict=False))
        center, year = (told.pop(name, "") for name in _ABOUT)
        try:
            lines = queries.checked(asked, figures(asked, told)).lines
        except Rejected as error:
            problems += [_of_line(one, number) for one in error.problems]
            continue
        yield from (Judged(line, center, year) for line in lines)
    if problems:
        raise Rejected(problems)


def _of_line(problem: Problem, number: int) -> Problem:
    """A problem with its place in the file."""
    where = _("%(line)d行目の%(column)s") % {"line": number, "column": problem.where}
    return replace(problem, where=where)
