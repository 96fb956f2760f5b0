"""People of the directory: their posts and roles, and what they agree to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations.actions.checking import refuse, unfit
from tsunagu.organizations.enums import PersonalField, Verb
from tsunagu.organizations.models import (
    Appointment,
    Consent,
    Identifier,
    NetworkRole,
    Organization,
    Person,
    Unit,
)
from tsunagu.organizations.queries import people
from tsunagu.organizations.rights import PEOPLE
from tsunagu.organizations.rules import days, names
from tsunagu.organizations.rules.days import Share
from tsunagu.registers.actions import researchers
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import identifiers

Fields = Sequence[PersonalField]


def enter_person(
    *,
    by: Actor,
    key: str,
    name: str,
    kana: str = "",
    latin: str = "",
    fields: Sequence[str] = (),
    user: int | None = None,
) -> Person:
    """Enter somebody in the directory; nothing of it is shown before they agree. Raises ``Rejected``."""
    PEOPLE.require_anywhere(by, Verb.EDIT_PERSON)
    spelled = {"name": names.kept(name), "latin": names.kept(latin)}
    spelled["kana"] = names.reading(kana)
    person = Person(key=key, fields=list(fields), user=user, **spelled)
    PEOPLE.require(by, Verb.EDIT_PERSON, person)
    others = [(text, where) for text, where in ((kana, "kana"), (latin, "latin")) if text]
    with transaction.atomic():
        refuse(
            names.problems(name),
            *(names.problems(text, where) for text, where in others),
            unfit(person, "name", "kana", "latin"),
            _known(key, user),
        )
        _keep(person)
        ledger.record(by=by, verb=Verb.EDIT_PERSON, thing=person, after={"name": person.name})
    return person


def number_person(person: Person, *, by: Actor, scheme: Scheme, written: str) -> Identifier:
    """Give a person a number, whose check digit is verified. Raises ``Rejected``."""
    PEOPLE.require(by, Verb.EDIT_PERSON, person)
    value = identifiers.canonical(scheme, written)
    with transaction.atomic():
        held = Identifier.objects.select_for_update().filter(scheme=scheme, value=value).exists()
        refuse(identifiers.problems(scheme, value), _unfit_number(scheme, value, held=held))
        number = Identifier.objects.create(person=person, scheme=scheme, value=value)
        ledger.record(by=by, verb=Verb.EDIT_PERSON, thing=person, after={scheme.value: value})
    return number


def take_number(person: Person, *, by: Actor, scheme: Scheme, value: str, reason: str = "") -> None:
    """Take back that a number is a person's; nothing happens where it is not theirs by now."""
    PEOPLE.require(by, Verb.RECOGNIZE, person)
    with transaction.atomic():
        held = Identifier.objects.filter(person=person, scheme=scheme, value=value)
        if held.delete()[0]:
            before = {scheme.value: value}
            ledger.record(by=by, verb=Verb.RECOGNIZE, thing=person, before=before, reason=reason)


def appoint(
    person: Person,
    organization: Organization,
    *,
    by: Actor,
    title: str,
    unit: Unit | None = None,
    share: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Appointment:
    """Give a person a post; their shares of effort come to 100% at most on any day. Raises ``Rejected``.

    Whoever writes their own post has a post there as a user.
    """
    PEOPLE.require(by, Verb.EDIT_PERSON, person)
    is_own = by.user is not None and by.user == person.user
    post = Appointment(person=person, organization=organization, title=title, unit=unit, share=share, own=is_own)
    post.valid_from, post.valid_to = first, last
    with transaction.atomic():
        _alone(person)  # two posts at once would both find room for their share
        others = [Share(other.share, other.span) for other in Appointment.objects.filter(person=person)]
        refuse(
            names.problems(title, "title"),
            unfit(post),
            days.problems(post.span, organization.span, "first"),
            _strange(organization, unit),
            _elsewhere(post, by),
            _twice(post),
            days.share_problems([*others, Share(share, post.span)]),
        )
        post.save()
        after = {"post": f"{organization.name} {title}", **({"share": share} if share else {})}
        ledger.record(by=by, verb=Verb.EDIT_PERSON, thing=person, after=after)
    return post


def give_role(
    person: Person,
    network: Organization,
    *,
    by: Actor,
    role: str,
    first: date | None = None,
    last: date | None = None,
) -> NetworkRole:
    """Say what a person is in a network; they may be something in several. Raises ``Rejected``."""
    PEOPLE.require(by, Verb.EDIT_PERSON, person)
    held = NetworkRole(person=person, network=network, role=role, valid_from=first, valid_to=last)
    with transaction.atomic():
        early = days.problems(held.span, network.span, "first")
        refuse(names.problems(role, "role"), unfit(held), early)
        held.save()
        ledger.record(by=by, verb=Verb.EDIT_PERSON, thing=person, after={"role": f"{network.name} {role}"})
    return held


def agree(person: Person, *, by: Actor, fields: Fields, purpose: str) -> list[Consent]:
    """A person agrees, from today on, that fields of theirs are shown for a purpose. Raises ``Rejected``."""
    PEOPLE.require(by, Verb.AGREE, person)
    today = clock.today()
    with transaction.atomic():
        _alone(person)
        lasting = set(_lasting(person).values_list("field", flat=True))
        new = [Consent(person=person, field=field, purpose=purpose, given=today) for field in fields]
        wanted = [consent for consent in new if consent.field not in lasting]
        refuse(*(unfit(consent) for consent in wanted))
        Consent.objects.bulk_create(wanted)
        after = {"agreed": [consent.field for consent in wanted], "purpose": purpose}
        ledger.record(by=by, verb=Verb.AGREE, thing=person, after=after)
    return wanted


def withdraw(person: Person, *, by: Actor, fields: Fields) -> int:
    """A person takes back what they agreed to: from now on it is not shown. Gives how many fields that were."""
    PEOPLE.require(by, Verb.AGREE, person)
    with transaction.atomic():
        _alone(person)
        number: int = _lasting(person).filter(field__in=fields).update(withdrawn=clock.today())
        before = {"agreed": [field.value for field in fields]}
        ledger.record(by=by, verb=Verb.AGREE, thing=person, before=before)
    return number


def remove_person(person: Person, *, by: Actor, reason: str = "") -> None:
    """Remove all that is kept of a person, also what registers say of them, which is not read in again.

    What the ledger says of them is blanked apart.
    """
    PEOPLE.require(by, Verb.REMOVE_PERSON, person)
    with transaction.atomic():
        before = {"key": person.key}
        ledger.record(by=by, verb=Verb.REMOVE_PERSON, thing=person, before=before, reason=reason)
        researchers.forget(people.entries(person))
        person.delete()


def _keep(person: Person) -> None:
    """Keep somebody new. Raises ``Rejected`` where they were entered at the same moment."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Rejected([Problem("twice", "this user is in the directory already", "user")]) from None


def _alone(person: Person) -> None:
    Person.objects.select_for_update().get(pk=person.pk)


def _lasting(person: Person) -> Any:
    return Consent.objects.filter(person=person, withdrawn__isnull=True)


def _known(key: str, user: int | None) -> Iterator[Problem]:
    if Person.objects.filter(key=key).exists():
        yield Problem("twice", f"there is somebody under the key {key}", "key")
    if user is not None and Person.objects.filter(user=user).exists():
        yield Problem("twice", "this user is in the directory already", "user")


def _unfit_number(scheme: Scheme, value: str, *, held: bool) -> Iterator[Problem]:
    if not identifiers.fits(scheme, value, person=True):
        yield Problem("unfit", f"no person has a {scheme.label} like {value}", scheme.value)
    if held:
        yield Problem("taken", f"{scheme.label} {value} is somebody else's", scheme.value)


def _elsewhere(post: Appointment, by: Actor) -> Iterator[Problem]:
    if post.own and post.organization_id not in {held.organization for held in by.posts}:
        yield Problem("elsewhere", "write posts of bodies in which you have one as a user", "organization")


def _twice(post: Appointment) -> Iterator[Problem]:
    same = {name: getattr(post, name) for name in ("person", "organization", "unit", "title", "valid_from")}
    if Appointment.objects.filter(**same).exists():
        yield Problem("twice", "this post is kept already", "title")


def _strange(organization: Organization, unit: Unit | None) -> Iterator[Problem]:
    if unit and unit.organization_id != organization.pk:
        yield Problem("strange", f"{unit} is a part of another body", "unit")
