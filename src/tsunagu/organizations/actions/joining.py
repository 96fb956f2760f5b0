"""Two entries of one person become one, and can be parted again: a person who reviews says so.

Consents stay with the entry for which they were given. The entry that goes into the other is kept, shown nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import merging
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations.actions import writing
from tsunagu.organizations.actions.checking import refuse
from tsunagu.organizations.enums import Verb
from tsunagu.organizations.models import Appointment, Identifier, Joining, Person, PersonMatch
from tsunagu.organizations.queries import oneself
from tsunagu.organizations.rights import PEOPLE
from tsunagu.organizations.rules import days
from tsunagu.organizations.rules.days import Share
from tsunagu.registers.enums import Scheme

Told = Callable[[Person], list[str]]
"""What an entry says, for whoever looks at it."""
Relation = tuple[Any, str]
"""A table whose rows belong to people, and the name of its column that says to whom."""


def join_people(person: Person, other: Person, *, by: Actor, reason: str = "") -> Joining:
    """Say that another entry is the same person: what it holds comes over to this one. Raises ``Rejected``."""
    PEOPLE.require(by, Verb.JOIN_ENTRIES, person)
    PEOPLE.require(by, Verb.JOIN_ENTRIES, other)
    with transaction.atomic():
        made = unite(*_locked(person, other))
        after = {"joined": other.key}
        ledger.record(by=by, verb=Verb.JOIN_ENTRIES, thing=made.person, after=after, reason=reason)
    return made


def preview_joining(person: Person, other: Person, *, by: Actor, told: Told) -> list[str]:
    """What two entries would say as one: they are joined, told of, and nothing of it is kept. Raises ``Rejected``."""
    PEOPLE.require(by, Verb.JOIN_ENTRIES, person)
    PEOPLE.require(by, Verb.JOIN_ENTRIES, other)
    with transaction.atomic():
        made = unite(*_locked(person, other))
        said = told(Person.objects.get(pk=made.person_id))
        transaction.set_rollback(True)
    return said


def part_people(other: Person, *, by: Actor, reason: str = "") -> Person:
    """Take back that an entry is the same person as the one to which it was joined. Raises ``Rejected``."""
    PEOPLE.require(by, Verb.PART_ENTRIES, other)
    with transaction.atomic():
        made = Joining.objects.select_for_update().filter(other=other).first()
        if made is None:
            raise Rejected([Problem("not-joined", "this entry is joined to no other", "other")])
        made.person, made.other = _locked(made.person, made.other)
        before = {"joined": made.other.key}
        ledger.record(by=by, verb=Verb.PART_ENTRIES, thing=made.person, before=before, reason=reason)
        separate(made)
        give_back(made)
    return Person.objects.get(pk=other.pk)


def unite(person: Person, other: Person) -> Joining:
    """Bring over what another entry holds; whoever it is as a user, this one is then. Raises ``Rejected``."""
    refuse(_hindrances(person, other))
    made = Joining(person=person, other=other, user=other.user)
    for relation in _relations():
        made.moved[_label(relation)] = _moved(relation, other, person)
    made.made = _unmade(made.moved["organizations.PersonMatch"])
    made.before, made.after = _told(person, other)
    if made.after:
        writing.write(person, made.after)
    other.user, other.joined = None, person
    other.save()
    if made.user:
        person.user = made.user
        person.save()
    made.save()
    return made


def _unmade(moved: list[int]) -> list[int]:
    """Of pairs those of which an entry was made: from now on the register does not say what it is called."""
    pairs = PersonMatch.objects.filter(pk__in=moved, made=True)
    found = list(pairs.values_list("pk", flat=True))
    pairs.update(made=False)
    return found


def separate(made: Joining) -> None:
    """Give another entry back what came over from it and is there still; what was written since stays."""
    person, other = made.person, made.other
    for relation in _relations():
        _return(relation, made)
    PersonMatch.objects.filter(pk__in=made.made, person=other).update(made=True)
    there = oneself.facts(person)
    same = [field for field, text in made.after.items() if there[field] == text]
    writing.write(person, {field: made.before[field] for field in same})
    other.joined = None
    other.save()
    made.delete()


def _return(relation: Relation, made: Joining) -> None:
    model, name = relation
    moved = made.moved.get(_label(relation), [])
    for held in model.objects.filter(pk__in=moved, **{name: made.person}):
        _hand_over(held, name, made.other)


def give_back(made: Joining) -> None:
    """Have the other entry be again the user that it was, if the person is it still."""
    person, other = made.person, made.other
    if made.user and person.user == made.user:
        person.user = None
        person.save()
        other.user = made.user
        other.save()


def _locked(person: Person, other: Person) -> tuple[Person, Person]:
    """Both as they are now, for nobody else to change meanwhile; always in one order, so that two never wait."""
    rows = Person.objects.select_for_update().filter(pk__in=[person.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[person.pk], found[other.pk]


def _hindrances(person: Person, other: Person) -> Iterator[Problem]:
    """Why two entries cannot be one."""
    if person.pk == other.pk:
        yield Problem("same", "name two entries")
        return
    if person.joined_id or other.joined_id or other.parts.exists():
        yield Problem("joined", "one of them is joined to another entry, or has one joined to it; part these first")
    if other.filed:
        yield Problem("printed", f"a text file has {other.key}; join the other one to it", "other")
    if person.user and other.user:
        yield Problem("two-users", "they are two users; take back first that one of them is", "other")
    yield from _two_numbers(person, other)
    shares = [Share(post.share, post.span) for post in _posts(person, other)]
    yield from days.share_problems(shares)


def _two_numbers(person: Person, other: Person) -> Iterator[Problem]:
    held = dict(Identifier.objects.filter(person=person).values_list("scheme", "value"))
    for scheme, value in Identifier.objects.filter(person=other).values_list("scheme", "value"):
        if held.get(scheme, value) != value:
            told = f"they have two numbers of one kind, {Scheme(scheme).label}: {held[scheme]} and {value}"
            yield Problem("two-numbers", told, scheme)


def _posts(person: Person, other: Person) -> list[Appointment]:
    """The posts of both, each once."""
    rows = Appointment.objects.filter(person__in=[person, other]).order_by("pk")
    once = {(post.organization_id, post.unit_id, post.title, post.valid_from): post for post in rows}
    return list(once.values())


def _told(person: Person, other: Person) -> tuple[dict[str, str], dict[str, str]]:
    """What a person is called and works in, where that changes: a user's own words go before what is kept."""
    there, theirs = oneself.facts(person), oneself.facts(other)
    said = {field: text for field, text in theirs.items() if text}
    if not other.user:
        kept_by_files = writing.PRINTED if person.document else ()
        said = {field: text for field, text in said.items() if not there[field] and field not in kept_by_files}
    return merging.differing(there, {**there, **said})


def _relations() -> Iterator[Relation]:
    """The tables whose rows come over with an entry, of this room and of those above it."""
    for relation in Person._meta.related_objects:
        if not getattr(relation.related_model, "stays_with_entry", False) and relation.related_model is not Person:
            yield relation.related_model, relation.field.name


def _label(relation: Relation) -> str:
    return str(relation[0]._meta.label)


def _moved(relation: Relation, other: Person, person: Person) -> list[int]:
    model, name = relation
    rows = model.objects.filter(**{name: other})
    return [held.pk for held in rows if _hand_over(held, name, person)]


def _hand_over(held: Model, name: str, person: Person) -> bool:
    """Have a row belong to another entry, unless that has the same already."""
    setattr(held, name, person)
    try:
        with transaction.atomic():
            held.save(update_fields=[name])
    except IntegrityError:
        return False
    return True
