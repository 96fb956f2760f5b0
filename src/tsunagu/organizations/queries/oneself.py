"""A person's own entry in the directory as they keep it, and how somebody finds which entry is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.labels import in_row
from tsunagu.organizations.enums import PersonalField
from tsunagu.organizations.models import Appointment, Consent, NetworkRole, Organization, Person
from tsunagu.organizations.models.evidence import holding
from tsunagu.organizations.queries import people
from tsunagu.registers.enums import PeopleRegister, Scheme

_MOST_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field of a person: what is kept, and what they agreed to. printed: whether a document says it."""

    field: PersonalField
    kept: str
    consent: Consent | None
    printed: bool

    @property
    def is_name_shown(self) -> bool:
        """Whether it is the name, and everybody sees it; without it nothing else is shown."""
        return self.field is PersonalField.NAME and (self.printed or self.consent is not None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A post or a role with where it is from, in words; none where a document says it, which is cited."""

    row: Appointment | NetworkRole
    source: str


def mine(by: Actor) -> Person | None:
    """The entry of whoever asks, if they have one."""
    return of_user(by.user)


def of_user(number: int | None) -> Person | None:
    """The entry of a user, if they have one."""
    return Person.objects.filter(user=number).first() if number else None


def numbered(scheme: Scheme, value: str) -> Person | None:
    """Who has a number, whether or not anybody may see them."""
    return Person.objects.filter(identifiers__scheme=scheme, identifiers__value=value).first()


def visible(key: str) -> Person | None:
    """Who has a key and may be seen by everybody."""
    shown = people.profile(key.replace("\x00", ""), clock.today())  # no database takes a null character
    return shown.person if shown else None


def candidates(name: str) -> list[Person]:
    """Whoever everybody may see under a name, and who is nobody's yet; nobody else is told of."""
    agreed = Consent.objects.filter(person=OuterRef("pk"), field=PersonalField.NAME, withdrawn__isnull=True)
    bare = Replace("name", Value(" "), Value(""))
    visible = Q(Exists(agreed)) | ~Q(document="")
    rows = Person.objects.alias(bare=bare).filter(visible, user__isnull=True, joined=None)
    return list(rows.filter(bare="".join(name.split()))[:_MOST_CANDIDATES])


def facts(person: Person) -> dict[str, Any]:
    """What a person writes of themselves, as its form takes it; fields of work are lines."""
    plain = {field: getattr(person, field) for field in ("name", "kana", "latin")}
    return {**plain, "fields": "\n".join(person.fields)}


def states(person: Person) -> list[FieldState]:
    """Each field with what is kept and what was agreed to."""
    lasting = {consent.field: consent for consent in person.consents.filter(withdrawn__isnull=True)}
    kept, printed = _kept(person), _printed(person)
    return [FieldState(field, kept[field], lasting.get(field), field in printed) for field in PersonalField]


def posts(person: Person) -> list[Kept]:
    """The posts of a person with where each is from, the latest first."""
    rows = Appointment.objects.filter(person=person).select_related("organization", "unit")
    registers = _of_registers(person)
    return [Kept(row, _source(row, registers)) for row in rows.order_by("-valid_from", "id")]


def roles(person: Person) -> list[Kept]:
    """The roles of a person in networks with where each is from."""
    rows = NetworkRole.objects.filter(person=person).select_related("network")
    return [Kept(row, _source(row, {})) for row in rows]


def own_post(person: Person, number: int) -> Appointment | None:
    """A post that a person wrote themselves, by its number."""
    return Appointment.objects.filter(person=person, own=True, pk=number).select_related("organization").first()


def bodies_now(person: Person) -> list[int]:
    """The numbers of the bodies in which a person has a post now."""
    rows = Appointment.objects.filter(holding(clock.today()), person=person).order_by("id")
    return list(dict.fromkeys(rows.values_list("organization", flat=True)))


def posts_in(person: Person, body: int | None) -> QuerySet[Appointment]:
    """The posts of a person in one body, or in all."""
    rows = Appointment.objects.filter(person=person).select_related("organization", "unit")
    return rows.filter(organization=body) if body else rows


def places(by: Actor) -> list[Organization]:
    """The bodies in which somebody has a post as a user, so that they may say which post they have."""
    numbers = {post.organization for post in by.posts if post.organization}
    return list(Organization.objects.filter(pk__in=numbers).order_by("name"))


def _kept(person: Person) -> dict[PersonalField, str]:
    """What is kept of a person, field by field, in words."""
    held = list(Appointment.objects.filter(person=person).select_related("organization"))
    shares = [f"{post.organization} {post.share}%" for post in held if post.share]
    numbers = [f"{Scheme(one.scheme).label} {one.value}" for one in person.identifiers.all()]
    networks = NetworkRole.objects.filter(person=person).select_related("network")
    return {
        PersonalField.NAME: person.name,
        PersonalField.KANA: person.kana,
        PersonalField.LATIN: person.latin,
        PersonalField.POSTS: in_row(list(map(str, held))),
        PersonalField.SHARES: in_row(shares),
        PersonalField.FIELDS: in_row(list(person.fields)),
        PersonalField.NUMBERS: in_row(numbers),
        PersonalField.NETWORKS: in_row(list(map(str, networks))),
        PersonalField.REQUESTS: "",
    }


def _printed(person: Person) -> set[PersonalField]:
    """What everybody sees without consent, since a public document prints it."""
    shown = people.profile(person.key, clock.today())
    if shown is None or not person.document:
        return set()
    cited = {
        PersonalField.NAME: True,
        PersonalField.FIELDS: bool(shown.fields),
        PersonalField.POSTS: any(post.document for post in shown.posts),
        PersonalField.NETWORKS: any(role.document for role in shown.roles),
    }
    return {field for field, is_there in cited.items() if is_there}


def _of_registers(person: Person) -> dict[int, str]:
    """By the number of a post, the register that says it."""
    joined = person.matches.exclude(posts=[]).values_list("register", "posts")
    return dict(_named(joined))


def _named(joined: Any) -> Iterator[tuple[int, str]]:
    for register, numbers in joined:
        label = PeopleRegister(register).label
        yield from ((number, label) for number in numbers)


def _source(row: Appointment | NetworkRole, registers: dict[int, str]) -> str:
    if row.document:
        return ""
    if isinstance(row, Appointment) and row.own:
        return gettext("本人の記載")
    told = registers.get(row.pk) if isinstance(row, Appointment) else ""
    return gettext("登録簿の記載：%(register)s") % {"register": told} if told else gettext("編集部による")
