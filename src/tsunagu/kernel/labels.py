"""Words of the field in both languages."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


def language() -> str:
    """The language of the reader: ``ja`` or ``en``."""
    # Not at the top: libraries use these enums without Django.
    from django.utils.translation import get_language

    return "en" if (get_language() or "ja").startswith("en") else "ja"


class Labeled(StrEnum):
    """An enum of the field's words: ``MEMBER = "value", "日本語", "English"``."""

    ja: str
    en: str

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
        return self.en if language() == "en" else self.ja

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs for a form or a database column."""
        return [(member.value, member.ja) for member in cls]
