"""Entries of registers of researchers become people, or join people; only number and name join without asking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection, transaction

from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.actions import entries
from tsunagu.organizations.actions.entries import Given
from tsunagu.organizations.enums import MatchState, PersonReason, Verb
from tsunagu.organizations.models import Appointment, Identifier, Person, PersonMatch
from tsunagu.organizations.queries import likeness
from tsunagu.organizations.queries.likeness import Decided, People, Places, likes_of
from tsunagu.organizations.rights import READINGS
from tsunagu.organizations.rules.likeness import Likeness, Likes, compared
from tsunagu.registers import queries as registers
from tsunagu.registers.enums import PeopleRegister
from tsunagu.registers.rules.researchers import Researcher

if TYPE_CHECKING:
    from tsunagu.registers.models import Researcher as Entry

_AT_ONCE = 1000  # entries in one transaction
_LONGEST_TOLD = 1000


@dataclass(slots=True)
class Found:
    """What a comparison of a register with all people did.

    joined: entries that a number and the name join. review: pairs that wait for a decision. people: new ones.
    unplaced: posts at bodies that are not known here. problems: with the lines of the file.
    """

    joined: int = 0
    review: int = 0
    people: int = 0
    unplaced: int = 0
    problems: list[dict[str, object]] = field(default_factory=list)


def compare(by: Actor, register: PeopleRegister) -> Found:
    """Compare the entries of a register that are new, changed or undecided with all people, and make new people.

    Portion by portion, each in a transaction; what was brought in is looked at again when the register changes it.
    """
    READINGS.require_anywhere(by, Verb.IMPORT)
    found, people, places = Found(), People(), Places()
    rows = registers.researchers_of(register).order_by("id").iterator(_AT_ONCE)
    while portion := list(islice(rows, _AT_ONCE)):
        with transaction.atomic():
            _Portion(register, portion, people, places, found).settle()
    return found


@dataclass(slots=True)
class _Portion:
    """Some entries, and all that they are compared with. made: the pairs of new people, who are kept together."""

    register: PeopleRegister
    rows: Sequence[Entry]
    people: People
    places: Places
    found: Found
    made: dict[int, tuple[PersonMatch, Entry]] = field(default_factory=dict)

    def settle(self) -> None:
        """Bring in each entry."""
        decided = likeness.decided(self.register, [row.code for row in self.rows])
        known = [(row, decided.get(row.code, Decided())) for row in self.rows]
        undecided = [(row, pairs) for row, pairs in known if pairs.joined is None]
        for row, pairs in known:
            if pairs.joined and pairs.joined.digest != row.digest:
                self._give(row, pairs.joined)
        for number, (row, pairs) in zip(_numbers(len(undecided)), undecided, strict=True):
            self._settle(row, pairs, number)
        self._keep()

    def _settle(self, row: Entry, known: Decided, number: int) -> None:
        entry = registers.told(row)
        if problems := list(entries.wrong(entry)):
            self._tell(row, problems)
            return
        side = self._side(entry)
        alike = dict(self._alike(side, known))
        certain = _certain(alike, known)
        if certain is not None:
            self._join(row, certain, alike[certain])
        elif alike:
            self._propose(row, alike)
        else:
            self._begin(row, entry, side, number)
        stale = [pair.pk for pair in known.pairs if pair.is_open and pair.person_id not in alike]
        PersonMatch.objects.filter(pk__in=stale).delete()

    def _side(self, entry: Researcher) -> Likes:
        return likes_of(self.register, entry, self.places)

    def _alike(self, side: Likes, known: Decided) -> Iterator[tuple[int, Likeness]]:
        for person in self.people.near(side):
            result = compared(side, self.people.likes[person])
            if person not in known.apart and (result.is_proposed or person in known.asked):
                yield person, result

    def _join(self, row: Entry, person: int, result: Likeness) -> None:
        if person in self.made:
            self._keep()
        pair = _pair(row, person, result)
        pair.state, pair.decided = MatchState.JOINED, clock.now()
        self._give(row, pair)
        self.found.joined += 1

    def _give(self, row: Entry, pair: PersonMatch) -> None:
        entry, person = registers.told(row), pair.person_id
        self._note(row, entries.give(pair, self.register, entry, self.places))
        pair.save()
        self.people.add(person, self.people.likes[person].widened(self._side(entry)))

    def _propose(self, row: Entry, alike: Mapping[int, Likeness]) -> None:
        """Put down the pairs of an entry that a person is to decide; those that are there keep their numbers."""
        self.found.review += len(alike)
        PersonMatch.objects.bulk_create(
            [_pair(row, person, result) for person, result in alike.items()],
            update_conflicts=True,
            unique_fields=["register", "code", "person"],
            update_fields=["name", "told", "points", "reasons"],
        )

    def _begin(self, row: Entry, entry: Researcher, side: Likes, number: int) -> None:
        """A new person, found by the entries that follow."""
        made = entries.somebody(self.register, entry)
        made.pk = number
        self.made[number] = (entries.own(made, row), row)
        self.people.add(number, side)
        self.found.people += 1

    def _keep(self) -> None:
        """Keep the new people, with their numbers and posts."""
        pairs = {number: pair for number, (pair, _) in self.made.items()}
        Person.objects.bulk_create([pair.person for pair in pairs.values()])
        numbers, posts = list[Identifier](), list[Appointment]()
        for pair, row in self.made.values():
            entry = registers.told(row)
            numbers += entries.new_numbers(pair.person, entry)
            posts += self._posts(pair, row, entry)
        for number in Identifier.objects.bulk_create(_free(numbers)):
            pairs[number.person_id or 0].numbers.append(number.pk)
        for post in Appointment.objects.bulk_create(posts):
            pairs[post.person_id].posts.append(post.pk)
        PersonMatch.objects.bulk_create(pairs.values())
        self.made.clear()

    def _posts(self, pair: PersonMatch, row: Entry, entry: Researcher) -> list[Appointment]:
        given = Given()
        posts = entries.new_posts(pair.person, self.register, entry, self.places, given)
        self._note(row, given)
        return posts

    def _note(self, row: Entry, given: Given) -> None:
        self.found.unplaced += given.unplaced
        self._tell(row, given.problems)

    def _tell(self, row: Entry, problems: Iterable[Problem]) -> None:
        told = [{"column": one.where, "code": one.code, "message": one.message} for one in problems]
        self.found.problems += [{"line": row.line, **one} for one in told]


def _certain(alike: Mapping[int, Likeness], known: Decided) -> int | None:
    """Whom an entry is without asking anybody: the only one with one of its numbers, who bears its name."""
    numbered = [person for person, result in alike.items() if PersonReason.SAME_NUMBER in result.reasons]
    certain = [person for person in numbered if alike[person].is_certain and person not in known.asked]
    return certain[0] if len(numbered) == len(certain) == 1 else None


def _pair(row: Entry, person: int, result: Likeness) -> PersonMatch:
    told = " / ".join(str(post.get("printed", "")) for post in row.posts)[:_LONGEST_TOLD]
    pair = PersonMatch(register=row.register, code=row.code, person_id=person)
    pair.name, pair.told = row.name, told
    pair.points, pair.reasons = result.points, list(result.reasons)
    return pair


def _numbers(many: int) -> list[int]:
    """Numbers for new people, so that they can be pointed to before they are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", ["organizations_person_id_seq", many])
        return [number for (number,) in cursor.fetchall()]


def _free(numbers: Sequence[Identifier]) -> list[Identifier]:
    """Of these numbers those that nobody holds, each once."""
    once = {(one.scheme, one.value): one for one in reversed(numbers)}
    held = Identifier.objects.filter(value__in=[one.value for one in numbers]).values_list("scheme", "value")
    taken = set(held)
    return [one for pair, one in once.items() if pair not in taken]
