"""Corrections of programs in the terminal."""

from __future__ import annotations

import click

from tsunagu.access.terminal import operator
from tsunagu.catalog.enums.corrections import CorrectionState
from tsunagu.catalog.queries import corrections as queries
from tsunagu.kernel.terminal import SHAPES, print_table

_STATES = click.Choice([state.value for state in CorrectionState])


@click.command()
@click.option("--state", type=_STATES, help="Only those that have come so far; all by default.")
@click.option("--format", "shape", default="table", show_default=True, type=SHAPES)
def corrections(state: str | None, shape: str) -> None:
    """What officers corrected in programs: what waits, what readers see, what clashes with the files.

    They are proposed on the page of a program and approved at /desk/corrections/.

    \b
    tsunagu catalog corrections
    tsunagu catalog corrections --state standing --format csv
    """
    wanted = CorrectionState(state) if state else None
    print_table(queries.CORRECTIONS.keyed("corrections", queries.listed(operator(), wanted)), shape)
