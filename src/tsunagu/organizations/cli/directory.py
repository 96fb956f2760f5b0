"""The directory in the terminal: lists, one body, counts and windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import click
from django.utils.translation import gettext as _

from tsunagu.kernel import clock
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.terminal import SHAPES, asks, print_table, speaks
from tsunagu.organizations.enums import NameKind, OrganizationKind, TieKind
from tsunagu.organizations.models import Tie
from tsunagu.organizations.queries import counts, directory, portrait, registered, windows
from tsunagu.organizations.queries.directory import OrganizationQuery
from tsunagu.organizations.queries.portrait import Portrait, PortraitQuery
from tsunagu.organizations.queries.windows import WindowQuery

format_option = click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
few_option = click.option("--limit", type=click.IntRange(1, 1000), default=10, help="How many at most, 10 by default.")
limit_option = click.option("--limit", type=click.IntRange(1, 100_000), help="How many at most.")


@click.command("list")
@speaks
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
@speaks
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
@speaks
@click.argument("key")
@asks(PortraitQuery)
def show(question: PortraitQuery, key: str) -> None:
    """Show one body by its key: names, numbers, what it was and is now, networks, lists, people, windows."""
    shown = portrait.portrait(key, question.as_of)
    if shown is None:
        told = _("%(key)s という機関はありません。キーは `tsunagu organizations find` で名称から探せます。")
        raise click.ClickException(told % {"key": key})
    for label, text in _lines(shown):
        click.echo(f"{label}: {text}")


@click.command("counts")
@speaks
@format_option
def counts_(shape: str) -> None:
    """Compare the counts that documents print with what is counted here; what has no names stays below."""
    print_table(counts.COUNTS.keyed("counts", counts.compared()), shape)


@click.command("windows")
@speaks
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
    yield _("名称"), shown.name + (f"（{body.name_en}）" if body.name_en else "")
    yield _("機関の種類"), OrganizationKind(body.kind).label
    yield from _days(shown)
    if body.parent:
        yield _("親機関"), body.parent.name
    others = [name for name in shown.names if name.text != shown.name]
    yield from ((_("名"), f"{name.text}（{NameKind(name.kind).label}）") for name in others)
    unsure = _("（未確認）")
    yield from ((_("番号"), f"{number}{'' if number.certain else unsure}") for number in shown.identifiers)
    yield from _relations(shown)
    yield from ((_("掲載"), f"{entry.listing.name} {entry.role}".rstrip()) for entry in shown.entries)
    yield from (
        (_("人"), f"{person.title} {person.name}（{person.document} {person.page}）") for person in shown.people
    )
    yield from ((_("もの"), resource.name) for resource in shown.resources)
    yield from ((_("窓口"), f"{window.office} {window.email} {window.phone}".rstrip()) for window in shown.windows)


def _days(shown: Portrait) -> Iterator[tuple[str, str]]:
    body = shown.body
    if body.valid_from or body.valid_to:
        yield _("存続"), f"{body.valid_from or ''}～{body.valid_to or ''}"
    if list(shown.was) != [body]:
        yield _("%(day)sの時点") % {"day": shown.day}, _named(one.name for one in shown.was)
    if list(shown.now) != [body]:
        yield _("%(day)sの時点") % {"day": clock.today()}, _named(one.name for one in shown.now)
    yield from ((_("前身"), _followed(row.predecessor.name, row.day)) for row in shown.lineage.before)
    yield from ((_("後身"), _followed(row.successor.name, row.day)) for row in shown.lineage.after)


def _followed(name: str, day: date) -> str:
    return f"{name}（{day}）"


def _relations(shown: Portrait) -> Iterator[tuple[str, str]]:
    yield from ((_("所属"), f"{tie.of.name}（{_as(tie)}）") for tie in shown.ties)
    yield from ((_("構成"), f"{tie.body.name}（{_as(tie)}）") for tie in shown.tied)
    yield from ((_("内部組織"), unit.name) for unit in shown.units)


def _as(tie: Tie) -> str:
    return f"{TieKind(tie.kind).label} {tie.part}".rstrip()


def _named(names: Iterable[str]) -> str:
    return in_row(list(names))
