"""Registers read in, and what may be the same body, in the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tsunagu.access.terminal import operator
from tsunagu.kernel.terminal import SHAPES, print_table, speaks
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
@speaks
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
    done = _read_in(register, file, dry_run)
    _tell_problems(done)
    if shape == "json":
        click.echo(json.dumps(_counts(done, register)))
    else:
        for name, count in _counts(done, register).items():
            click.echo(f"{name:<8} {count:>10,}")
    if dry_run:
        click.echo(_("何も変えていません（--dry-run）。"), err=True)
    if done.read and done.read == done.refused:
        told = _("どの行も読めません：%(file)s は %(register)s のファイルではありません。")
        raise click.ClickException(told % {"file": file.name, "register": register})


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
        click.echo(f"{_place(problem)}: {problem['message']}", err=True)
    if len(done.problems) > _TOLD:
        left = max(done.refused, len(done.problems)) - _TOLD
        told = ngettext("ほか、読めない行が%(count)d行あります。", "ほか、読めない行が%(count)d行あります。", left)
        click.echo(told % {"count": left}, err=True)
    for name, count in sorted(done.unknown.items()):
        told = ngettext(
            "このサイトにない項目のため、読みません：%(name)s（%(count)d回）",
            "このサイトにない項目のため、読みません：%(name)s（%(count)d回）",
            count,
        )
        click.echo(told % {"name": name, "count": count}, err=True)


def _place(problem: dict[str, Any]) -> str:
    """The line of a problem, and its column where it has one."""
    told = _("%(line)s行目の%(column)s") if problem.get("column") else _("%(line)s行目")
    return told % problem


def _progress() -> Callable[[Any, int], None]:
    """What shows how far a long reading is, to people only."""
    bars: list[Any] = []

    def tell(reading: Any, size: int) -> None:
        if not sys.stderr.isatty():
            return
        if not size:  # nobody knows how many lines there are
            click.echo("\r" + _("%(count)s件まで読みました") % {"count": f"{reading.position:,}"}, nl=False, err=True)
            return
        if not bars:
            bars.append(click.progressbar(length=size, label=_("読み込み"), file=sys.stderr))
        bars[0].update(reading.position - bars[0].pos)
        if reading.position >= size:
            bars[0].render_finish()

    return tell


@click.command()
@speaks
@_kind_option
@click.option("--register", type=_KINDS, help="Only of this register.")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True, help="How the pairs are printed.")
def review(kind: str, register: str | None, shape: str) -> None:
    """List entries of registers that may be a body or a person here, what most speaks for first."""
    if register and (register in set(PeopleRegister)) != (kind == "people"):
        told = _("%(register)s は、%(kind)s の登録簿ではありません。もう一方の --kind を指定してください。")
        raise click.UsageError(told % {"register": register, "kind": kind})
    if kind == "people":
        of = PeopleRegister(register) if register else None
        print_table(likeness.MATCHES.keyed("matches", likeness.waiting(operator(), of)), shape)
        return
    chosen = RegisterKind(register) if register else None
    print_table(matches.MATCHES.keyed("matches", matches.waiting(operator(), chosen)), shape)


@click.command()
@speaks
@click.argument("register", type=click.Choice([kind.value for kind in RegisterKind]))
def compare(register: str) -> None:
    """Compare a register that was read in with all bodies once more, as after bodies were added."""
    found = matching.compare(operator(), RegisterKind(register))
    for name, count in {"joined": found.joined, "review": found.proposed}.items():
        click.echo(f"{name:<8} {count:>10,}")


def _deciding(verb: str, help_text: str) -> click.Command:
    """A command that decides one pair by its number."""

    @click.command(verb, help=help_text)
    @speaks
    @click.argument("number", type=click.INT)
    @_kind_option
    @click.option("--reason", default="", help="Why; kept in the ledger.")
    def decide(number: int, kind: str, reason: str) -> None:
        decided = _decided(verb, number, kind, reason)
        click.echo(f"{decided}: {decided.of_state.label}")

    return decide


def _decided(verb: str, number: int, kind: str, reason: str) -> Match | PersonMatch:
    by, told = (
        operator(),
        _("%(number)d番の組はありません。`tsunagu organizations review --kind %(kind)s` で確かめてください。"),
    )
    if kind == "people":
        if person := likeness.match(by, number):
            return _OF_PEOPLE[verb](by, person, reason)
    elif body := matches.match(by, number):
        return _OF_BODIES[verb](by, body, reason)
    raise click.UsageError(told % {"number": number, "kind": kind})


_OF_BODIES = {"join": matching.join, "part": matching.part, "undo": matching.undo}
_OF_PEOPLE = {"join": deciding.join, "part": deciding.part, "undo": deciding.undo}
COMMANDS = (
    import_file,
    compare,
    review,
    _deciding("join", help_text="Say that an entry and a body or a person are the same, by the number of the pair."),
    _deciding("part", help_text="Say that an entry and a body or a person are not the same."),
    _deciding("undo", help_text="Take back what was decided of a pair."),
)
