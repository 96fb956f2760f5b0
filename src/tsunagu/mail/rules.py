"""What may stand in a message."""

from __future__ import annotations

import unicodedata

_OTHER = "C"  # Unicode's control characters, marks of direction, halves of pairs, and what is not assigned
_SEPARATORS = {"Zl", "Zp"}


def is_one_line(text: str) -> bool:
    """Whether a text can stand in a header: nothing in it ends a line or changes how the rest is read."""
    return all(_is_shown(letter) for letter in text)


def is_plain(text: str) -> bool:
    """Whether a text can be the body: letters, line breaks and tabs."""
    return all(_is_shown(letter) or letter in "\n\t" for letter in text)


def _is_shown(letter: str) -> bool:
    kind = unicodedata.category(letter)
    # joins the letters of some scripts and of signs
    return letter in "\u200c\u200d" or not (kind.startswith(_OTHER) or kind in _SEPARATORS)


def in_ascii(address: str) -> str:
    """An address as every mail server takes it: its domain as IDNA writes it; empty where that cannot be done."""
    name, _, domain = address.rpartition("@")
    try:
        written = f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return ""
    return written if written.isascii() else ""
