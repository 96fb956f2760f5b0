"""Which passwords do not do: short ones, common ones, and those made of what anybody can know of the account."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from tsunagu.kernel.labels import Label
from tsunagu.kernel.problems import Problem

SHORTEST = 15  # characters
LONGEST = 256
_MUST_BE_LEFT = 8  # letters beside what anybody can know
_DIFFERENT = 5
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_ORNAMENT = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def problems(password: str, *, common: Collection[str], known: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with a password; nothing is asked of its kinds of characters.

    common: passwords that many people use, in small letters. known: words that anybody may know: the person's name and
    address, the site's name.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        yield _wrong_length(len(password))
        return
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) < _DIFFERENT or _is_common(plain, common) or _is_row(plain):
        yield Problem("common", str(_COMMON), "password")
    elif _is_known(plain, known):
        yield Problem("known", str(_KNOWN), "password")


def _wrong_length(length: int) -> Problem:
    if length < SHORTEST:
        return Problem("short", _SHORT % {"least": SHORTEST}, "password")
    return Problem("long", _LONG % {"most": LONGEST}, "password")


def _is_common(plain: str, common: Collection[str]) -> bool:
    """Whether it is on the list, also with ornaments around it or several times after itself."""
    unit = _unit(plain)
    core = _ORNAMENT.sub("", plain)
    return any(form in common for form in (plain, unit, core, _unit(core)) if form)


def _unit(text: str) -> str:
    """What a text repeats; itself where it repeats nothing."""
    place = (text + text).find(text, 1)
    return text[:place] if 0 < place < len(text) else text


def _is_row(plain: str) -> bool:
    """Whether it is keys or letters as they stand in a row, forward or backward, once or more often."""
    unit = _unit(plain)
    doubled = [row * 2 for row in _ROWS]
    return any(unit in row or unit in row[::-1] for row in doubled)


def _is_known(plain: str, known: Iterable[str]) -> bool:
    """Whether known words, whole or as their parts, and ornaments are nearly all of it."""
    plainly = (unicodedata.normalize("NFKC", word).casefold() for word in known)
    words = set(chain.from_iterable(map(_parts, plainly)))
    left = plain
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left != plain and len(re.sub(r"[\W\d_]", "", left)) < _MUST_BE_LEFT


def _parts(word: str) -> Iterator[str]:
    yield from (part for part in (word, *re.split(r"[\W\d_]+", word)) if len(part) >= 2)


_SHORT = Label(
    "パスワードは%(least)d文字以上にしてください。短い文をいくつかつなげると、長くても覚えやすくなります。",
    "Use at least %(least)d characters. A few words in a row are long and still easy to remember.",
)
_LONG = Label("パスワードは%(most)d文字以下にしてください。", "Use %(most)d characters at most.")
_COMMON = Label(
    "よく使われるパスワードのため、使えません。ほかのパスワードにしてください。",
    "Many people use this password. Please choose another one.",
)
_KNOWN = Label(
    "氏名、メールアドレス、サイト名など、他人が推測できる言葉がほとんどです。ほかのパスワードにしてください。",
    "This is mostly made of words that others can guess, such as your name, your address or that of the site. "
    "Please choose another one.",
)
