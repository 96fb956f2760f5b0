"""Mail in the terminal."""

from __future__ import annotations

from typing import BinaryIO

import click

from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import SHAPES, print_table, refusal
from tsunagu.mail import actions, queries
from tsunagu.mail.enums import Reported, State

_MOST = 100 * 2**20  # bytes of a mailbox


@click.group()
def mail() -> None:
    """Mail of the site: what was sent, what waits, what did not arrive.

    \b
    tsunagu mail list --state bounced
    tsunagu mail show 12
    tsunagu mail bounces FILE
    """


@mail.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only messages in this state.")
@click.option("--most", type=click.IntRange(1), default=200, show_default=True, help="How many, the newest first.")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def list_(state: str | None, most: int, shape: str) -> None:
    """List messages; in the demo with the file that each was written to."""
    chosen = queries.messages(state=State(state) if state else None, most=most)
    print_table(queries.MESSAGES.keyed("mail", chosen), shape)


@mail.command()
@click.argument("number", type=click.IntRange(1), metavar="ID")
def show(number: int) -> None:
    """Show one message, with its text as long as that is kept."""
    message = queries.message(number)
    if message is None:
        raise click.ClickException(f"There is no message {number}, or it is not kept any more: tsunagu mail list")
    for column in queries.MESSAGES:
        if (value := column.value(message)) not in ("", None):
            click.echo(f"{column.key}: {value}")
    place = queries.file(message)
    click.echo(f"\n{message.text or _left(place is not None)}")


@mail.command()
@click.argument("file", type=click.File("rb"))
def bounces(file: BinaryIO) -> None:
    """Note what did not arrive, from the notifications that mail servers sent back: a message or an mbox, - for stdin.

    \b
    tsunagu mail bounces /var/mail/noreply
    ssh mail.example.jp cat Maildir/new/1 | tsunagu mail bounces -
    """
    content = file.read(_MOST + 1)
    if len(content) > _MOST:
        raise click.ClickException(f"the file has more than {_MOST // 2**20} MB; give a part of it")
    try:
        counts = actions.take_reports(content)
    except Rejected as error:
        raise refusal(error) from error
    for outcome in Reported:
        click.echo(f"{outcome.value:<10} {counts[outcome]:>6,}")


def _left(in_file: bool) -> str:
    return "(the text is in the file alone)" if in_file else "(the text is not kept: it held a secret)"
