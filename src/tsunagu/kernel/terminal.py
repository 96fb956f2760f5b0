"""How commands print: tables, and what is wrong with an input."""

from __future__ import annotations

import json
import sys

import click

from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.tables import Table, to_csv

SHAPES = click.Choice(["table", "csv", "json"])


def print_table(table: Table, shape: str) -> None:
    """Print a table as aligned text, CSV or JSON."""
    if shape == "csv":
        sys.stdout.write(to_csv(table).replace("\r\n", "\n"))
    elif shape == "json":
        click.echo(
            json.dumps([dict(zip(table.columns, row, strict=True)) for row in table.rows], ensure_ascii=False, indent=1)
        )
    else:
        for row in table.rows:
            click.echo("  ".join("" if cell is None else str(cell) for cell in row))
        click.echo(f"({len(table.rows)} rows: {', '.join(table.columns)})", err=True)


def refusal(error: Rejected) -> click.ClickException:
    """Every problem of an input, and that nothing was changed."""
    return click.ClickException(f"nothing was changed; {len(error.problems)} problem(s):\n{error}")
