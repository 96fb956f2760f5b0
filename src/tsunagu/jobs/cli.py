"""Jobs in the terminal."""

from __future__ import annotations

import click

from tsunagu.jobs import actions, queries
from tsunagu.jobs.enums import State
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import SHAPES, print_table, refusal


@click.group()
def jobs() -> None:
    """Jobs: what the site does after it has answered.

    \b
    tsunagu jobs list --state failed
    tsunagu jobs retry 12
    """


@jobs.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only jobs in this state.")
@click.option("--most", type=click.IntRange(1), default=200, show_default=True, help="How many, the newest first.")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def list_(state: str | None, most: int, shape: str) -> None:
    """List jobs with their state and the error of the last try."""
    chosen = queries.jobs(state=State(state) if state else None, most=most)
    print_table(queries.JOBS.keyed("jobs", chosen), shape)


@jobs.command()
@click.argument("number", type=click.IntRange(1), metavar="ID")
def retry(number: int) -> None:
    """Have a job that failed, or waits for a later time, tried at once."""
    try:
        actions.retry(number=number)
    except Rejected as error:
        raise refusal(error) from error
    click.echo(f"job {number} is tried again")


@jobs.command()
def work() -> None:
    """Run jobs until Ctrl-C; `tsunagu serve` does it by itself. Several may run, also on several machines."""
    from tsunagu.jobs import worker

    worker.work()
