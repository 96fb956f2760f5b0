"""Corrections of a program beside its file: where each stands, and what becomes of it when the file changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tsunagu.catalog.enums import BodyKind
from tsunagu.catalog.enums.corrections import CorrectedField, PlaceKind
from tsunagu.kernel.labels import Label
from tsunagu.kernel.merging import Facts
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.years import FiscalYear

PROGRAM = PlaceKind.PROGRAM.value
"""The place of what a program says of itself: names, texts, web address."""

_F = CorrectedField
FIELDS: Mapping[PlaceKind, tuple[CorrectedField, ...]] = {
    PlaceKind.PROGRAM: (
        _F.NAME,
        _F.NAME_EN,
        _F.ABBREVIATION,
        _F.SUMMARY,
        _F.SUMMARY_EN,
        _F.DESCRIPTION,
        _F.DESCRIPTION_EN,
        _F.URL,
    ),
    PlaceKind.RULE: (
        _F.LEAD,
        _F.PARTIAL,
        _F.CONSORTIUM,
        _F.REQUIRES,
        _F.PARTNERS,
        _F.EXCLUDES,
        _F.EXCLUDES_EN,
        _F.CONDITION,
        _F.CONDITION_EN,
    ),
    PlaceKind.TRACK: (
        _F.NAME,
        _F.NAME_EN,
        _F.PURPOSE,
        _F.AMOUNT_TEXT,
        _F.AMOUNT,
        _F.AMOUNT_IS,
        _F.PER,
        _F.YEARS_TEXT,
        _F.YEARS,
        _F.AWARDS_TEXT,
        _F.AWARDS,
    ),
    PlaceKind.CALL: (_F.NAME, _F.OPENS, _F.CLOSES, _F.CLOSES_AT),
    PlaceKind.BUDGET: (_F.AMOUNT, _F.INCLUSIVE, _F.APPROXIMATE, _F.NOTE),
}
"""The fields of each kind of place that an officer may correct."""
WHO = (_F.LEAD, _F.PARTIAL, _F.CONSORTIUM, _F.REQUIRES, _F.PARTNERS)
"""The fields that hold kinds of bodies."""
_WHO_APPLIES = (_F.LEAD, _F.PARTIAL, _F.CONSORTIUM)
_WEB = ("https://", "http://")
_BY_YEAR = 2  # parts of a key from which on it names a fiscal year


def keys(kind: PlaceKind, told: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The natural keys of rows of one kind, from what tells them apart, the fiscal year first; equal ones are numbered.

    >>> list(keys(PlaceKind.CALL, [(2022, "", "第1回"), (2022, "", "第1回")]))
    ['call/2022//第1回/1', 'call/2022//第1回/2']
    """
    seen: Counter[str] = Counter()
    for parts in told:
        plain = [str(part).replace("/", "-") for part in parts]
        key = "/".join([kind.value, *plain])
        seen[key] += 1
        yield f"{key}/{seen[key]}"


def kind_of(place: str) -> PlaceKind:
    """What kind of place a key names."""
    return PlaceKind(place.partition("/")[0])


def year_of(place: str) -> str:
    """The fiscal year of a place in the reader's language; nothing where it is of none."""
    parts = place.split("/")
    return FiscalYear(int(parts[1])).text() if len(parts) >= _BY_YEAR else ""


def named(place: str) -> str:
    """A place in the reader's language: its kind, and its fiscal year where it is of one."""
    return f"{kind_of(place).label} {year_of(place)}".rstrip()


@dataclass(frozen=True, slots=True)
class Kept:
    """How a correction stands beside its file. settled: the fields of which the file says the same by now."""

    standing: list[str]
    filed: dict[str, Any]
    clashing: list[str]
    settled: list[str] = field(default_factory=list)


def beside(kept: Kept, after: Facts, says: Facts | None) -> Kept:
    """How a correction stands once its file is read anew. says: what the file says; none where the place is gone.

    A field of which the file says the same is the file's again. One of which it says something third clashes, and
    stays as it is until somebody decides.

    >>> beside(Kept(["name"], {"name": "a"}, []), {"name": "b"}, {"name": "c"}).clashing
    ['name']
    """
    if says is None:
        return Kept(kept.standing, kept.filed, list(kept.standing))
    settled = [name for name in kept.standing if says[name] == after[name]]
    standing = [name for name in kept.standing if name not in settled]
    clashing = [name for name in standing if name in kept.clashing or says[name] != kept.filed.get(name)]
    return Kept(standing, {name: says[name] for name in standing}, clashing, settled)


def problems(kind: PlaceKind, facts: Facts) -> Iterator[Problem]:
    """What is wrong with a place as it would be; whether each value fits its column is not asked here."""
    if kind is PlaceKind.RULE:
        yield from _of_rule(facts)
    elif kind is PlaceKind.CALL and "" < facts[_F.CLOSES] < facts[_F.OPENS]:
        yield Problem("backward", str(_BACKWARD), _F.CLOSES)
    elif kind is PlaceKind.PROGRAM and facts[_F.URL] and not facts[_F.URL].startswith(_WEB):
        yield Problem("no-web-address", str(_NO_WEB_ADDRESS), _F.URL)


def _of_rule(facts: Facts) -> Iterator[Problem]:
    kinds = {kind.value for kind in BodyKind}
    for name in WHO:
        if unknown := set(facts[name]) - kinds:
            yield Problem("no-body", f"{_NO_BODY}: {', '.join(sorted(unknown))}", name)
    if not any(facts[name] for name in _WHO_APPLIES):
        yield Problem("nobody", str(_NOBODY), _F.LEAD)


_BACKWARD = Label("締切日が開始日より前になっています。", "The call closes before it opens.")
_NO_WEB_ADDRESS = Label(
    "https:// か http:// で始まるアドレスを書いてください。", "Give an address that begins with https:// or http://."
)
_NO_BODY = Label("この種類の機関はありません", "There is no such kind of body")
_NOBODY = Label(
    "申請主体、一部だけの申請主体、共同の申請者のどれかを選んでください。",
    "Choose who leads the application, wholly or in part, or who applies together.",
)
