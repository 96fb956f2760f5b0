"""Printed words in the text of a document, whatever their width, spaces and line breaks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tsunagu.kernel.text import squeeze

Span = tuple[int, int]

_LEFT_OUT = re.compile(r"\s…\s")
_VOICED = "ﾞﾟ"  # marks that half-width kana carry as a letter of their own


def pieces(printed: str) -> list[str]:
    """What was printed in one run each; 「 … 」 marks what was left out between two of them."""
    return [piece for piece in _LEFT_OUT.split(printed) if squeeze(piece)]


def holds(squeezed: str, printed: str) -> bool:
    """Whether every piece of ``printed`` stands in a text that was squeezed."""
    return all(squeeze(piece) in squeezed for piece in pieces(printed))


def found(text: str, printed: str) -> list[list[Span]]:
    """Where each piece of ``printed`` stands in ``text``: from and to; nowhere is an empty list."""
    squeezed, places = _squeezed(text)
    return [list(_occurrences(squeezed, places, squeeze(piece))) for piece in pieces(printed)]


def _occurrences(squeezed: str, places: list[Span], piece: str) -> Iterator[Span]:
    start = squeezed.find(piece)
    while start >= 0:
        end = start + len(piece)
        yield places[start][0], places[end - 1][1]
        start = squeezed.find(piece, end)


def _squeezed(text: str) -> tuple[str, list[Span]]:
    """The text squeezed, and for each of its letters from where to where it stood."""
    letters: list[str] = []
    places: list[Span] = []
    for start, end in _clusters(text):
        part = squeeze(text[start:end])
        letters.append(part)
        places += [(start, end)] * len(part)
    return "".join(letters), places


def _clusters(text: str) -> Iterator[Span]:
    """Letters with the marks that belong to them, since both become one letter when squeezed."""
    start = 0
    for here in range(1, len(text) + 1):
        if here == len(text) or not _joins(text[here]):
            yield start, here
            start = here


def _joins(letter: str) -> bool:
    return letter in _VOICED or unicodedata.combining(letter) > 0
