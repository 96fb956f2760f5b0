"""Identifiers of OpenAlex as whole numbers: ``https://openalex.org/W2741809807`` and ``W2741809807`` are 2741809807."""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

# What stands before the number, and the number's kind.
WORK, AUTHOR, INSTITUTION, SOURCE, CONCEPT, SUBFIELD = "W", "A", "I", "S", "C", "subfields/"

_SITE = "https://openalex.org/"
_BEFORE = r"(?:https?://(?:api\.)?openalex\.org/)?(?:works/|authors/|institutions/|sources/|concepts/)?"
_NUMBER = r"(?P<number>[0-9]{1,18})"  # 18 digits fit 64 bits
_TOO_LARGE = 10**18
_PATTERNS = {letter: f"^{_BEFORE}{letter}{_NUMBER}$" for letter in (WORK, AUTHOR, INSTITUTION, SOURCE, CONCEPT)}
_PATTERNS[SUBFIELD] = f"^(?:{_BEFORE}subfields/)?{_NUMBER}$"


def number(text: str | int | None, letter: str) -> int | None:
    """The number of an identifier of one kind; None stays None. Raises ValueError for any other form."""
    if text is None or text == "":
        return None
    if isinstance(text, int):
        if 0 <= text < _TOO_LARGE:
            return text
        raise ValueError(form(text, letter))
    match = _pattern(letter).fullmatch(text)
    if not match:
        raise ValueError(form(text, letter))
    return int(match[1])


def numbers(texts: pa.Array, letter: str) -> tuple[pa.Array, pa.Array]:
    """The numbers of many identifiers, and whether the form of each is not one that is known.

    Numbers are int64, null where unknown.
    """
    if pa.types.is_null(texts.type):
        return pa.nulls(len(texts), pa.int64()), pa.repeat(False, len(texts))
    if pa.types.is_integer(texts.type):
        return _checked(texts.cast(pa.int64()))
    return _parsed(texts, letter)


def _checked(values: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Identifiers that are whole numbers already."""
    outside = pc.or_(pc.less(values, 0), pc.greater_equal(values, _TOO_LARGE))
    return values, pc.fill_null(outside, False)


def _parsed(texts: pa.Array, letter: str) -> tuple[pa.Array, pa.Array]:
    texts = pc.if_else(pc.equal(texts, ""), pa.scalar(None, texts.type), texts)
    groups = pc.extract_regex(texts, pattern=_PATTERNS[letter])
    digits = pc.struct_field(groups, "number")
    unknown = pc.and_(pc.is_valid(texts), pc.is_null(digits))
    return digits.cast(pa.int64()), unknown


def form(text: object, letter: str) -> str:
    """What is wrong with an identifier, in words."""
    return f"{text!r} is not an identifier of OpenAlex such as {_SITE}{letter}2741."


@cache
def _pattern(letter: str) -> re.Pattern[str]:
    return re.compile(_PATTERNS[letter], re.ASCII)
