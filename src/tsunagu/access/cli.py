"""The ledger in the terminal."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tsunagu.access import actions, queries
from tsunagu.access.queries import Asked
from tsunagu.access.terminal import operator
from tsunagu.access.verification import Bad, Printed, Report, verify
from tsunagu.kernel import clock
from tsunagu.kernel.terminal import SHAPES, Day, print_table, speaks

_HEAD = re.compile(r"\b(\d+)\W+([0-9a-f]{64})\b")


@click.group()
def ledger() -> None:
    """What was done by whom: a list that nobody can change unseen.

    \b
    tsunagu ledger list --verb feedback.remove
    tsunagu ledger head >> heads.txt
    tsunagu ledger verify --against heads.txt
    """


@ledger.command("list")
@speaks
@click.option("--kind", default="", help="Only of things of this kind, as feedback.Message.")
@click.option("--thing", default="", help="Only of the thing with this number.")
@click.option("--verb", default="", help="Only what was done by this verb, as feedback.remove.")
@click.option("--user", type=click.INT, help="Only what the user with this number did.")
@click.option("--since", type=Day(), help="Not before this day.")
@click.option("--until", type=Day(), help="Not after this day.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=queries.MOST, help="How many of the newest.")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def list_lines(shape: str, **asked: object) -> None:
    """List lines, the oldest first."""
    told = queries.lines(operator(), Asked(**asked))  # type: ignore[arg-type]
    print_table(queries.LINES.keyed("ledger", told), shape)


@ledger.command("verify")
@click.option(
    "--against",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with heads, as `tsunagu ledger head` printed them.",
)
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
@speaks
def verify_ledger(against: Path | None, shape: str) -> None:
    """Verify every line, seal, part and head; ends with 1 where something is wrong."""
    report = verify(_printed(against) if against else ())
    click.echo(_as_json(report) if shape == "json" else _as_text(report))
    click.get_current_context().exit(1 if report.bad else 0)


def _printed(file: Path) -> list[Printed]:
    """The heads in a file: wherever a number stands before a hash, also in what was typed off paper."""
    found = _HEAD.findall(file.read_text())
    if not found:
        told = _("%(file)s に先頭値がありません。一行は、番号と64文字のハッシュ値です。")
        raise click.ClickException(told % {"file": file})
    return [Printed(int(number), known) for number, known in found]


def _as_json(report: Report) -> str:
    bad = [{**one._asdict(), "flaw": one.flaw.value} for one in report.bad]
    found = {"rows": report.rows, "sealed": report.sealed, "unsealed": report.unsealed, "bad": bad}
    return json.dumps(found, ensure_ascii=False, indent=1)


def _as_text(report: Report) -> str:
    bad = list(map(_flaw, report.bad))
    counts = {"rows": report.rows, "sealed": report.sealed, "unsealed": report.unsealed, "bad": len(bad)}
    told = ngettext(
        "%(rows)d行（封印済み%(sealed)d行、未封印%(unsealed)d行）、不正%(bad)d件",
        "%(rows)d行（封印済み%(sealed)d行、未封印%(unsealed)d行）、不正%(bad)d件",
        report.rows,
    )
    return "\n".join([*bad, told % counts])


def _flaw(one: Bad) -> str:
    told = _("鎖の位置%(number)s、台帳の行%(entry)s：%(flaw)s %(detail)s")
    known = {"number": _number(one.number), "entry": _number(one.entry)}
    return (told % {**known, "flaw": one.flaw.label, "detail": one.detail}).rstrip()


def _number(number: int | None) -> str:
    return "－" if number is None else str(number)


@ledger.command()
@speaks
@click.option("--day", type=Day(), help="The last one of this day or before; else the last of all.")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def head(day: date | None, shape: str) -> None:
    """Print the end of the chain, to be kept where nobody who can reach the database can reach it."""
    found = queries.head(day)
    if found is None:
        raise click.ClickException(
            _("まだ何も封印されていません。`tsunagu serve` が動いていれば、1秒以内に封印されます。")
        )
    print_table(queries.HEADS.keyed("head", [found]), shape)


@ledger.command()
@click.option("--since", type=Day(), help="What was sealed from this day on; by default today.")
@click.option("--until", type=Day(), help="What was sealed up to this day.")
def export(since: date | None, until: date | None) -> None:
    """Write the chain as lines of JSON, with all that its hashes are made of."""
    first = since or clock.today()
    for line in queries.export(first, until or max(first, clock.today())):
        sys.stdout.write(f"{line}\n")


@ledger.command()
@speaks
@click.argument("number", type=click.INT)
@click.argument("parts", nargs=-1)
@click.option("--reason", default="", help="Who asked for it, and when.")
def blank(number: int, parts: tuple[str, ...], reason: str) -> None:
    """Blank personal data of a line: its parts, such as actor or before.email. Without any, they are listed."""
    actions.blank(by=operator(), number=number, parts=parts, reason=reason)
    told = ngettext("%(count)d件を消去しました。", "%(count)d件を消去しました。", len(parts))
    click.echo(told % {"count": len(parts)})
