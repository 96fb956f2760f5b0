"""Japanese text as it is typed and printed: one normal form for comparing."""

from __future__ import annotations

import re
import unicodedata

# NFKC would turn ① into 1 and lose which kind of applicant is meant, and it leaves these look-alikes alone.
_CIRCLED = {ord(c): f"({n})" for n, c in enumerate("①②③④⑤⑥⑦⑧⑨⑩", start=1)}
_LOOKALIKES = str.maketrans("〜～−‐―–—⺠", "~~-----民")
_SPACES = re.compile(r"\s+")


def normalize(text: str) -> str:
    """Width, look-alike and composed characters folded to one form; circled digits become ``(1)``, not ``1``.

    >>> normalize("Ｒ４　⺠間①")
    'R4 民間(1)'
    """
    return unicodedata.normalize("NFKC", text.translate(_CIRCLED).translate(_LOOKALIKES))


def squeeze(text: str) -> str:
    """The text normalized and without white space: for finding a printed phrase in a slide whose lines were cut."""
    return _SPACES.sub("", normalize(text))
