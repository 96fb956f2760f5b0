"""Every read of this room: corporations by number or name, among five million."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from rapidfuzz.distance import OSA

from tsunagu.kernel.text import normalize
from tsunagu.registers.enums import PeopleRegister, RegisterKind
from tsunagu.registers.models import Corporation, Reading, Record, Register, Researcher
from tsunagu.registers.rules import houjin, researchers

MOST = 20  # corporations of an answer
_LOOKED_THROUGH = 200  # of those that hold what was typed, among which the nearest are chosen
_KEYS_AT_ONCE = 1000
_SHORTEST_TYPO = 3  # letters of a name in which one may be wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class CorporationQuery:
    """Which corporations. q: a number, or a part of a name. place: the beginning of a code of place."""

    q: str = ""
    place: str = ""


def corporations(query: CorporationQuery) -> list[Corporation]:
    """The corporations that fit best, at most ``MOST``.

    By number; else by the whole name, its beginning or a part of it; where there is none, with one wrong letter.
    """
    digits = normalize(query.q).replace("-", "").replace(" ", "")
    if len(digits) == 13 and digits.isdecimal():
        return list(_searched(query).filter(number=int(digits)))
    key = houjin.key(query.q)
    found = _begun(query, key) if key else []
    if len(found) < MOST and len(key) > 1:
        found += _holding(query, key, {one.pk for one in found})
    return found or (_mistyped(query, key) if len(key) >= _SHORTEST_TYPO else [])


def corporation(number: int) -> Corporation | None:
    """One corporation by its number; none where the register has none or keeps it out of searches."""
    return Corporation.objects.filter(number=number, hidden=False).defer("pairs").first()


def by_numbers(numbers: list[int]) -> dict[int, Corporation]:
    """The corporations with these numbers."""
    return Corporation.objects.defer("pairs").in_bulk(numbers)


def records(register: RegisterKind) -> QuerySet[Record]:
    """The entries of one of the smaller registers."""
    return Record.objects.filter(register=register)


def called(keys: Iterable[str]) -> Iterator[Record]:
    """The corporations of these keys of names (``houjin.key``), in the form of entries of the smaller registers."""
    left = iter(sorted(set(filter(None, keys))))
    while some := list(islice(left, _KEYS_AT_ONCE)):
        found = Corporation.objects.filter(hidden=False, key__in=some).defer("pairs").order_by("number")
        yield from map(_as_record, found)


def _as_record(one: Corporation) -> Record:
    return Record(
        register=RegisterKind.HOUJIN,
        code=str(one.number),
        name=one.name,
        name_en=one.name_en,
        kana=one.kana,
        kind=str(one.get_kind_display()),
        place=one.place,
        ended=one.closed is not None,
    )


def record(register: RegisterKind, code: str) -> Record | None:
    """One entry of a register of bodies."""
    if register is RegisterKind.HOUJIN:
        found = corporation(int(code))
        return _as_record(found) if found else None
    return Record.objects.filter(register=register, code=code).first()


def researchers_of(register: PeopleRegister) -> QuerySet[Researcher]:
    """The entries of a register of researchers."""
    return Researcher.objects.filter(register=register)


def researcher(register: str, code: str) -> Researcher | None:
    """One entry of a register of researchers."""
    return Researcher.objects.filter(register=register, code=code).first()


def told(entry: Researcher) -> researchers.Researcher:
    """What an entry that is kept says."""
    plain = {name: getattr(entry, name) for name in ("code", "name", "kana", "latin", "as_of")}
    return researchers.Researcher(
        fields=tuple(entry.fields),
        numbers=tuple((scheme, value) for scheme, value in entry.numbers),
        posts=tuple(map(_claim, entry.posts)),
        **plain,
    )


def _claim(post: Mapping[str, Any]) -> researchers.Claim:
    days = {name: date.fromisoformat(post[name]) for name in ("first", "last") if name in post}
    return researchers.Claim(**{**post, **days})


def register(key: str) -> Register | None:
    """As of which day a register is here; none where it was never read in."""
    return Register.objects.filter(key=key).first()


def readings(register: str) -> QuerySet[Reading]:
    """The files of a register that were read, the latest first."""
    return Reading.objects.filter(register=register)


def _searched(query: CorporationQuery) -> QuerySet[Corporation]:
    """What may be found: without what the register itself keeps out of searches."""
    rows = Corporation.objects.filter(hidden=False).defer("pairs")
    return rows.filter(place__startswith=query.place) if query.place else rows


def _begun(query: CorporationQuery, key: str) -> list[Corporation]:
    """Those whose name or reading is this, then those whose name begins so; open ones first."""
    rows = _searched(query)
    same = list(rows.filter(Q(key=key) | Q(kana=key))[:MOST])
    longer = rows.filter(key__startswith=key).exclude(key=key).order_by("key")
    return sorted([*same, *longer[: MOST - len(same)]], key=_open_and_short)


def _holding(query: CorporationQuery, key: str, known: set[int]) -> list[Corporation]:
    """Those that hold this in a name, the shortest first."""
    rows = _searched(query).filter(pairs__contains=list(houjin.pairs([key])))
    held = Q(key__contains=key) | Q(kana__contains=key) | Q(name_en__icontains=query.q.strip())
    found = [one for one in rows.filter(held)[:_LOOKED_THROUGH] if one.pk not in known]
    return sorted(found, key=_open_and_short)[: MOST - len(known)]


def _open_and_short(one: Corporation) -> Any:
    return one.closed is not None, len(one.key)


def _mistyped(query: CorporationQuery, key: str) -> list[Corporation]:
    """Those that would hold this if one letter were another, were missing, or were one too many."""
    wanted = [list(houjin.pairs(pieces)) for pieces in _without_one(key)]
    either = Q()
    for pairs in wanted:
        if pairs:
            either |= Q(pairs__contains=pairs)
    rows = _searched(query).filter(either)[:_LOOKED_THROUGH] if either else []
    near = {one: OSA.distance(key, one.key) for one in rows}
    longer = {one: abs(len(one.key) - len(key)) for one in near}  # a longer name may hold it
    fitting = [one for one in near if near[one] <= 1 + longer[one]]
    return sorted(fitting, key=lambda one: (near[one], *_open_and_short(one)))[:MOST]


def _without_one(key: str) -> Iterator[list[str]]:
    """What is left of a name on both sides of each of its letters."""
    for at in range(len(key)):
        yield [key[:at], key[at + 1 :]]
