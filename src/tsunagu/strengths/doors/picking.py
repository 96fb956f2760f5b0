"""Choosing universities without a script: a search box, its findings as buttons, and the chosen ones in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from tsunagu.kernel.filters import LenientChoices
from tsunagu.strengths.errors import NoSuchThing
from tsunagu.strengths.questions.reading import Institution, Reading

_LONGEST = 100  # letters of a search
_DIGITS = 13  # of the largest number made from a ROR
SHOWN = 12  # matches that are offered
_SEARCHED = 50  # matches among which those that can be chosen are looked for

Pair = tuple[str, str]  # a parameter of an address and one of its values


class Universities(LenientChoices):
    """Institutions of the countries that have intervals, by their OpenAlex numbers."""

    reading: Reading

    def valid_value(self, value: str) -> bool:
        """Whether there is such an institution, in one of these countries."""
        return institution(self.reading, value) is not None


def institution(reading: Reading, text: str) -> Institution | None:
    """The institution with this OpenAlex number, if it is of a country whose cells are at hand."""
    # An address holds many numbers: one that nobody has is not sought among the names.
    if not _is_number(text) or int(text) not in reading.by_openalex:
        return None
    try:
        return reading.institution(text)
    except NoSuchThing:
        return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS


@dataclass(frozen=True, slots=True)
class Picker:
    """A search box.

    ``name``: the parameter that a finding is put under; ``box``: that of the words; ``carried``: the rest of the
    address.
    """

    name: str
    box: str
    words: str
    matches: Sequence[Institution]
    carried: Sequence[Pair]


def picker(
    data: QueryDict,
    reading: Reading,
    name: str,
    box: str,
    *,
    chosen: Sequence[Institution],
    replaces: bool = False,
) -> Picker:
    """The search box for a parameter. replaces: whether a finding takes the place of the one chosen before."""
    words = data.get(box, "").replace("\x00", "").strip()[:_LONGEST]
    without = [box, name] if replaces else [box]
    return Picker(name, box, words, _matches(reading, words, chosen), carried(data, *without))


def _matches(reading: Reading, words: str, chosen: Sequence[Institution]) -> list[Institution]:
    """What can be chosen of what the words find."""
    matches = reading.find(words, limit=_SEARCHED)
    return [match for match in matches if reading.computed(match) and match not in chosen][:SHOWN]


def carried(data: QueryDict, *without: str) -> list[Pair]:
    """What the address says already, for forms that add to it."""
    dropped = {*without, "page", "format"}
    pairs: list[Pair] = []
    for name, values in data.lists():
        if name not in dropped:
            pairs += [(name, value) for value in values if value]
    return pairs


def address(pairs: Sequence[Pair], **more: str | Sequence[str]) -> str:
    """A query string of these pairs and more."""
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    for name, values in more.items():
        query.setlist(name, [values] if isinstance(values, str) else list(values))
    return f"?{query.urlencode()}"
