"""The ledger in the terminal."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from pathlib import Path

import click

from tsunagu.access import actions, queries
from tsunagu.access.queries import Asked
from tsunagu.access.terminal import operator
from tsunagu.access.verification import Printed, Report, verify
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import SHAPES, Day, print_table, refusal

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
@click.pass_context
def verify_ledger(context: click.Context, against: Path | None, shape: str) -> None:
    """Verify every line, seal, part and head; ends with 1 where something is wrong."""
    report = verify(_printed(against) if against else ())
    click.echo(_as_json(report) if shape == "json" else _as_text(report))
    context.exit(1 if report.bad else 0)


def _printed(file: Path) -> list[Printed]:
    """The heads in a file: wherever a number stands before a hash, also in what was typed off paper."""
    found = _HEAD.findall(file.read_text())
    if not found:
        raise click.ClickException(f"{file} holds no head. A line of it is a number and a hash of 64 letters.")
    return [Printed(int(number), known) for number, known in found]


def _as_json(report: Report) -> str:
    bad = [{**one._asdict(), "flaw": one.flaw.value} for one in report.bad]
    found = {"rows": report.rows, "sealed": report.sealed, "unsealed": report.unsealed, "bad": bad}
    return json.dumps(found, ensure_ascii=False, indent=1)


def _as_text(report: Report) -> str:
    bad = [f"place {one.number}, line {one.entry}: {one.flaw.en} {one.detail}".rstrip() for one in report.bad]
    return "\n".join([*bad, f"{report.rows} lines, {report.sealed} sealed, {report.unsealed} not yet; {len(bad)} bad"])


@ledger.command()
@click.option("--day", type=Day(), help="The last one of this day or before; else the last of all.")
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def head(day: date | None, shape: str) -> None:
    """Print the end of the chain, to be kept where nobody who can reach the database can reach it."""
    found = queries.head(day)
    if found is None:
        raise click.ClickException("Nothing was sealed yet. `tsunagu serve` seals within a second.")
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
@click.argument("number", type=click.INT)
@click.argument("parts", nargs=-1)
@click.option("--reason", default="", help="Who asked for it, and when.")
def blank(number: int, parts: tuple[str, ...], reason: str) -> None:
    """Blank personal data of a line: its parts, such as actor or before.email. Without any, they are listed."""
    try:
        actions.blank(by=operator(), number=number, parts=parts, reason=reason)
    except Rejected as error:
        raise refusal(error) from error
    click.echo(f"{len(parts)} blanked")
