"""Words of the field in both languages, and which language the reader has."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_words: dict[str, type[Labeled]] = {}
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def language() -> str:
    """The language of the reader, ``ja`` or ``en``: that of ``speaking``, else Django's active one, else Japanese."""
    return _spoken.get() or _of_the_request()


@contextlib.contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Words of the field in this language, also where there is no Django: in a notebook, a script, a test."""
    token = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(token)


def _of_the_request() -> str:
    # Libraries use these words without Django, which must not be loaded by asking.
    if "django.conf" not in sys.modules:
        return "ja"
    from django.conf import settings
    from django.utils.translation import get_language

    if not settings.configured:
        return "ja"
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def worded(ja: str, en: str) -> str:
    """The one of two texts that is in the language of the reader."""
    return en if language() == "en" else ja


def words(name: str) -> type[Labeled]:
    """The words of a room by its name and that of their class, as ``networks.NetworkKind``."""
    return _words[name]


@dataclass(frozen=True, slots=True)
class Label:
    """A word or a short sentence in both languages; as text it is in the language of the reader."""

    ja: str
    en: str

    def __str__(self) -> str:
        return worded(self.ja, self.en)

    def __mod__(self, values: object) -> str:
        return str(self) % values


class Labeled(StrEnum):
    """An enum of the field's words: ``MEMBER = "value", "日本語", "English"``."""

    ja: str
    en: str

    def __init_subclass__(cls) -> None:
        """Note how templates name these words: by room and class, as ``networks.NetworkKind``."""
        room = cls.__module__.split(".")[1:2]
        _words[".".join([*room, cls.__name__])] = cls

    def __new__(cls, value: str, ja: str = "", en: str = "") -> Self:
        """Keep the value as the string and the two labels beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.ja = ja
        member.en = en
        return member

    @property
    def label(self) -> str:
        """The label in the language of the reader."""
        return worded(self.ja, self.en)

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for a database column."""
        return [(member.value, member.ja) for member in cls]

    @classmethod
    def options(cls) -> list[tuple[str, str]]:
        """Pairs for a form, in the language of the reader."""
        return [(member.value, member.label) for member in cls]


def in_row(words: list[str]) -> str:
    """Several words in one line: 「大学、自治体」 or "Universities, local governments"."""
    return (", " if language() == "en" else "、").join(words)
