"""What an entry of a register of researchers gives to a person: numbers and posts, and a name to whom it made.

Nothing of it is shown to everybody before the person agrees. What came of an entry is known by its pair, so that it can
be replaced when the register says something else, and taken back when the two are parted.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spans import Span
from tsunagu.organizations.enums import MatchState
from tsunagu.organizations.models import Appointment, Identifier, Person, PersonMatch
from tsunagu.organizations.queries.likeness import Places
from tsunagu.organizations.rules import days, names
from tsunagu.organizations.rules.days import Share
from tsunagu.registers.enums import PeopleRegister
from tsunagu.registers.rules.researchers import Claim, Researcher

if TYPE_CHECKING:
    from tsunagu.registers.models import Researcher as Entry

_Place = tuple[int, int | None, str, object]  # what tells the posts of a person apart


@dataclass(slots=True)
class Given:
    """What did not fit. unplaced: posts at bodies that are not known here, or not by that name alone."""

    unplaced: int = 0
    problems: list[Problem] = field(default_factory=list)


def somebody(register: PeopleRegister, entry: Researcher) -> Person:
    """A person made of an entry, not kept yet. The key says nothing of them, since it stands in an address."""
    made = Person(key=f"p-{secrets.token_hex(6)}", note=register.ja)
    _tell(made, entry)
    return made


def own(person: Person, row: Entry) -> PersonMatch:
    """The pair of an entry and whoever was made of it, not kept yet."""
    pair = PersonMatch(register=row.register, code=row.code, name=row.name, person=person, made=True)
    pair.state, pair.digest, pair.decided = MatchState.JOINED, row.digest, clock.now()
    return pair


def follow(person: Person, entry: Researcher) -> None:
    """Have somebody whom an entry made be called as it calls them now, unless they look after that themselves."""
    if person.user is None:
        _tell(person, entry)
        person.save()


def wrong(entry: Researcher) -> Iterator[Problem]:
    """What keeps an entry from becoming a person."""
    yield from names.problems(entry.name)
    for text, where in ((entry.kana, "kana"), (entry.latin, "latin")):
        yield from names.problems(text, where) if text else ()


def new_numbers(person: Person, entry: Researcher) -> list[Identifier]:
    """The numbers of an entry as the person's own, not kept yet."""
    return [Identifier(person=person, scheme=scheme, value=value) for scheme, value in entry.numbers]


def new_posts(
    person: Person,
    register: PeopleRegister,
    entry: Researcher,
    places: Places,
    given: Given,
    held: Iterable[Appointment] = (),
) -> list[Appointment]:
    """The posts of an entry that fit, not kept yet, without those that are held. given: what does not is told there."""
    known = {_place(post): post for post in held}
    made: list[Appointment] = []
    for claim in entry.posts:
        body = places.body(claim)
        if body is None:
            given.unplaced += 1
            continue
        post = _post(person, register, claim, body, places)
        place = _place(post)
        if place not in known and _fits(post, known.values(), places.span(body), given):
            known[place] = post
            made.append(post)
    return made


def give(pair: PersonMatch, register: PeopleRegister, entry: Researcher, places: Places) -> Given:
    """Give a person what an entry says now, in the place of what it said before; nobody else's number is taken."""
    given = Given()
    take(pair)
    if pair.made:
        follow(pair.person, entry)
    numbers = [number for number in new_numbers(pair.person, entry) if not _is_held(number)]
    posts = Appointment.objects.filter(person=pair.person)
    fitting = new_posts(pair.person, register, entry, places, given, posts)
    pair.numbers = [number.pk for number in Identifier.objects.bulk_create(numbers)]
    pair.posts = [post.pk for post in Appointment.objects.bulk_create(fitting)]
    pair.digest = entry.digest
    return given


def take(pair: PersonMatch) -> None:
    """Take back what came of an entry."""
    Identifier.objects.filter(pk__in=pair.numbers, person=pair.person_id).delete()
    Appointment.objects.filter(pk__in=pair.posts, person=pair.person_id).delete()
    pair.numbers, pair.posts, pair.digest = [], [], 0


def _tell(person: Person, entry: Researcher) -> None:
    person.name, person.kana = names.kept(entry.name), names.reading(entry.kana)
    person.latin = entry.latin
    person.fields = list(entry.fields)


def _post(person: Person, register: PeopleRegister, claim: Claim, body: int, places: Places) -> Appointment:
    told = {"title": claim.title, "title_en": claim.title_en, "share": claim.share, "printed": claim.printed}
    dated = {"valid_from": claim.first, "valid_to": claim.last}
    unit = places.unit(body, claim)
    made = Appointment(person=person, organization_id=body, unit_id=unit, **told, **dated)
    made.note = register.ja
    return made


def _place(post: Appointment) -> _Place:
    return post.organization_id, post.unit_id, post.title, post.valid_from


def _fits(post: Appointment, others: Iterable[Appointment], span: Span, given: Given) -> bool:
    """Whether a post lies in the days of its body, and leaves the person 100% of their effort at most."""
    problems = list(days.problems(post.span, span, "posts"))
    if post.share:
        shares = [Share(one.share, one.span) for one in (*others, post)]
        problems += days.share_problems(shares)
    given.problems += problems
    return not problems


def _is_held(number: Identifier) -> bool:
    return Identifier.objects.filter(scheme=number.scheme, value=number.value).exists()
