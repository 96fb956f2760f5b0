"""Entries of registers of researchers and people side by side, and what waits for a decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import QuerySet

from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.spans import Span
from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations import rights
from tsunagu.organizations.enums import MatchState, PersonReason
from tsunagu.organizations.models import (
    Appointment,
    Identifier,
    Name,
    NetworkRole,
    Organization,
    Person,
    PersonMatch,
    Unit,
)
from tsunagu.organizations.rules import likeness
from tsunagu.organizations.rules.likeness import Likes
from tsunagu.organizations.rules.names import searchable
from tsunagu.registers.enums import PeopleRegister, Scheme
from tsunagu.registers.rules.researchers import Claim, Researcher

_CORPORATIONS = ("国立大学法人", "公立大学法人")  # in front of a university's name; e-Rad writes them


class Places:
    """The bodies at which entries place people, by number or name, read at once."""

    def __init__(self) -> None:
        told = Organization.objects.values_list("pk", "valid_from", "valid_to")
        self._spans = {body: Span(first, last) for body, first, last in told}
        held = Identifier.objects.filter(scheme=Scheme.ERAD_INSTITUTION, organization__isnull=False)
        self._by_number = dict(held.values_list("value", "organization"))
        units = Unit.objects.values_list("organization", "name", "pk")
        self._units = {(body, searchable(name)): unit for body, name, unit in units}
        self._by_name: dict[str, set[int]] = defaultdict(set)
        for body, name in self._names():
            self._by_name[name].add(body)

    def body(self, claim: Claim) -> int | None:
        """The body of a post, if its number or its name is that of one body alone on that day."""
        if claim.body_code in self._by_number:
            return self._by_number[claim.body_code]
        day = claim.first or claim.last or clock.today()
        for name in (claim.body, *self._without_corporation(claim.body)):
            named = self._by_name.get(searchable(name), ())
            found = [body for body in named if self._spans[body].holds(day)]
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def span(self, body: int) -> Span:
        """From when to when a body is there."""
        return self._spans[body]

    def unit(self, body: int, claim: Claim) -> int | None:
        """The part of a body that a post is in, where it is known here."""
        return self._units.get((body, searchable(claim.unit)))

    @staticmethod
    def _names() -> Iterator[tuple[int, str]]:
        yield from ((body, searchable(name)) for body, name in Organization.objects.values_list("pk", "name"))
        yield from Name.objects.values_list("organization", "normal")

    def _without_corporation(self, name: str) -> Iterator[str]:
        yield from (name.removeprefix(front) for front in _CORPORATIONS if name.startswith(front))


class People:
    """All people as they are compared with entries, read at once; those who come are added."""

    def __init__(self) -> None:
        self.likes: dict[int, Likes] = {}
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._by_number: dict[tuple[str, str], int] = {}
        numbers, bodies = self._numbers(), self._bodies()
        rows = Person.objects.filter(joined=None)
        for person, name, latin, kana, fields in rows.values_list("pk", "name", "latin", "kana", "fields"):
            told = likes(name, latin, kana, fields, numbers[person], bodies[person])
            self.add(person, told)

    def add(self, person: int, told: Likes) -> None:
        """Somebody new, or what is known of somebody now."""
        self.likes[person] = told
        for name in told.names:
            self._by_name[name].add(person)
        for kind, values in told.numbers.items():
            for value in values:
                self._by_number.setdefault((kind, value), person)

    def near(self, entry: Likes) -> list[int]:
        """Those with one of the names or numbers of an entry."""
        numbers = ((kind, value) for kind, values in entry.numbers.items() for value in values)
        held = {self._by_number[pair] for pair in numbers if pair in self._by_number}
        return sorted(held.union(*(self._by_name.get(name, ()) for name in entry.names)))

    @staticmethod
    def _numbers() -> dict[int, list[tuple[str, str]]]:
        """What people hold: numbers, and the entries of registers that are theirs."""
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        held = Identifier.objects.filter(person__isnull=False).values_list("person", "scheme", "value")
        joined = PersonMatch.objects.filter(state=MatchState.JOINED).values_list("person", "register", "code")
        for person, kind, value in chain(held, joined):
            found[person].append((kind, value))
        return found

    @staticmethod
    def _bodies() -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        posts = Appointment.objects.values_list("person", "organization")
        for person, body in chain(posts, NetworkRole.objects.values_list("person", "network")):
            found[person].add(body)
        return found


def likes(
    name: str,
    latin: str,
    kana: str,
    fields: Iterable[str],
    numbers: Iterable[tuple[str, str]],
    bodies: Iterable[int],
) -> Likes:
    """What is known of somebody, in the form for comparing."""
    return Likes(
        names=likeness.names(name, latin),
        reading=searchable(kana),
        numbers=likeness.by_kind(numbers),
        bodies=frozenset(bodies),
        fields=frozenset(filter(None, map(searchable, fields))),
    )


def likes_of(register: str, entry: Researcher, places: Places) -> Likes:
    """What an entry says, in the form for comparing; its number there is one of its numbers."""
    bodies = (places.body(claim) for claim in entry.posts)
    numbers = (*entry.numbers, (register, entry.code))
    found = [body for body in bodies if body is not None]
    return likes(entry.name, entry.latin, entry.kana, entry.fields, numbers, found)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is known already of the pairs of an entry: those with each person."""

    pairs: tuple[PersonMatch, ...] = ()

    @property
    def joined(self) -> PersonMatch | None:
        """The pair that is joined."""
        return next((pair for pair in self.pairs if pair.state == MatchState.JOINED), None)

    @property
    def apart(self) -> set[int]:
        """Those who are somebody else."""
        return {pair.person_id for pair in self.pairs if pair.state == MatchState.APART}

    @property
    def asked(self) -> set[int]:
        """Those of whom a decision was taken back: nobody but a person joins them again."""
        return {pair.person_id for pair in self.pairs if pair.state == MatchState.PROPOSED and pair.decided}


def decided(register: PeopleRegister, codes: Iterable[str]) -> dict[str, Decided]:
    """The pairs of entries, by their codes."""
    found: dict[str, list[PersonMatch]] = defaultdict(list)
    for pair in PersonMatch.objects.filter(register=register, code__in=list(codes)).select_related("person"):
        found[pair.code].append(pair)
    return {code: Decided(tuple(pairs)) for code, pairs in found.items()}


def waiting(by: Actor, register: PeopleRegister | None = None) -> QuerySet[PersonMatch]:
    """What a person has to decide, what most speaks for first."""
    rows = rights.PERSON_MATCHES.among(by, pairs())
    rows = rows.filter(state=MatchState.PROPOSED)
    return rows.filter(register=register) if register else rows


def match(by: Actor, number: int) -> PersonMatch | None:
    """One pair, for who may see it."""
    return rights.PERSON_MATCHES.among(by, pairs()).filter(pk=number).first()


def pairs() -> QuerySet[PersonMatch]:
    """All pairs, with the people and their posts."""
    rows = PersonMatch.objects.select_related("person")
    return rows.prefetch_related("person__appointments__organization")


def _reasons(pair: PersonMatch) -> str:
    return " / ".join(PersonReason(reason).label for reason in pair.reasons)


def _held(pair: PersonMatch) -> str:
    return " / ".join(map(str, pair.person.appointments.all()))


MATCHES = Columns[PersonMatch](
    Column("number", "番号", "Number", lambda pair: pair.pk),
    Column("register", "登録簿", "Register", lambda pair: pair.register),
    Column("code", "登録簿の番号", "Number there", lambda pair: pair.code, verbatim=True),
    Column("name", "登録簿の氏名", "Name there", lambda pair: pair.name),
    Column("posts", "登録簿の職", "Posts there", lambda pair: pair.told),
    Column("person", "人", "Person", lambda pair: pair.person.key),
    Column("person_name", "このサイトの氏名", "Name here", lambda pair: pair.person.name),
    Column("held", "このサイトの職", "Posts here", _held),
    Column("points", "点", "Points", lambda pair: pair.points),
    Column("reasons", "理由", "Reasons", _reasons),
    Column("state", "状態", "State", lambda pair: pair.state),
)
