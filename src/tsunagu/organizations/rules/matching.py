"""Whether an entry of a register and a body are the same: points with their reasons. A person decides.

The points are ours and no measure of probability: what speaks for it is added, what speaks against it is taken away.
They are chosen so that an equal name in the same prefecture is proposed first, an equal name alone is proposed, and a
similar name is proposed only where the place agrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from rapidfuzz import fuzz

from tsunagu.organizations.enums import Family, MatchReason

POINTS = {
    MatchReason.SAME_NAME: 60,
    MatchReason.SAME_OTHER_NAME: 50,
    MatchReason.SIMILAR_NAME: 30,
    MatchReason.SAME_PREFECTURE: 25,
    MatchReason.OTHER_PREFECTURE: -40,
    MatchReason.SAME_FAMILY: 15,
    MatchReason.OTHER_FAMILY: -30,
    MatchReason.ANOTHER_NUMBER: -60,
    MatchReason.ENDED: -10,
}
PROPOSED = 50  # points from which on a person is asked
SIMILAR = 88.0  # of 100, from which on two names are alike
_WHOLE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What is known of an entry or of a body.

    names: in their form for comparing, the official one first. prefecture: two digits, or empty. number: of the
    register in question; empty on the side of a body that has none.
    """

    names: tuple[str, ...]
    prefecture: str = ""
    family: Family = Family.UNKNOWN
    number: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How much speaks for two being the same, 0 to 100, and what."""

    points: int
    reasons: tuple[MatchReason, ...]

    @property
    def is_proposed(self) -> bool:
        """Whether a person is to be asked."""
        return self.points >= PROPOSED


def score(entry: Side, body: Side) -> Score:
    """Compare an entry of a register with a body."""
    reasons = tuple(_reasons(entry, body))
    points = sum(POINTS[reason] for reason in reasons)
    return Score(points=max(0, min(_WHOLE, points)), reasons=reasons)


def _reasons(entry: Side, body: Side) -> Iterator[MatchReason]:
    yield from _of_names(entry.names, body.names)
    if entry.prefecture and body.prefecture:
        same = entry.prefecture == body.prefecture
        yield MatchReason.SAME_PREFECTURE if same else MatchReason.OTHER_PREFECTURE
    if Family.UNKNOWN not in {entry.family, body.family}:
        yield MatchReason.SAME_FAMILY if entry.family is body.family else MatchReason.OTHER_FAMILY
    if body.number and body.number != entry.number:
        yield MatchReason.ANOTHER_NUMBER
    if entry.ended:
        yield MatchReason.ENDED


def _of_names(entry: tuple[str, ...], body: tuple[str, ...]) -> Iterator[MatchReason]:
    if entry[:1] == body[:1]:
        yield MatchReason.SAME_NAME
    elif set(entry) & set(body):
        yield MatchReason.SAME_OTHER_NAME
    elif _are_similar(entry, body):
        yield MatchReason.SIMILAR_NAME


def _are_similar(entry: Iterable[str], body: tuple[str, ...]) -> bool:
    return any(fuzz.ratio(one, other) >= SIMILAR for one, other in product(entry, body))
