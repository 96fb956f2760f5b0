"""Messages of readers in the terminal."""

from __future__ import annotations

import click

from tsunagu.access.terminal import operator
from tsunagu.feedback import actions, queries
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import SHAPES, print_table, refusal


@click.group(invoke_without_command=True)
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
@click.pass_context
def feedback(context: click.Context, shape: str) -> None:
    """List what readers wrote, the oldest first; `remove` takes messages out.

    \b
    tsunagu feedback --format csv
    tsunagu feedback remove 12 13
    """
    if context.invoked_subcommand is None:
        print_table(queries.MESSAGES.keyed("feedback", queries.messages(operator())), shape)


@feedback.command()
@click.argument("numbers", nargs=-1, required=True, type=click.INT)
def remove(numbers: tuple[int, ...]) -> None:
    """Remove messages by their numbers: all of them, or none where one does not exist."""
    try:
        click.echo(f"{actions.remove(by=operator(), numbers=numbers)} removed")
    except Rejected as error:
        raise refusal(error) from error
