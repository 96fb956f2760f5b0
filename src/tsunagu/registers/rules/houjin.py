"""How a line of the register of corporate numbers is read, and how names are compared. Facts in, facts out.

Columns and codes as in the National Tax Agency's definition of its download files (法人番号公表サイト,
「ダウンロードファイルのリソース定義書」): 30 columns without headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import chain, pairwise

from tsunagu.kernel.text import counted, normalize
from tsunagu.registers.enums import Closing, CorporationKind
from tsunagu.registers.rules import identifiers

COLUMNS = 30
_NUMBER, _CHANGED, _LATEST = 1, 5, 23
_PREFECTURES = frozenset(f"{number:02}" for number in range(1, 48))
_ABROAD = "99"
_KINDS = frozenset(CorporationKind)
_CLOSINGS = frozenset(Closing)
_LONGEST = {6: 150, 9: 10, 10: 20, 11: 300, 16: 300, 24: 300, 28: 500}
_DIGITS = re.compile(r"[0-9]{13}", re.ASCII)
_DELETED = "99"  # a number that was given by mistake

# Forms of a company, which say nothing about which one it is.
_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|相互会社|特例有限会社"
    r"|(?:一般|公益|特例)?(?:社団|財団)法人|特定非営利活動法人|独立行政法人|国立研究開発法人|医療法人(?:社団|財団)?"
    r"|社会福祉法人|学校法人|宗教法人|農事組合法人|\(株\)|\(有\)|㈱|㈲"
)
_BESIDE = re.compile(r"[\s・.,'’\-&/()\"]+")
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@dataclass(slots=True)
class Unreadable(Exception):
    """Why a line cannot be taken. code: for machines. message: for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Corporation:
    """One corporation as the register has it.

    place: prefecture and municipality, five digits; empty abroad and where the register gives none. changed: the day of
    its last change, updated: on which the register wrote it. digest: of all that can change. deleted: the number was
    given by mistake.
    """

    number: int
    name: str
    kana: str
    name_en: str
    kind: str
    place: str
    address: str
    postcode: str
    assigned: date | None
    changed: date | None
    updated: date
    closed: date | None
    closing: str
    successor: int | None
    hidden: bool
    deleted: bool
    digest: int


def corporation(row: Sequence[str]) -> Corporation | None:
    """A line as a corporation; none for an entry that a later one of the same file takes the place of (最新履歴 0).

    Raises ``Unreadable``.
    """
    if len(row) != COLUMNS:
        raise Unreadable("columns", f"{counted(len(row), 'column')} instead of {COLUMNS}")
    told = row[_NUMBER]
    if not _DIGITS.fullmatch(told):
        raise Unreadable("number", f"「{told[:20]}」 is no corporate number of 13 digits")
    if int(told[0]) != identifiers.houjin_digit(told[1:]):
        raise Unreadable(
            "check-digit", f"the check digit of {told} is wrong; it would be {identifiers.houjin_digit(told[1:])}"
        )
    _require_text(row)
    return _read(row) if row[_LATEST] != "0" else None


def number(row: Sequence[str]) -> int:
    """The number of a line, whether or not the line can be taken; 0 where it has none."""
    return int(row[_NUMBER]) if len(row) == COLUMNS and _DIGITS.fullmatch(row[_NUMBER]) else 0


def _read(row: Sequence[str]) -> Corporation:
    prefecture, city = row[13], row[14]
    return Corporation(
        number=int(row[_NUMBER]),
        name=_required(row[6], "name"),
        kana=row[28],
        name_en=row[24],
        kind=_coded(row[8], _KINDS, "kind"),
        place=_place(prefecture, city),
        address=(row[9] + row[10] + row[11]) or row[16],
        postcode=row[15],
        assigned=_day(row[22]),
        changed=_day(row[_CHANGED]),
        updated=_day(row[4]) or _missing_day(),
        closed=_day(row[18]),
        closing=_coded(row[19], _CLOSINGS, "closing") if row[19] else "",
        successor=int(row[20]) if _DIGITS.fullmatch(row[20]) else None,
        hidden=row[29] == "1",
        deleted=row[2] == _DELETED,
        digest=digest(row),
    )


def digest(row: Sequence[str]) -> int:
    """A number of 64 bits that changes with anything that the register says of a corporation but the line's own place.

    Left out are the number of the line, the kind of entry and of correction, and the mark of the latest entry.
    """
    told = "\x1f".join((*row[4:_LATEST], *row[_LATEST + 1 :]))
    return int.from_bytes(blake2b(told.encode(), digest_size=8).digest(), signed=True)


def _require_text(row: Sequence[str]) -> None:
    for place, most in _LONGEST.items():
        if len(row[place]) > most:
            raise Unreadable("too-long", f"column {place + 1} has {len(row[place])} characters; {most} are the most")
    told = "".join(row)
    if not told.isprintable() and any(not letter.isprintable() and letter != "\u3000" for letter in told):
        raise Unreadable("letters", "bytes or signs that are no text; is it Shift_JIS (CP932) or UTF-8?")


def _required(text: str, what: str) -> str:
    if not text.strip():
        raise Unreadable(what, f"the {what} is empty")
    return text


def _coded(text: str, known: Iterable[str], what: str) -> str:
    if text not in known:
        raise Unreadable(what, f"「{text[:20]}」 is no {what} of the register")
    return text


def _place(prefecture: str, city: str) -> str:
    if prefecture in {"", _ABROAD}:
        return ""
    if prefecture not in _PREFECTURES or not (city == "" or (len(city) == 3 and city.isdecimal())):
        raise Unreadable("place", f"「{prefecture[:10]} {city[:10]}」 is no code of a prefecture and municipality")
    return prefecture + city


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("day", f"「{text[:20]}」 is no day like 2026-12-01") from None


def _missing_day() -> date:
    raise Unreadable("day", "the day of the update is empty")


def key(name: str) -> str:
    """A name for comparing: normalized, without the form of the company, without spaces and signs, in katakana.

    >>> key("株式会社 つなぐ・ラボ"), key("Tsunagu Lab., Ltd.")
    ('ツナグラボ', 'tsunagulabltd')
    """
    if not name:
        return ""
    plain = normalize(name).lower()
    core = _BESIDE.sub("", _FORMS.sub("", plain)) or _BESIDE.sub("", plain)
    return core.translate(_TO_KATAKANA)


def pairs(words: Iterable[str]) -> set[int]:
    """The pairs of neighboring letters of some keys, each as a number of 31 bits: what an index finds them by.

    Two pairs may share a number, so what is found is compared as text afterwards.
    """
    both = chain.from_iterable(pairwise(map(ord, word)) for word in words)
    return {((one << 15) ^ two) & 0x7FFFFFFF for one, two in both}
