"""Registers read in, and what may be the same body, in the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tsunagu.access.terminal import operator
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import SHAPES, print_table, refusal
from tsunagu.organizations.actions import importing, matching
from tsunagu.organizations.actions.importing import Imported
from tsunagu.organizations.models import Match
from tsunagu.organizations.queries import matching as matches
from tsunagu.registers.enums import RegisterKind

_KINDS = click.Choice([kind.value for kind in RegisterKind])
_SHAPES = click.Choice(["table", "json"])
_TOLD = 20  # broken lines that are told; all of them are kept with the reading
_FIXED = ("read", "new", "changed", "same", "refused")


@click.command("import")
@click.argument("register", type=_KINDS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--format", "shape", type=_SHAPES, default="table", show_default=True, help="How the counts are printed.")
def import_file(register: str, file: Path, dry_run: bool, shape: str) -> None:
    """Read in a file of a register: corporate numbers, school codes, local governments or ROR.

    The same file a second time changes nothing; a reading of corporate numbers that was stopped goes on where it was.
    Lines that cannot be taken are named, and the others are taken.

    \b
    tsunagu organizations import houjin 00_zenkoku_all_20261130.zip
    tsunagu organizations import schools 学校コード一覧.xlsx --dry-run
    """
    try:
        done = importing.read_in(operator(), RegisterKind(register), file, dry_run=dry_run, tell=_progress())
    except Rejected as error:
        raise refusal(error) from error
    _tell_problems(done)
    if shape == "json":
        click.echo(json.dumps(_counts(done, register)))
    else:
        for name, count in _counts(done, register).items():
            click.echo(f"{name:<8} {count:>10,}")
    if dry_run:
        click.echo("nothing was changed (--dry-run)", err=True)


def _counts(done: Imported, register: str) -> dict[str, int]:
    more = () if register == RegisterKind.HOUJIN else ("joined", "review", "bodies")
    return {name: getattr(done, name) for name in (*_FIXED, *more)}


def _tell_problems(done: Imported) -> None:
    for problem in done.problems[:_TOLD]:
        click.echo(f"line {problem['line']}: {problem['message']}", err=True)
    if done.refused > _TOLD:
        click.echo(f"... and {done.refused - _TOLD:,} more lines that could not be taken", err=True)


def _progress() -> Callable[[Any, int], None]:
    """What shows how far a long reading is, to people only."""
    bars: list[Any] = []

    def tell(reading: Any, size: int) -> None:
        if not sys.stderr.isatty():
            return
        if not bars:
            bars.append(click.progressbar(length=size, label="reading", file=sys.stderr))
        bars[0].update(reading.position - bars[0].pos)
        if reading.position >= size:
            bars[0].render_finish()

    return tell


@click.command()
@click.option("--register", type=_KINDS, help="Only of this register.")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True, help="How the pairs are printed.")
def review(register: str | None, shape: str) -> None:
    """List entries of registers that may be a body here, what most speaks for first."""
    chosen = RegisterKind(register) if register else None
    print_table(matches.MATCHES.keyed("matches", matches.waiting(operator(), chosen)), shape)


def _deciding(name: str, act: Callable[..., Match], help_text: str) -> click.Command:
    """A command that decides one pair by its number."""

    @click.command(name, help=help_text)
    @click.argument("number", type=click.INT)
    @click.option("--reason", default="", help="Why; kept in the ledger.")
    def decide(number: int, reason: str) -> None:
        pair = matches.match(operator(), number)
        if pair is None:
            raise click.UsageError(f"there is no pair {number}; see `tsunagu organizations review`")
        try:
            decided = act(operator(), pair, reason)
        except Rejected as error:
            raise refusal(error) from error
        click.echo(f"{decided}: {decided.state}")

    return decide


COMMANDS = (
    import_file,
    review,
    _deciding("join", matching.join, "Say that an entry and a body are the same, by the number of the pair."),
    _deciding("part", matching.part, "Say that an entry and a body are not the same."),
    _deciding("undo", matching.undo, "Take back what was decided of a pair."),
)
