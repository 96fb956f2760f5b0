"""Networks in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from tsunagu.access.terminal import operator
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.spreadsheets import read
from tsunagu.kernel.tables import to_csv, to_xlsx
from tsunagu.kernel.terminal import SHAPES, asks, print_table, refusal
from tsunagu.networks import actions, sheets
from tsunagu.networks.actions.sheet import DIFFERENCES
from tsunagu.networks.models import Network
from tsunagu.networks.queries import bridges, brokers, counts, directory, keeping, one, overlaps, regional, requirements
from tsunagu.networks.queries import graph as graphs
from tsunagu.networks.queries.directory import NetworkQuery
from tsunagu.networks.queries.graph import GraphQuery
from tsunagu.networks.queries.one import OneQuery, Shown
from tsunagu.organizations.queries import regions
from tsunagu.strengths.errors import StoreProblem

_WRITTEN = click.Path(path_type=Path, dir_okay=False)
format_option = click.option("--format", "shape", type=SHAPES, default="table", show_default=True)


@click.group()
def networks() -> None:
    """Networks of academia, government, industry and finance, who is in them, and where they meet.

    \b
    tsunagu networks list --prefecture 36
    tsunagu networks overlaps --prefecture 徳島県 --format csv
    tsunagu networks counts --format csv
    tsunagu networks alive --format csv
    """


@networks.command("list")
@asks(NetworkQuery)
@format_option
def list_(question: NetworkQuery, shape: str) -> None:
    """List networks, narrowed by program, kind, prefecture and side, as in a fiscal year."""
    print_table(directory.NETWORKS.keyed("networks", directory.networks(question)), shape)


@networks.command("counts")
@format_option
def counts_(shape: str) -> None:
    """Compare numbers of documents with what is counted here."""
    print_table(counts.COUNTS.keyed("counts", counts.compared()), shape)


@networks.command("overlaps")
@click.option("--prefecture", "place", required=True, help="Its name, as 徳島県, or its code from 01 to 47.")
@asks(NetworkQuery, without=["prefecture"])
@format_option
def overlaps_(question: NetworkQuery, place: str, shape: str) -> None:
    """List the bodies that are in several networks of a prefecture, with these and the documents."""
    narrowed = {name: getattr(question, name) for name in ("words", "program", "kind", "side", "year")}
    found = overlaps.overlaps(NetworkQuery(prefecture=_code(place), **narrowed))
    print_table(overlaps.OVERLAPS.keyed("overlaps", found), shape)


@networks.command("brokers")
@asks(GraphQuery)
@format_option
def brokers_(question: GraphQuery, shape: str) -> None:
    """List the bodies that hold networks together: brokers, and those without which networks would be apart."""
    read = brokers.reading(graphs.graph(question))
    if read.left_out:
        click.echo(read.left_out.en, err=True)
    print_table(brokers.HOLDERS.keyed("brokers", brokers.holders(read)), shape)


@networks.command()
@format_option
def alive(shape: str) -> None:
    """List what may stand still: networks without a meeting for a year, services long in demonstration."""
    nothing = "nothing stands still: no network without a meeting for a year, no service long in demonstration"
    print_table(one.STILL.keyed("alive", one.still()), shape, nothing)


@networks.command("fallen")
@asks(NetworkQuery)
@format_option
def fallen_(question: NetworkQuery, shape: str) -> None:
    """List the bridges that fell: who left, and which networks are apart since."""
    nothing = "no bridge fell: of nobody who left it is recorded that networks are apart since"
    print_table(bridges.FALLEN.keyed("fallen", bridges.fallen(question)), shape, nothing)


@networks.command("missing")
@click.option("--prefecture", "place", required=True, help="Its name, as 徳島県, or its code from 01 to 47.")
@asks(OneQuery)
@format_option
def missing_(question: OneQuery, place: str, shape: str) -> None:
    """List what the networks of a prefecture lack: links that could be, with the reason, and windows."""
    found = regional.lacking(_code(place), NetworkQuery(year=question.year)) or []
    print_table(regional.LACKING.keyed("missing", found), shape, "nothing is missing, as far as is recorded")


@networks.command("requirements")
@click.argument("key")
@format_option
def requirements_(key: str, shape: str) -> None:
    """Check what a document asks of such a network against the records, by the key of its body."""
    found = requirements.checked(_shown(key))
    print_table(requirements.REQUIREMENTS.keyed("requirements", found.lines if found else []), shape)


@networks.command()
def papers() -> None:
    """Take the joint papers of all members over from the bibliographic data; the worker does it every night."""
    try:
        report = actions.take_papers(settings.STRENGTHS)
    except StoreProblem as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"bodies: {report.bodies}, pairs: {report.pairs}, new: {report.written}, gone: {report.removed}")


@networks.command()
@click.argument("key")
def show(key: str) -> None:
    """Show one network by the key of its body: program, plan, members by side, links, agreements, meetings."""
    for label, text in _lines(_shown(key)):
        click.echo(f"{label}: {text}")


@networks.command("export-members")
@click.argument("key")
@click.option("-o", "--output", type=_WRITTEN, required=True, help="A file that ends in .xlsx or .csv.")
def export_members(key: str, output: Path) -> None:
    """Write the members of a network as a spreadsheet, to edit and bring back with `import-members`.

    \b
    tsunagu networks export-members tokushima-council -o members.xlsx
    tsunagu networks import-members tokushima-council members.xlsx --dry-run
    """
    table = sheets.table(row.tie for row in keeping.members(_network(key)))
    is_csv = output.suffix == ".csv"
    output.write_bytes(to_csv(table, bom=True).encode() if is_csv else to_xlsx([table]))
    click.echo(f"{output}: {len(table.rows)} memberships")


@networks.command("import-members")
@click.argument("key")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@format_option
def import_members(key: str, file: Path, dry_run: bool, shape: str) -> None:
    """Bring the members of a network back from a spreadsheet: all of it, or nothing with every mistake named."""
    try:
        brought = actions.bring_members(_network(key), read(file), by=operator(), dry_run=dry_run)
    except Rejected as error:
        raise refusal(error) from error
    if brought.missing:
        click.echo(f"{brought.missing} members have no row in the file; they stay as they are", err=True)
    if dry_run:
        click.echo("nothing was changed (--dry-run)", err=True)
    print_table(DIFFERENCES.keyed("members", brought.differences), shape)


def _shown(key: str) -> Shown:
    if shown := one.network(key):
        return shown
    raise click.ClickException(f"there is no network {key}; `tsunagu networks list` lists them")


def _network(key: str) -> Network:
    network = keeping.network(key)
    if network is None:
        raise click.ClickException(f"there is no network {key}; `tsunagu networks list` lists them")
    return network


def _code(place: str) -> str:
    """The code of a prefecture by its code or any of its names."""
    for tile in regions.known_tiles():
        if place in {tile.code, tile.name, tile.name.rstrip("都府県"), tile.name_en}:
            return tile.code
    raise click.BadParameter(f"there is no prefecture {place}; give a name like 徳島県 or a code from 01 to 47")


def _lines(shown: Shown) -> Iterator[tuple[str, str]]:
    network = shown.network
    yield "名称", network.body.name
    yield "種類", network.get_kind_display()
    if network.program:
        yield "事業", f"{shown.program or network.program} {network.get_standing_display()}".rstrip()
    if network.plan:
        yield "計画名", network.plan
    if network.summary:
        yield "概要", network.summary
    for side, ties in shown.sides:
        yield side.ja if side else "立場不明", "、".join(map(_member, ties))
    yield from (("連携", f"{link.network.body.name}：{link.link.issue}") for link in shown.links)
    yield from (("協定", f"{signed.when or signed.signed or ''} {signed.name}".strip()) for signed in shown.agreements)
    yield from (("会議", str(meeting)) for meeting in shown.meetings)
    yield "資料", directory.cited(network)


def _member(tie: Any) -> str:
    return f"{tie.body.name}（{tie.role}）" if tie.role else str(tie.body.name)
