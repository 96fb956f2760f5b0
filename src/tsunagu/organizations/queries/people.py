"""People of the directory, so far as everybody may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, Q

from tsunagu.access.actors import Actor
from tsunagu.access.queries import HISTORY, Told, history
from tsunagu.kernel import announced
from tsunagu.organizations.enums import MatchState, PersonalField, Verb
from tsunagu.organizations.models import Appointment, Consent, Identifier, NetworkRole, Organization, Person, Window
from tsunagu.organizations.models.evidence import holding
from tsunagu.organizations.rights import PEOPLE
from tsunagu.organizations.rules.showing import is_shown
from tsunagu.registers import queries as registers
from tsunagu.registers.rules import identifiers

if TYPE_CHECKING:
    from tsunagu.registers.models import Researcher


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as everybody may see them: in a post, or with a role in a network."""

    key: str
    name: str
    kana: str
    latin: str
    fields: tuple[str, ...]
    title: str
    title_en: str
    share: int | None
    document: str
    page: str
    printed: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as everybody may see them.

    posts, roles: those that may be shown, of every day. numbers: where they agreed. agreed: what they agreed to show,
    and for which purpose. source: whether a public document prints the name.
    """

    person: Person
    name: str
    kana: str
    latin: str
    fields: tuple[str, ...]
    posts: tuple[Appointment, ...]
    roles: tuple[NetworkRole, ...]
    shares: bool
    numbers: tuple[Identifier, ...]
    agreed: tuple[Consent, ...]


def profile(key: str, day: date) -> Profile | None:
    """A person by their key, so far as they may be shown on a day; none where not even the name may be."""
    person = Person.objects.filter(key=key, joined=None).prefetch_related("consents", "identifiers").first()
    if person is None:
        return None
    lasting = [consent for consent in person.consents.all() if consent.withdrawn is None]
    agreed = agreed_on(lasting, day)

    def may(field: PersonalField, document: str = "") -> bool:
        return is_shown(field, agreed, printed=bool(document and person.document))

    if not may(PersonalField.NAME, person.document):
        return None
    posts = Appointment.objects.filter(person=person).select_related("organization", "unit")
    roles = NetworkRole.objects.filter(person=person).select_related("network")
    return Profile(
        person=person,
        name=person.called(agreed),
        kana=person.kana if may(PersonalField.KANA) else "",
        latin=person.latin if may(PersonalField.LATIN) else "",
        fields=person.working_in(agreed) if may(PersonalField.FIELDS, person.document) else (),
        posts=tuple(post for post in posts if may(PersonalField.POSTS, post.document)),
        roles=tuple(role for role in roles if may(PersonalField.NETWORKS, role.document)),
        shares=may(PersonalField.SHARES),
        numbers=tuple(person.identifiers.all()) if may(PersonalField.NUMBERS) else (),
        agreed=tuple(consent for consent in lasting if consent.given <= day),
    )


def standing_for(key: str, day: date) -> Person | None:
    """The entry to which the one with a key was joined, where everybody may see it."""
    holder = Person.objects.filter(parts__key=key).first()
    return holder if holder and profile(holder.key, day) else None


def askable(key: str, day: date) -> Person | None:
    """A person whom everybody may see and who agreed to be asked for introductions; none for any other key."""
    shown = profile(key, day)
    fields = {consent.field for consent in shown.agreed} if shown else set()
    return shown.person if shown and PersonalField.REQUESTS in fields else None


def windows_of(person: Person, day: date) -> list[Window]:
    """The windows with a mail address of the bodies in which a person has a post on a day."""
    bodies = Appointment.objects.filter(holding(day), person=person).values("organization")
    there = Window.objects.filter(holding(day), organization__in=bodies).exclude(email="")
    return list(there.select_related("organization"))


def people_of(body: Organization, day: date) -> list[Shown]:
    """Whoever holds a post of a body, or has a role in it, on a day, so far as it may be shown; in four statements."""
    agreed = Prefetch("person__consents", Consent.objects.filter(given__lte=day), "agreed")
    posts = Appointment.objects.filter(holding(day), organization=body, person__joined=None)
    roles = NetworkRole.objects.filter(holding(day), network=body, person__joined=None)
    return [
        *_shown(posts.select_related("person").prefetch_related(agreed), PersonalField.POSTS, day),
        *_shown(roles.select_related("person").prefetch_related(agreed), PersonalField.NETWORKS, day),
    ]


def agreed_on(consents: Iterable[Consent], day: date) -> set[PersonalField]:
    """The fields that somebody agrees to show of a day; what was taken back is shown of no day."""
    lasting = (consent for consent in consents if consent.withdrawn is None)
    return {PersonalField(consent.field) for consent in lasting if consent.given <= day}


def _shown(rows: Iterable[Appointment] | Iterable[NetworkRole], field: PersonalField, day: date) -> Iterable[Shown]:
    for row in rows:
        agreed = agreed_on(row.person.agreed, day)  # type: ignore[attr-defined]
        if is_shown(field, agreed, printed=bool(row.document and row.person.document)):
            yield _as_seen(row, agreed)


def _as_seen(row: Appointment | NetworkRole, agreed: set[PersonalField]) -> Shown:
    person, printed = row.person, bool(row.document)
    title, title_en, share = _called(row)

    def may(field: PersonalField) -> bool:
        return is_shown(field, agreed, printed=printed)

    return Shown(
        key=person.key,
        name=person.called(agreed),
        kana=person.kana if may(PersonalField.KANA) else "",
        latin=person.latin if may(PersonalField.LATIN) else "",
        fields=person.working_in(agreed) if may(PersonalField.FIELDS) else (),
        title=title,
        title_en=title_en,
        share=share if may(PersonalField.SHARES) else None,
        document=row.document,
        page=row.page,
        printed=row.printed,
    )


def _called(row: Appointment | NetworkRole) -> tuple[str, str, int | None]:
    """What somebody is, in both languages, and with which share of their effort."""
    if isinstance(row, Appointment):
        return row.title, row.title_en, row.share
    return row.role, row.role_en, None


def everything(person: Person, *, by: Actor) -> dict[str, Any]:
    """All that is kept of a person, for themselves to take along. Raises ``Hidden`` for others."""
    PEOPLE.require(by, Verb.SEE_PERSON, person)
    posts = Appointment.objects.filter(person=person).select_related("organization", "unit")
    roles = NetworkRole.objects.filter(person=person).select_related("network")
    return {
        "key": person.key,
        "name": person.name,
        "kana": person.kana,
        "latin": person.latin,
        "fields": list(person.fields),
        "said": dict(person.said),
        "user": person.user,
        "source": {"document": person.document, "page": person.page, "printed": person.printed},
        "numbers": {number.scheme: number.value for number in person.identifiers.all()},
        "posts": list(map(_post, posts)),
        "roles": list(map(_role, roles)),
        "consents": [_consent(consent) for consent in person.consents.all()],
        "registers": list(map(_entry, entries(person))),
        "joined": list(map(_part, person.parts.all())),
        "history": list(map(_done, history(by, person, since=Verb.RECOGNIZE if person.user else None))),
        "rooms": announced.held(person, by),
    }


def person(by: Actor, told: str) -> Person | None:
    """Somebody by their key or by a number of theirs, for who may see all that is kept of them."""
    rows = PEOPLE.among(by, Person.objects.all())
    values = {identifiers.canonical(scheme, told) for scheme in identifiers.OF_PEOPLE}
    held = Identifier.objects.filter(scheme__in=identifiers.OF_PEOPLE, value__in=values)
    return rows.filter(Q(key=told) | Q(pk__in=held.values("person"))).first()


def entries(person: Person) -> list[Researcher]:
    """What registers of researchers say of a person."""
    pairs = person.matches.filter(state=MatchState.JOINED).order_by("id").values_list("register", "code")
    found = (registers.researcher(register, code) for register, code in pairs)
    return [entry for entry in found if entry]


def _entry(entry: Researcher) -> dict[str, Any]:
    told = {name: getattr(entry, name) for name in ("register", "code", "name", "kana", "latin", "fields")}
    read = {"file": entry.file, "sha256": entry.mark, "line": entry.line, "as_of": entry.as_of}
    return {**told, "numbers": entry.numbers, "posts": entry.posts, **read}


def _post(post: Appointment) -> dict[str, Any]:
    unit = post.unit.name if post.unit else ""
    told = {"title": post.title, "unit": unit, "share": post.share}
    return {"body": post.organization.key, **told, **_held(post)}


def _role(role: NetworkRole) -> dict[str, Any]:
    return {"network": role.network.key, "role": role.role, **_held(role)}


def _done(told: Told) -> dict[str, Any]:
    """A line of the history as the page of one's own entry shows it."""
    return {column.key: column.value(told) for column in HISTORY}


def _part(joined: Person) -> dict[str, Any]:
    """What stays with an entry that was joined to a person."""
    told = {name: getattr(joined, name) for name in ("key", "name", "kana", "latin", "fields")}
    return {**told, "consents": [_consent(consent) for consent in joined.consents.all()]}


def _held(row: Appointment | NetworkRole) -> dict[str, Any]:
    return {"valid_from": row.valid_from, "valid_to": row.valid_to, "document": row.document}


def _consent(consent: Consent) -> dict[str, Any]:
    days = {"given": consent.given, "withdrawn": consent.withdrawn}
    return {"field": consent.field, "purpose": consent.purpose, **days}
