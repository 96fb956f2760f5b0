"""Things of every kind that has rights, made for tests: a later room adds a line to ``MAKERS``.

A maker is given an organization and a user whose thing it is to be, and a word that stands in every text of it that not
everybody may see.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model

from tests.access.lines import line
from tsunagu.access.actors import Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.feedback import actions as feedback
from tsunagu.feedback.enums import Kind
from tsunagu.organizations.enums import OrganizationKind
from tsunagu.organizations.models import Match, Organization, Person
from tsunagu.registers.enums import RegisterKind
from tsunagu.registers.models import Reading

Maker = Callable[[int, int, str], Model]


def entry(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A line of the ledger."""
    by = signed_in(user=user, name=canary, posts=[Post(role=Role.URA, organization=organization)])
    with transaction.atomic():
        return line(by=by, before={"text": canary}, after={canary: canary}, reason=canary)


def message(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A message of a reader."""
    more: dict[str, Any] = {"page": canary, "reply_to": f"{canary}@example.jp", "language": "ja"}
    return feedback.send(kind=Kind.WISH, text=canary, most_an_hour=1000, **more)


def body(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A body, which everybody may see."""
    known = {"key": f"body-{organization}", "name": "見本大学", "kind": OrganizationKind.NATIONAL_UNIVERSITY}
    return Organization.objects.get_or_create(pk=organization, defaults=known)[0]


def person(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A person who agreed to nothing."""
    known = {"key": f"person-{user}-{canary}", "name": canary, "kana": canary, "latin": canary}
    return Person.objects.get_or_create(user=user, defaults=known)[0]


def match(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """An entry of a register that may be a body."""
    known = {"organization": body(organization), "name": canary, "points": 1}
    return Match.objects.get_or_create(register=RegisterKind.ROR, code=f"{canary}-{organization}", defaults=known)[0]


def reading(organization: int = 1, user: int = 1, canary: str = "x") -> Model:
    """A register that was read in."""
    return Reading.objects.create(register="houjin", file=canary, mark=f"{canary}-{Reading.objects.count()}")


MAKERS: dict[str, Maker] = {
    "access.Entry": entry,
    "feedback.Message": message,
    "organizations.Organization": body,
    "organizations.Person": person,
    "organizations.Match": match,
    "registers.Reading": reading,
}
