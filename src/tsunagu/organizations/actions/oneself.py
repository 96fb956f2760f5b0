"""What a person writes of themselves."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import merging
from tsunagu.kernel.merging import Facts
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.actions import writing
from tsunagu.organizations.actions.checking import refuse
from tsunagu.organizations.enums import Verb
from tsunagu.organizations.models import Appointment, Person
from tsunagu.organizations.queries import oneself
from tsunagu.organizations.rights import PEOPLE
from tsunagu.organizations.rules import days


def new_key() -> str:
    """A key for a person; it says nothing of them, since it stands in an address."""
    return f"p-{secrets.token_hex(6)}"


def edit_person(person: Person, *, by: Actor, began: Facts, wrote: Facts) -> Person:
    """Write what a person is called and works in; files do not write over it from then on.

    began: the facts from which somebody began (``queries.oneself.facts``). Raises ``Rejected``, and ``Stale`` where
    somebody else changed it meanwhile.
    """
    PEOPLE.require(by, Verb.EDIT_PERSON, person)
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        there = oneself.facts(row)
        merging.require_fresh(began=began, theirs=there, wrote=wrote)
        before, after = merging.differing(there, {**there, **writing.as_kept(wrote, there)})
        if after:
            writing.write(row, after)
            ledger.record(by=by, verb=Verb.EDIT_PERSON, thing=row, before=before, after=after)
    return row


def end_post(post: Appointment, *, by: Actor, last: date) -> Appointment:
    """Say on which day a post that the person wrote themselves ends. Raises ``Rejected``."""
    PEOPLE.require(by, Verb.EDIT_PERSON, post.person)
    post.valid_to = last
    with transaction.atomic():
        refuse(_not_own(post), days.problems(post.span, post.organization.span, "last"))
        post.save(update_fields=["valid_to"])
        after = {"post": str(post), "last": last}
        ledger.record(by=by, verb=Verb.EDIT_PERSON, thing=post.person, after=after)
    return post


def _not_own(post: Appointment) -> Iterator[Problem]:
    if not post.own:
        yield Problem("not-own", "a document or a register says this; it is not yours to end", "last")
