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
from tsunagu.kernel.text import counted
from tsunagu.organizations.actions import importing, matching
from tsunagu.organizations.actions import likeness as deciding
from tsunagu.organizations.actions.importing import Imported
from tsunagu.organizations.models import Match, PersonMatch
from tsunagu.organizations.queries import likeness
from tsunagu.organizations.queries import matching as matches
from tsunagu.registers.enums import PeopleRegister, RegisterKind

_KINDS = click.Choice([kind.value for kind in (*RegisterKind, *PeopleRegister)])
_REVIEWED = click.Choice(["bodies", "people"])
_kind_option = click.option(
    "--kind", type=_REVIEWED, default="bodies", show_default=True, help="Pairs of bodies, or of people."
)
_SHAPES = click.Choice(["table", "json"])
_TOLD = 20  # broken lines that are told; all of them are kept with the reading
_FIXED = ("read", "new", "changed", "same", "refused")


@click.command("import")
@click.argument("register", type=_KINDS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--format", "shape", type=_SHAPES, default="table", show_default=True, help="How the counts are printed.")
def import_file(register: str, file: Path, dry_run: bool, shape: str) -> None:
    """Read in a file of a register: corporate numbers, school codes, local governments, ROR, or researchers.

    The same file a second time changes nothing; a reading of corporate numbers that was stopped goes on where it was.
    Lines that cannot be taken are named, and the others are taken. Researchers (researchmap, KAKEN and e-Rad) are shown
    to nobody before they agree.

    \b
    tsunagu organizations import houjin 00_zenkoku_all_20261130.zip
    tsunagu organizations import schools 学校コード一覧.xlsx --dry-run
    tsunagu organizations import researchmap researchers.jsonl
    tsunagu organizations import kaken 研究者一覧.csv
    """
    try:
        done = _read_in(register, file, dry_run)
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
    if done.read and done.read == done.refused:
        raise click.ClickException(f"no line could be taken: {file.name} is no file of the register {register}")


def _read_in(register: str, file: Path, dry_run: bool) -> Imported:
    by, tell = operator(), _progress()
    if register in set(PeopleRegister):
        return importing.read_people(by, PeopleRegister(register), file, dry_run=dry_run, tell=tell)
    return importing.read_in(by, RegisterKind(register), file, dry_run=dry_run, tell=tell)


def _counts(done: Imported, register: str) -> dict[str, int]:
    more: tuple[str, ...] = ("joined", "review", *(() if register == RegisterKind.HOUJIN else ("bodies",)))
    if register in set(PeopleRegister):
        more = ("joined", "review", "people", "unplaced")
    return {name: getattr(done, name) for name in (*_FIXED, *more)}


def _tell_problems(done: Imported) -> None:
    for problem in done.problems[:_TOLD]:
        column = f", {problem['column']}" if problem.get("column") else ""
        click.echo(f"line {problem['line']}{column}: {problem['message']}", err=True)
    if len(done.problems) > _TOLD:
        left = max(done.refused, len(done.problems)) - _TOLD
        click.echo(f"... and {counted(left, 'more line')} that could not be taken", err=True)
    for name, count in sorted(done.unknown.items()):
        click.echo(f"not known here and left out: {name} ({counted(count, 'time')})", err=True)


def _progress() -> Callable[[Any, int], None]:
    """What shows how far a long reading is, to people only."""
    bars: list[Any] = []

    def tell(reading: Any, size: int) -> None:
        if not sys.stderr.isatty():
            return
        if not size:  # nobody knows how many lines there are
            click.echo(f"\r{reading.position:,} entries", nl=False, err=True)
            return
        if not bars:
            bars.append(click.progressbar(length=size, label="reading", file=sys.stderr))
        bars[0].update(reading.position - bars[0].pos)
        if reading.position >= size:
            bars[0].render_finish()

    return tell


@click.command()
@_kind_option
@click.option("--register", type=_KINDS, help="Only of this register.")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True, help="How the pairs are printed.")
def review(kind: str, register: str | None, shape: str) -> None:
    """List entries of registers that may be a body or a person here, what most speaks for first."""
    if register and (register in set(PeopleRegister)) != (kind == "people"):
        raise click.UsageError(f"{register} is no register of {kind}; give the other --kind")
    if kind == "people":
        of = PeopleRegister(register) if register else None
        print_table(likeness.MATCHES.keyed("matches", likeness.waiting(operator(), of)), shape)
        return
    chosen = RegisterKind(register) if register else None
    print_table(matches.MATCHES.keyed("matches", matches.waiting(operator(), chosen)), shape)


@click.command()
@click.argument("register", type=click.Choice([kind.value for kind in RegisterKind]))
def compare(register: str) -> None:
    """Compare a register that was read in with all bodies once more, as after bodies were added."""
    found = matching.compare(operator(), RegisterKind(register))
    click.echo(f"joined   {found.joined:>10,}\nreview   {found.proposed:>10,}")


def _deciding(verb: str, help_text: str) -> click.Command:
    """A command that decides one pair by its number."""

    @click.command(verb, help=help_text)
    @click.argument("number", type=click.INT)
    @_kind_option
    @click.option("--reason", default="", help="Why; kept in the ledger.")
    def decide(number: int, kind: str, reason: str) -> None:
        try:
            decided = _decided(verb, number, kind, reason)
        except Rejected as error:
            raise refusal(error) from error
        click.echo(f"{decided}: {decided.state}")

    return decide


def _decided(verb: str, number: int, kind: str, reason: str) -> Match | PersonMatch:
    by, told = operator(), f"there is no pair {number}; see `tsunagu organizations review --kind {kind}`"
    if kind == "people":
        if person := likeness.match(by, number):
            return _OF_PEOPLE[verb](by, person, reason)
    elif body := matches.match(by, number):
        return _OF_BODIES[verb](by, body, reason)
    raise click.UsageError(told)


_OF_BODIES = {"join": matching.join, "part": matching.part, "undo": matching.undo}
_OF_PEOPLE = {"join": deciding.join, "part": deciding.part, "undo": deciding.undo}
COMMANDS = (
    import_file,
    compare,
    review,
    _deciding("join", "Say that an entry and a body or a person are the same, by the number of the pair."),
    _deciding("part", "Say that an entry and a body or a person are not the same."),
    _deciding("undo", "Take back what was decided of a pair."),
)
