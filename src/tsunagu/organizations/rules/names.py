"""Names of bodies and people: what is refused, and the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tsunagu.kernel.problems import Problem
from tsunagu.kernel.text import normalize

LONGEST = 300  # characters; the longest registered name of a corporation has 150

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})  # control, format, private, unpaired, unassigned
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
# Letters of one script that look like those of another. Both sides of a comparison are folded alike.
_KANA_FOR_KANJI = str.maketrans("工力口二夕卜八千", "エカロニタトハチ")
_HIRAGANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)})
_KATAKANA = _HIRAGANA | str.maketrans("ゝゞ", "ヽヾ")
_MARKS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]+")


def problems(text: str, where: str = "name") -> Iterator[Problem]:
    """What is wrong with a name as it is typed."""
    if not text.strip():
        yield Problem("empty", "give a name", where)
    if len(text) > LONGEST:
        yield Problem("too-long", f"give {LONGEST} characters at most, not {len(text)}", where)
    if unseen := _signs(letter for letter in text if unicodedata.category(letter) in _UNSEEN):
        yield Problem("unseen", f"take out what cannot be seen: {unseen}", where)
    if backward := _signs(letter for letter in text if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT):
        yield Problem("right-to-left", f"letters that run from right to left cannot stand in a name: {backward}", where)
    for word in filter(_is_mixed, _WORD.findall(text)):
        yield Problem("look-alike", f"{word!r} mixes letters that only look like Latin ones with Latin ones", where)


def kept(text: str) -> str:
    """A name as it is kept: composed by NFKC, with one space between words."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def reading(text: str) -> str:
    """A reading of a name as it is kept: in katakana, however it was typed.

    >>> reading("みほん ﾊﾅｺ")
    'ミホン ハナコ'
    """
    return kept(text).translate(_KATAKANA)


def searchable(text: str) -> str:
    """The form in which names are compared: width, case, kana, old letters, look-alikes and marks make no difference.

    >>> searchable("ﾌﾟﾗｽﾞﾏ Research・センター")
    'プラズマresearchセンター'
    """
    folded = normalize(text).casefold().translate(_HIRAGANA).translate(_KANA_FOR_KANJI)
    return _MARKS.sub("", folded)


def _signs(letters: Iterator[str]) -> str:
    """Letters as their numbers, since nobody would see them."""
    return ", ".join(f"U+{ord(letter):04X}" for letter in letters)


def _is_mixed(word: str) -> bool:
    """Whether a word has Latin letters beside Cyrillic ones or Greek capitals."""
    names = [unicodedata.name(letter, "") for letter in word]
    return any(name.startswith("LATIN ") for name in names) and any(
        name.startswith(("CYRILLIC ", "GREEK CAPITAL ", "GREEK SMALL LETTER OMICRON")) for name in names
    )
