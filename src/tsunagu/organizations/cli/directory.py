"""The directory in the terminal: lists, one body, counts and windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import click

from tsunagu.kernel import clock
from tsunagu.kernel.terminal import SHAPES, asks, print_table
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.organizations.models import Tie
from tsunagu.organizations.queries import counts, directory, portrait, registered, windows
from tsunagu.organizations.queries.directory import OrganizationQuery
from tsunagu.organizations.queries.portrait import Portrait, PortraitQuery
from tsunagu.organizations.queries.windows import WindowQuery

format_option = click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
few_option = click.option("--limit", type=click.IntRange(1, 1000), default=10, help="How many at most, 10 by default.")
limit_option = click.option("--limit", type=click.IntRange(1, 100_000), help="How many at most.")


@click.command("list")
@asks(OrganizationQuery)
@limit_option
@click.option("--unsure", is_flag=True, help="Instead, the numbers that somebody has to confirm.")
@format_option
def list_(question: OrganizationQuery, limit: int | None, unsure: bool, shape: str) -> None:
    """List bodies, narrowed by kind, prefecture and founder, as of a day."""
    if unsure:
        print_table(directory.UNSURE.keyed("unsure", directory.unsure()), shape)
        return
    found = directory.organizations(question, limit=limit)
    print_table(directory.ORGANIZATIONS.keyed("organizations", found.rows), shape)


@click.command()
@click.argument("words")
@asks(OrganizationQuery, filled=["words"])
@few_option
@click.option("--registered", "of_register", is_flag=True, help="Instead, the corporations of the register that fit.")
@format_option
def find(question: OrganizationQuery, limit: int, of_register: bool, shape: str) -> None:
    """Find bodies by a name in kanji, kana or English, also an old or a mistyped one, or by a number of any kind."""
    if of_register:
        print_table(registered.REGISTERED.keyed("registered", registered.registered(question)[:limit]), shape)
        return
    found = directory.organizations(question, limit=limit)
    print_table(directory.ORGANIZATIONS.keyed("organizations", found.rows), shape)


@click.command()
@click.argument("key")
@asks(PortraitQuery)
def show(question: PortraitQuery, key: str) -> None:
    """Show one body by its key: names, numbers, what it was and is now, networks, lists, people, windows."""
    shown = portrait.portrait(key, question.as_of)
    if shown is None:
        raise click.ClickException(f"there is no body {key}; `tsunagu organizations find` finds its key by a name")
    for label, text in _lines(shown):
        click.echo(f"{label}: {text}")


@click.command("counts")
@format_option
def counts_(shape: str) -> None:
    """Compare the counts that documents print with what is counted here; what has no names stays below."""
    print_table(counts.COUNTS.keyed("counts", counts.compared()), shape)


@click.command("windows")
@asks(WindowQuery)
@format_option
def windows_(question: WindowQuery, shape: str) -> None:
    """List windows for collaboration, or with --missing the bodies without one, by prefecture and kind."""
    if question.missing:
        print_table(windows.MISSING.keyed("missing", windows.missing(question)), shape)
    else:
        print_table(windows.WINDOWS.keyed("windows", windows.published(question)), shape)


COMMANDS = (list_, find, show, counts_, windows_)


def _lines(shown: Portrait) -> Iterator[tuple[str, str]]:
    body = shown.body
    yield "名称", shown.name + (f"（{body.name_en}）" if body.name_en else "")
    yield "種類", OrganizationKind(body.kind).ja
    yield from _days(shown)
    if body.parent:
        yield "親機関", body.parent.name
    yield from (("名", f"{name.text}（{name.get_kind_display()}）") for name in shown.names if name.text != shown.name)
    yield from (("番号", f"{number}{'' if number.certain else '（未確認）'}") for number in shown.identifiers)
    yield from _relations(shown)
    yield from (("掲載", f"{entry.listing.name} {entry.role}".rstrip()) for entry in shown.entries)
    yield from (("人", f"{person.title} {person.name}（{person.document} {person.page}）") for person in shown.people)
    yield from (("もの", resource.name) for resource in shown.resources)
    yield from (("窓口", f"{window.office} {window.email} {window.phone}".rstrip()) for window in shown.windows)


def _days(shown: Portrait) -> Iterator[tuple[str, str]]:
    body = shown.body
    if body.valid_from or body.valid_to:
        yield "存続", f"{body.valid_from or ''}～{body.valid_to or ''}"
    if list(shown.was) != [body]:
        yield f"{shown.day}の時点", _named(one.name for one in shown.was)
    if list(shown.now) != [body]:
        yield f"{clock.today()}の時点", _named(one.name for one in shown.now)
    yield from (("前身", _followed(row.predecessor.name, row.day)) for row in shown.lineage.before)
    yield from (("後身", _followed(row.successor.name, row.day)) for row in shown.lineage.after)


def _followed(name: str, day: date) -> str:
    return f"{name}（{day}）"


def _relations(shown: Portrait) -> Iterator[tuple[str, str]]:
    yield from (("所属", f"{tie.of.name}（{_as(tie)}）") for tie in shown.ties)
    yield from (("構成", f"{tie.body.name}（{_as(tie)}）") for tie in shown.tied)
    yield from (("内部組織", unit.name) for unit in shown.units)


def _as(tie: Tie) -> str:
    return f"{tie.get_kind_display()} {tie.part}".rstrip()


def _named(names: Iterable[str]) -> str:
    return "、".join(names)
