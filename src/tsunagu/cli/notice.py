"""``tsunagu notice``: what the operator announces on every page."""

from __future__ import annotations

from datetime import datetime

import click
from django.conf import settings
from django.utils import timezone

from tsunagu.cli.instants import instant
from tsunagu.kernel import clock
from tsunagu.operation.notices import Board, Kind, Notice


@click.group(invoke_without_command=True)
@click.pass_context
def notice(ctx: click.Context) -> None:
    """Say what is announced; the commands below announce something else, or nothing any more."""
    if ctx.invoked_subcommand is None:
        current = Board(settings.VAR).notice(clock.now())
        click.echo(_said(current) if current else "nothing is announced")


_BEGINS = click.option("--from", "begins", callback=instant, help="When it begins; now, if not given.")
_UNTIL = click.option("--until", callback=instant, help="When it ends; by `tsunagu notice clear`, if not given.")
_JA = click.option("--ja", default="", help="What to say beside it, in Japanese.")
_EN = click.option("--en", default="", help="What to say beside it, in English.")


@notice.command()
@_BEGINS
@_UNTIL
@_JA
@_EN
def maintenance(begins: datetime | None, until: datetime | None, ja: str, en: str) -> None:
    """Announce a time in which every page answers 503."""
    _put(Kind.MAINTENANCE, begins, until, ja, en)


@notice.command("read-only")
@_BEGINS
@_UNTIL
@_JA
@_EN
def read_only(begins: datetime | None, until: datetime | None, ja: str, en: str) -> None:
    """Announce a time in which pages can be read and nothing can be sent in."""
    _put(Kind.READ_ONLY, begins, until, ja, en)


@notice.command()
def clear() -> None:
    """Take back what is announced."""
    click.echo("taken back" if Board(settings.VAR).clear() else "nothing was announced")


def _put(kind: Kind, begins: datetime | None, until: datetime | None, ja: str, en: str) -> None:
    begins = begins or clock.now()
    if until and until <= begins:
        raise click.UsageError("--until lies before the beginning")
    new = Notice(kind=kind.value, begins=begins, until=until, ja=ja, en=en)
    Board(settings.VAR).put(new)
    click.echo(_said(new))


def _said(one: Notice) -> str:
    until = timezone.localtime(one.until).strftime("%Y-%m-%d %H:%M") if one.until else "until taken back"
    return (
        f"{one.kind}: {timezone.localtime(one.begins).strftime('%Y-%m-%d %H:%M')} - {until}  {one.ja} {one.en}".rstrip()
    )
