"""Which user a person is: said by whoever may, and taken back."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.actions import entries, joining, writing
from tsunagu.organizations.actions.checking import refuse
from tsunagu.organizations.enums import MatchState, Verb
from tsunagu.organizations.models import Appointment, Consent, Joining, Person
from tsunagu.organizations.queries import oneself
from tsunagu.organizations.rights import PEOPLE
from tsunagu.registers import queries as registers


def recognize(person: Person, *, by: Actor, user: int, joins: bool = False) -> Person:
    """Say that a person is a user.

    joins: that another entry which the user has is the same person, so that both become one. Gives the entry, also
    where it went into a printed one that the user had. Raises ``Rejected`` where the person is somebody else, or the
    user has another entry that is not to be joined.
    """
    PEOPLE.require(by, Verb.RECOGNIZE, person)
    with transaction.atomic():
        row, own = _both(person, user)
        refuse(_taken(row, user), _another(own, joins=joins))
        if row.user != user:
            after = {"user": user, **_take(row, own, user)}
            ledger.record(by=by, verb=Verb.RECOGNIZE, thing=row, after=after)
    return row


def _take(row: Person, own: Person | None, user: int) -> dict[str, str]:
    """Have an entry be a user's, with the other one that they have; gives what the ledger tells of that."""
    row.before = oneself.facts(row)
    joined = _join(row, own)
    if row.joined_id is None:
        row.user = user
    row.save()
    return joined


def unrecognize(person: Person, *, by: Actor, reason: str = "") -> Person:
    """Take back who a person is: the entry is again what it was before, with what files and registers say by now.

    What that user agreed to and wrote there goes; an entry of theirs that was joined to it is theirs again.
    """
    PEOPLE.require(by, Verb.RECOGNIZE, person)
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        was = _parted(row) if row.joined_id else _released(row)
        _unsay(row)
        ledger.record(by=by, verb=Verb.RECOGNIZE, thing=row, before={"user": was}, reason=reason)
    return row


def _both(person: Person, user: int) -> tuple[Person, Person | None]:
    """An entry and the one that a user has besides, as they are now, for nobody else to change meanwhile."""
    found = Person.objects.select_for_update().filter(pk=person.pk) | Person.objects.select_for_update().filter(
        user=user
    )
    rows = {row.pk: row for row in found.order_by("pk")}
    row = rows.pop(person.pk)
    return row, next(iter(rows.values()), None)


def _join(row: Person, own: Person | None) -> dict[str, str]:
    """Make the entries of one user one: the printed one stays, else the one that was claimed."""
    if own is None:
        return {}
    stays, goes = (own, row) if own.filed and not row.filed else (row, own)
    joining.unite(stays, goes)
    return {"joined": goes.key}


def _released(row: Person) -> int | None:
    """Give a user back the entry that they had before; gives who the person was."""
    was = row.user
    for made in Joining.objects.filter(person=row, user=was) if was else ():
        made.person = row
        joining.separate(made)
        joining.give_back(made)
    row.user = None
    return was


def _parted(row: Person) -> int | None:
    """Part an entry from the one that holds it; that one is a user still, if it was recognized itself."""
    made = Joining.objects.select_related("person").get(other=row)
    made.other = row
    was, holder = made.person.user, made.person
    joining.separate(made)
    if made.user and not holder.before:
        holder.user = None
        holder.save()
    return was


def _unsay(person: Person) -> None:
    """End what the user agreed to and wrote."""
    Consent.objects.filter(person=person, withdrawn__isnull=True).update(withdrawn=clock.today())
    Appointment.objects.filter(person=person, own=True).delete()
    _restore(person)
    for pair in person.matches.filter(made=True, state=MatchState.JOINED):
        if entry := registers.researcher(pair.register, pair.code):
            entries.follow(person, registers.told(entry))


def _restore(person: Person) -> None:
    """Call a person what they were called before; what a document prints as it prints it now."""
    before = dict(person.before)
    if "fields" in before:
        before["fields"] = before["fields"].splitlines()
    printed = {field: getattr(person, field) for field in writing.PRINTED if person.document}
    for field, text in {**before, **printed, **person.said}.items():
        setattr(person, field, text)
    person.said, person.before = {}, {}
    person.save()


def _taken(person: Person, user: int) -> Iterator[Problem]:
    if person.user not in (None, user):
        yield Problem("taken", "this person is another user already")


def _another(own: Person | None, *, joins: bool) -> Iterator[Problem]:
    if own and not joins:
        yield Problem("another", "the user has another entry; say that both are the same person, or refuse", "joins")
