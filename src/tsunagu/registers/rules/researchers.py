"""What a register of researchers says of one of them, in one form. Facts in, facts out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import chain

import msgspec

from tsunagu.kernel.text import normalize
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import identifiers

_LONGEST = {"name": 300, "title": 200, "field": 100, "printed": 1000}  # characters
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?", re.ASCII)
_YEAR = re.compile(r"\d{4}年?", re.ASCII)
_CODE = re.compile(r"[\w.-]{1,40}", re.ASCII)
_FOR_EVER = "9999"  # how an open end is written


class Wrong(Exception):
    """What of an entry cannot be taken. column: as the file calls it."""

    def __init__(self, column: str, code: str, message: str) -> None:
        super().__init__(message)
        self.column, self.code, self.message = column, code, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A post as a register has it. body_code: the number of the body in e-Rad. share: of the effort, in percent.

    printed: the text as it stands there.
    """

    body: str
    body_code: str = ""
    unit: str = ""
    title: str = ""
    title_en: str = ""
    first: date | None = None
    last: date | None = None
    share: int | None = None
    printed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Researcher:
    """An entry of a register of researchers.

    code: its number there. numbers: of any scheme, as pairs of scheme and value. as_of: the day for which the register
    says it, where it says so.
    """

    code: str
    name: str
    kana: str = ""
    latin: str = ""
    fields: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    posts: tuple[Claim, ...] = ()
    as_of: date | None = None

    @property
    def digest(self) -> int:
        """A number of 64 bits that changes with any fact; not with the day for which it is said."""
        told = (self.code, self.name, self.kana, self.latin, self.fields, self.numbers, self.posts)
        return int.from_bytes(blake2b(msgspec.json.encode(told), digest_size=8).digest(), signed=True)

    def joined(self, other: Researcher) -> Researcher:
        """With what another line of the same file says of the same person. Raises ``Wrong`` where names differ."""
        if plain(other.name) != plain(self.name):
            told = f"{self.code} stands above already, as 「{self.name}」"
            raise Wrong("code", "twice", told)
        return replace(
            self,
            fields=once(self.fields, other.fields),
            numbers=once(self.numbers, other.numbers),
            posts=once(self.posts, other.posts),
        )


def once(*rows: Iterable[object]) -> tuple:  # type: ignore[type-arg]
    """Everything of several rows, each thing once."""
    return tuple(dict.fromkeys(chain.from_iterable(rows)))


def plain(name: str) -> str:
    """A name without spaces, for comparing."""
    return "".join(normalize(name).casefold().split())


def code(text: str, column: str) -> str:
    """The number of an entry in its register."""
    if not _CODE.fullmatch(text):
        raise Wrong(column, "code", f"「{text[:20]}」 is no number or address of an entry")
    return text


def text(written: str, column: str, kind: str = "name") -> str:
    """One line of text with single spaces."""
    found = " ".join(str(written).split())
    if len(found) > _LONGEST[kind]:
        raise Wrong(column, "too-long", f"{len(found)} characters; {_LONGEST[kind]} are the most")
    if not found.isprintable():
        raise Wrong(column, "letters", "letters that cannot be seen or printed, or bytes that are no text")
    return found


def number(scheme: Scheme, written: str, column: str) -> tuple[str, str]:
    """A number with its scheme, whose check digit is right."""
    value = identifiers.canonical(scheme, written)
    for problem in identifiers.problems(scheme, value):
        raise Wrong(column, problem.code, problem.message)
    return scheme.value, value


def day(written: str, column: str, *, last: bool = False) -> date | None:
    """A day; of a month its first or its last one. None for a year alone, for nothing and for an open end."""
    plainly = normalize(written).strip()
    if not plainly or plainly.startswith(_FOR_EVER) or _YEAR.fullmatch(plainly):
        return None
    found = _DAY.fullmatch(plainly)
    try:
        return _dated(*found.groups(), last=last) if found else _no_day(column, written)
    except ValueError:
        return _no_day(column, written)


def _dated(year: str, month: str, its_day: str | None, *, last: bool) -> date:
    if its_day:
        return date(int(year), int(month), int(its_day))
    first = date(int(year), int(month), 1)
    return first.replace(day=_days(first)) if last else first


def _days(first: date) -> int:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return (following - first).days


def _no_day(column: str, written: str) -> date:
    raise Wrong(column, "day", f"「{written[:20]}」 is no day; write it as 2026-04-01")


def split(written: str, marks: str = r"[;；|｜\n]") -> Iterator[str]:
    """The parts of a cell that holds several."""
    yield from filter(None, (part.strip() for part in re.split(marks, written)))
