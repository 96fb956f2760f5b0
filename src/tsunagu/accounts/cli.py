"""Accounts in the terminal: the first administrator, the demonstration, the list of posts."""

from __future__ import annotations

import click
from django.conf import settings
from django.utils.translation import gettext as _

from tsunagu.access.terminal import operator
from tsunagu.accounts.actions import demo as demonstration
from tsunagu.accounts.actions import invitations
from tsunagu.accounts.queries import posts
from tsunagu.kernel.labels import in_row
from tsunagu.kernel.terminal import SHAPES, print_table, speaks


@click.group(invoke_without_command=True)
@speaks
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def accounts(shape: str) -> None:
    """List who has which posts, also those that ended.

    \b
    tsunagu accounts --format csv
    tsunagu accounts administrator someone@example.ac.jp
    """
    if click.get_current_context().invoked_subcommand is None:
        print_table(posts.POSTS.keyed("accounts", posts.listed()), shape)


@accounts.command()
@speaks
@click.argument("email")
@click.option(
    "--site",
    default="http://localhost:8000",
    show_default=True,
    help="The address of the site, as a browser would write it.",
)
def administrator(email: str, site: str) -> None:
    """Print a link with which an administrator of the platform registers, once, within 14 days.

    It is for the first one. Those who come later are proposed by one administrator and approved by another, on the
    page of the platform.
    """
    click.echo(invitations.administrator(by=operator(), email=email, site=site.rstrip("/")))


@accounts.command("of-one")
@speaks
@click.option("--format", "shape", type=SHAPES, default="table", show_default=True)
def of_one(shape: str) -> None:
    """List the posts for which two persons are needed today and that one gave alone; exit 1 where there are any.

    They were given by the operator, or before the rule. Whoever should not have one is ended on the page of the
    organization; a new invitation takes two.
    """
    alone = posts.of_one()
    print_table(posts.OF_ONE.keyed("accounts", alone), shape)
    if alone:
        raise SystemExit(1)


@click.command()
@speaks
@click.option("--reset", is_flag=True, help="Remove all accounts of the demonstration first.")
def demo(reset: bool) -> None:
    """Make the invented people of the demonstration (見本), and print how to sign in as each.

    It refuses where somebody real is registered, or where TSUNAGU_HTTPS is set. Each run gives them a new password.
    """
    password = demonstration.make(anew=reset)
    click.echo(_("見本の利用者です。/accounts/login/ で、次のアドレスとこのパスワードでサインインしてください。"))
    click.echo(f"\n    {password}\n")
    for person in demonstration.CAST:
        click.echo(f"  {person.address:<26}{_who(person)}")
    told = _("見本の利用者へのメールは、`tsunagu serve` が動いている間、%(folder)s に書き出されます。")
    click.echo("\n" + told % {"folder": settings.MAIL_FOLDER})
    click.echo(_("`tsunagu demo --reset` で、初めからやり直せます。"))


def _who(person: demonstration.Person) -> str:
    """The roles and the organization of somebody invented."""
    roles = in_row([role.label for role in person.roles]) or _("所属なし（部外者）")
    where = next((str(body.name) for body in demonstration.BODIES if body.key == person.body), "")
    waits = _("（確認待ち）") if person.waits else ""
    return in_row(list(filter(None, [roles, where]))) + waits
