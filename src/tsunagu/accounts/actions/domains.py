"""Domains of organizations, by which people may register themselves."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.accounts import rights
from tsunagu.accounts.enums import Verb
from tsunagu.accounts.models import Domain
from tsunagu.kernel.problems import Problem, Rejected

_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
# Mailboxes that anybody can have.
_OF_EVERYBODY = frozenset(
    "gmail.com yahoo.co.jp yahoo.com outlook.com outlook.jp hotmail.com icloud.com docomo.ne.jp ezweb.ne.jp".split()
)


def add(*, by: Actor, organization: int, name: str) -> Domain:
    """Register a domain as an organization's. Raises ``Rejected``."""
    name = name.strip().lower().lstrip("@")
    added = Domain(organization_id=organization, name=name)
    rights.DOMAINS.require(by, Verb.ADD_DOMAIN, added)
    if not _NAME.fullmatch(name):
        raise Rejected([Problem("form", gettext("example.ac.jp のように書いてください。"), "name")])
    if name in _OF_EVERYBODY:
        raise Rejected([Problem("of-everybody", gettext("だれでも使えるドメインは登録できません。"), "name")])
    if Domain.objects.filter(name=name).exists():
        raise Rejected([Problem("twice", gettext("このドメインは、すでに登録されています。"), "name")])
    with transaction.atomic():
        added.save()
        after = {"name": name, "organization": organization}
        ledger.record(by=by, verb=Verb.ADD_DOMAIN, thing=added, after=after)
    return added


def remove(*, by: Actor, domain: Domain) -> None:
    """Take a domain away; posts that are confirmed stay."""
    rights.DOMAINS.require(by, Verb.REMOVE_DOMAIN, domain)
    with transaction.atomic():
        ledger.record(by=by, verb=Verb.REMOVE_DOMAIN, thing=domain, before={"name": domain.name})
        domain.delete()
