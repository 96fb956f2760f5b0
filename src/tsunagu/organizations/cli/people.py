"""What is kept of a person, for who asks the operator for it or to have it removed."""

from __future__ import annotations

import json

import click
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from tsunagu.access.actors import Actor
from tsunagu.access.terminal import operator
from tsunagu.kernel.problems import Rejected
from tsunagu.kernel.terminal import speaks
from tsunagu.organizations import actions
from tsunagu.organizations.forms.asking import hindrances
from tsunagu.organizations.models import Person
from tsunagu.organizations.queries import people


@click.command()
@speaks
@click.argument("who")
def person(who: str) -> None:
    """Print all that is kept of a person, by their key, researcher number or ORCID iD, as JSON."""
    by = operator()
    told = people.everything(_found(by, who), by=by)
    click.echo(json.dumps(told, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))


@click.command("remove-person")
@speaks
@click.argument("who")
@click.option("--reason", default="", help="Why; kept in the ledger.")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
def remove_person(who: str, reason: str, yes: bool) -> None:
    """Remove all that is kept of a person, also what registers say of them; files do not bring it back."""
    by = operator()
    found = _found(by, who)
    if not yes:
        click.confirm(_("この人について保存しているものを、すべて消去しますか。"), abort=True)
    actions.remove_person(found, by=by, reason=reason)
    click.echo(_("消去しました：%(entry)s") % {"entry": found.key})


@click.command("join-people")
@speaks
@click.argument("who")
@click.argument("other")
@click.option("--reason", default="", help="Why; kept in the ledger.")
def join_people(who: str, other: str, reason: str) -> None:
    """Say that OTHER is the same person as WHO: what it holds comes over, its consents do not."""
    by = operator()
    try:
        made = actions.join_people(_found(by, who), _found(by, other), by=by, reason=reason)
    except Rejected as error:
        raise hindrances(error) from error
    click.echo(_("まとめました：%(entry)s") % {"entry": made})


@click.command("part-people")
@speaks
@click.argument("other")
@click.option("--reason", default="", help="Why; kept in the ledger.")
def part_people(other: str, reason: str) -> None:
    """Take back that OTHER was joined to another entry: what came over goes back."""
    by = operator()
    try:
        parted = actions.part_people(_found(by, other), by=by, reason=reason)
    except Rejected as error:
        raise hindrances(error) from error
    click.echo(_("元に戻しました：%(entry)s") % {"entry": parted.key})


def _found(by: Actor, who: str) -> Person:
    found = people.person(by, who)
    if found is None:
        raise click.ClickException(_("キーまたは番号が %(who)s の人はいません。") % {"who": who})
    return found


COMMANDS = (person, remove_person, join_people, part_people)
