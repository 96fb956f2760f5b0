"""Choosing universities without a script: a search box, its findings as buttons, and the chosen ones in the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from tsunagu.kernel.filters import LenientChoices
from tsunagu.strengths.questions.reading import Institution, Reading

_LONGEST = 100  # letters of a search
_DIGITS = 13  # of the largest number made from a ROR
SHOWN = 12


class Universities(LenientChoices):
    """Institutions of the countries that have intervals, by their OpenAlex numbers."""

    reading: Reading

    def valid_value(self, value: str) -> bool:
        """Whether there is such an institution, in one of these countries."""
        return institution(self.reading, value) is not None


def institution(reading: Reading, text: str) -> Institution | None:
    """The institution with this OpenAlex number, if it is of a country whose cells are at hand."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        return None
    found = reading.by_openalex.get(int(text))
    return found if found and reading.computed(found) else None


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
    carried: Sequence[tuple[str, str]]


def picker(
    data: QueryDict, reading: Reading, name: str, box: str, *, chosen: Sequence[Institution], replaces: bool = False
) -> Picker:
    """The search box for a parameter. replaces: whether a finding takes the place of the one chosen before."""
    words = data.get(box, "").replace("\x00", "").strip()[:_LONGEST]
    found = reading.find(words, limit=50) if words else []
    matches = [one for one in found if reading.computed(one) and one not in chosen][:SHOWN]
    return Picker(name, box, words, matches, carried(data, box, *([name] if replaces else [])))


def carried(data: QueryDict, *without: str) -> list[tuple[str, str]]:
    """What the address says already, for forms that add to it."""
    return [
        (name, value)
        for name, values in data.lists()
        if name not in {*without, "page", "format"}
        for value in values
        if value
    ]


def address(pairs: Sequence[tuple[str, str]], **more: str | Sequence[str]) -> str:
    """A query string of these pairs and more."""
    given = QueryDict(mutable=True)
    for name, value in pairs:
        given.appendlist(name, value)
    for name, values in more.items():
        given.setlist(name, [values] if isinstance(values, str) else list(values))
    return f"?{given.urlencode()}"
