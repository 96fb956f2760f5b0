"""Which user a person is, and what they write of themselves."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock, merging
from tsunagu.kernel.merging import Facts
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.actions import entries
from tsunagu.organizations.actions.checking import refuse, unfit
from tsunagu.organizations.enums import MatchState, Verb
from tsunagu.organizations.models import Appointment, Consent, Person
from tsunagu.organizations.queries import oneself
from tsunagu.organizations.rights import PEOPLE
from tsunagu.organizations.rules import days, names
from tsunagu.registers import queries as registers

MOST_FIELDS, LONGEST_FIELD = 20, 100
_PRINTED = ("name", "fields")  # what a text file says of a person


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
        before, after = merging.differing(there, {**there, **_as_kept(wrote, there)})
        if after:
            _write(row, after)
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


def recognize(person: Person, *, by: Actor, user: int) -> Person:
    """Say that a person is a user; what the user's own entry holds, if they have another, comes over to it.

    Raises ``Rejected`` where the person is somebody else.
    """
    PEOPLE.require(by, Verb.RECOGNIZE, person)
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        refuse(_taken(row, user))
        if row.user == user:
            return row
        other = Person.objects.select_for_update().filter(user=user).exclude(pk=row.pk).first()
        if other:
            _bring_over(other, row)
        row.user = user
        row.save()
        ledger.record(by=by, verb=Verb.RECOGNIZE, thing=row, after={"user": user})
    return row


def unrecognize(person: Person, *, by: Actor, reason: str = "") -> Person:
    """Take back who a person is: what that user agreed to and wrote goes; files and registers are followed again."""
    PEOPLE.require(by, Verb.RECOGNIZE, person)
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        was, row.user = row.user, None
        Consent.objects.filter(person=row, withdrawn__isnull=True).update(withdrawn=clock.today())
        Appointment.objects.filter(person=row, own=True).delete()
        _unsay(row)
        ledger.record(by=by, verb=Verb.RECOGNIZE, thing=row, before={"user": was}, reason=reason)
    return row


def _as_kept(wrote: Facts, there: Facts) -> dict[str, str]:
    """What was written as it is kept: names in their form, fields of work one a line."""
    touched = {field: text for field, text in wrote.items() if text != there[field]}
    return {field: _kept(field, text) for field, text in touched.items()}


def _kept(field: str, text: str) -> str:
    return _lines(text) if field == "fields" else names.kept(text)


def _lines(text: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, map(names.kept, text.splitlines()))))


def _write(person: Person, after: Facts) -> None:
    """Write what changed, and keep beside it what a document prints. Raises ``Rejected``."""
    refuse(_wrong(after))
    told = {**after, **({"fields": after["fields"].splitlines()} if "fields" in after else {})}
    for field, value in told.items():
        if person.document and field in _PRINTED:
            person.said.setdefault(field, getattr(person, field))
        setattr(person, field, value)
    for field in [name for name, text in person.said.items() if text == getattr(person, name)]:
        del person.said[field]  # they say again what is printed
    refuse(unfit(person, "name", "kana", "latin", "fields"))
    person.save()


def _wrong(after: Facts) -> Iterator[Problem]:
    """What is wrong with what changed; only the name is needed."""
    for field in ("name", "kana", "latin"):
        if field in after and (after[field] or field == "name"):
            yield from names.problems(after[field], field)
    lines = after.get("fields", "").splitlines()
    for line in lines:
        yield from names.problems(line, "fields")
    if len(lines) > MOST_FIELDS or any(len(line) > LONGEST_FIELD for line in lines):
        told = f"give {MOST_FIELDS} fields at most, of {LONGEST_FIELD} characters"
        yield Problem("too-many-fields", told, "fields")


def _not_own(post: Appointment) -> Iterator[Problem]:
    if not post.own:
        yield Problem("not-own", "a document or a register says this; it is not yours to end", "last")


def _taken(person: Person, user: int) -> Iterator[Problem]:
    if person.user not in (None, user):
        yield Problem("taken", "this person is another user already")


def _bring_over(own: Person, row: Person) -> None:
    """Give what somebody's own entry holds, and what they wrote there, to the entry that stays; then it goes."""
    for relation in Person._meta.related_objects:
        name = relation.field.name
        rows: Any = relation.related_model
        for held in rows.objects.filter(**{name: own}):
            _hand_over(held, name, row)
    wrote = {field: text for field, text in oneself.facts(own).items() if text}
    own.delete()
    _write(row, {**oneself.facts(row), **wrote})


def _hand_over(held: Model, name: str, row: Person) -> None:
    """Have a row belong to another entry, unless that has the same already; then it goes with the old one."""
    setattr(held, name, row)
    try:
        with transaction.atomic():
            held.save(update_fields=[name])
    except IntegrityError:
        return


def _unsay(person: Person) -> None:
    """Call a person again what files and registers call them."""
    for field, text in person.said.items():
        setattr(person, field, text)
    person.said = {}
    person.save()
    for pair in person.matches.filter(made=True, state=MatchState.JOINED):
        if entry := registers.researcher(pair.register, pair.code):
            entries.follow(person, registers.told(entry))
