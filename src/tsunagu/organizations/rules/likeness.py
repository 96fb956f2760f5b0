"""Whether an entry of a register of researchers and a person are the same: points with their reasons.

The points are ours and no measure of probability. A number that both hold, with the same name, is certain: numbers have
check digits, and a mistyped one is hardly another right one with the same name behind it. All else is for a person to
decide: the same name at the same body may be two people, and a number under another name a mistake or a new name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from tsunagu.organizations.enums import PersonReason
from tsunagu.organizations.rules.names import searchable

POINTS = {
    PersonReason.SAME_NUMBER: 70,
    PersonReason.SAME_NAME: 40,
    PersonReason.OTHER_NAME: -15,
    PersonReason.SAME_READING: 5,
    PersonReason.SAME_BODY: 40,
    PersonReason.SAME_FIELD: 15,
    PersonReason.ANOTHER_NUMBER: -60,
}
PROPOSED = 50  # points from which on a person is asked
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Likes:
    """What is known of an entry or of a person.

    names: in their forms for comparing. reading: of the name. numbers: by their kinds; the number in a register is one.
    bodies: the numbers of those at which they are. fields: in their forms for comparing.
    """

    names: frozenset[str]
    reading: str = ""
    numbers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bodies: frozenset[int] = frozenset()
    fields: frozenset[str] = frozenset()

    def widened(self, other: Likes) -> Likes:
        """With what another entry says of the same person."""
        pairs = chain.from_iterable(((kind, value) for value in values) for kind, values in self._both(other))
        return Likes(
            names=self.names | other.names,
            reading=self.reading or other.reading,
            numbers=by_kind(pairs),
            bodies=self.bodies | other.bodies,
            fields=self.fields | other.fields,
        )

    def _both(self, other: Likes) -> Iterator[tuple[str, frozenset[str]]]:
        yield from self.numbers.items()
        yield from other.numbers.items()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much speaks for two being the same, 0 to 100, and what."""

    points: int
    reasons: tuple[PersonReason, ...]

    @property
    def is_proposed(self) -> bool:
        """Whether a person is to be asked; of a number that both hold they always are."""
        return self.points >= PROPOSED or PersonReason.SAME_NUMBER in self.reasons

    @property
    def is_certain(self) -> bool:
        """Whether they are the same without asking anybody."""
        found = set(self.reasons)
        wanted = {PersonReason.SAME_NUMBER, PersonReason.SAME_NAME}
        return wanted <= found and PersonReason.ANOTHER_NUMBER not in found


def names(name: str, latin: str = "") -> frozenset[str]:
    """The forms in which names are compared; in Latin letters the order of the words makes no difference."""
    words = sorted(searchable(word) for word in latin.split())
    return frozenset(filter(None, (searchable(name), "".join(words))))


def compared(entry: Likes, person: Likes) -> Likeness:
    """Compare an entry with a person."""
    reasons = tuple(_reasons(entry, person))
    points = sum(POINTS[reason] for reason in reasons)
    return Likeness(points=max(0, min(_WHOLE, points)), reasons=reasons)


def _reasons(entry: Likes, person: Likes) -> Iterator[PersonReason]:
    kinds = entry.numbers.keys() & person.numbers.keys()
    same = [bool(entry.numbers[kind] & person.numbers[kind]) for kind in kinds]
    if any(same):
        yield PersonReason.SAME_NUMBER
    yield PersonReason.SAME_NAME if entry.names & person.names else PersonReason.OTHER_NAME
    if entry.reading and entry.reading == person.reading:
        yield PersonReason.SAME_READING
    if entry.bodies & person.bodies:
        yield PersonReason.SAME_BODY
    if entry.fields & person.fields:
        yield PersonReason.SAME_FIELD
    if not all(same):
        yield PersonReason.ANOTHER_NUMBER


def by_kind(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Numbers by their kinds."""
    found: dict[str, frozenset[str]] = {}
    for kind, value in pairs:
        found[kind] = found.get(kind, frozenset()) | {value}
    return found
