"""Words that come from outside, as a line of a mail can hold them."""

from __future__ import annotations


def in_a_line(words: str, most: int) -> str:
    """Words without line breaks and signs that nobody sees, cut to so many letters."""
    return "".join(letter if letter.isprintable() else " " for letter in words[:most])
