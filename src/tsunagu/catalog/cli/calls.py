"""Calls and the states of programs in the terminal."""

from __future__ import annotations

from datetime import date

import click

from tsunagu.catalog.actions import decide_state, take_back_state
from tsunagu.catalog.enums import State
from tsunagu.catalog.queries import calendar
from tsunagu.catalog.queries import states as state_queries
from tsunagu.catalog.queries.calendar import CallsQuery
from tsunagu.catalog.queries.states import StateQuery
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import SHAPES, Day, asks, print_table, refusal

table_option = click.option("--format", "shape", default="table", show_default=True, type=SHAPES)


@click.command()
@table_option
@asks(StateQuery)
def states(query: StateQuery, shape: str) -> None:
    """Whether each program takes applications: open, planned, closed, continuing, ended or unknown, and why.

    \b
    tsunagu catalog states --as-of 2022-02-01 --format csv
    """
    print_table(state_queries.STATES.keyed("states", state_queries.rows(query)), shape)


@click.command()
@click.argument("program")
@click.argument("word", metavar="STATE", required=False, type=click.Choice([word.value for word in State]))
@click.option("--reason", default="", help="Why, in a sentence; shown beside the state.")
@click.option("--since", type=Day(), help="The day from which it holds; today by default.")
@click.option("--until", type=Day(), help="The last day on which it holds.")
@click.option("--track", default="", help="Only for this track of the program.")
@click.option("--take-back", is_flag=True, help="Let the sources speak again.")
def state(
    program: str,
    word: str | None,
    reason: str,
    since: date | None,
    until: date | None,
    track: str,
    take_back: bool,
) -> None:
    """Decide the state of a program yourself, with a reason, in place of what the sources say.

    \b
    tsunagu catalog state spring closed --reason "募集の終了を窓口に確認" --since 2026-11-20
    tsunagu catalog state spring --take-back
    """
    if bool(word) == take_back:
        raise click.UsageError("Give either a STATE or --take-back.")
    try:
        if word:
            first_day = since or clock.today()
            decide_state(program, State(word), reason=reason, since=first_day, until=until, track=track)
        else:
            take_back_state(program, track=track)
    except Rejected as error:
        raise refusal(error) from error
    decided = next(row for row in state_queries.rows(StateQuery()) if row.program.key == program)
    click.echo(f"{program}: {decided.state.state.value} ({decided.state.basis})")
    if word and (first_day > clock.today() or track):
        click.echo(_why_unchanged(first_day, track))


def _why_unchanged(since: date, track: str) -> str:
    """Why the state of a program may be what it was before, though one was decided."""
    if since > clock.today():
        return f"Your decision holds from {since} on; until then the state above stays."
    return f"Your decision is of the track {track!r}; the state above is that of the program as a whole."


@click.command()
@table_option
@asks(CallsQuery)
def calls(query: CallsQuery, shape: str) -> None:
    """The calendar of calls: open, announced, expected from earlier years, assumed by the editors, and past.

    \b
    tsunagu catalog calls --kind announced --format csv
    """
    print_table(calendar.CALLS.keyed("calls", calendar.calls(query)), shape)
