"""What a program asks of a center, as a condition over the center's figures (S39)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from tsunagu.kernel.conditions import AllOf, Compared, Comparison, Holds, Leaf
from tsunagu.kernel.problems import Problem, Rejected

S = TypeVar("S")
Figures = Mapping[str, int | bool | None]

_ABOUT = "程度"
_YES, _NO = frozenset({"yes", "はい", "有", "1"}), frozenset({"no", "いいえ", "無", "0"})


@dataclass(frozen=True, slots=True)
class Asked(Generic[S]):
    """One criterion: so many at least of what ``key`` names; yes where ``unit`` is none. source: beside the answer."""

    key: str
    least: int
    unit: str
    printed: str
    source: S

    @property
    def counts(self) -> bool:
        """Whether a number is asked for, and not a yes."""
        return bool(self.unit)


def condition(asked: Iterable[Asked[S]], about: Decimal) -> AllOf[S]:
    """All criteria together. about: by which share a number may miss one that is printed with 程度 and not fail."""
    return AllOf(tuple(_leaf(one, about) for one in asked))


def _leaf(one: Asked[S], about: Decimal) -> Leaf[S]:
    margin = about if _ABOUT in one.printed else Decimal()
    at_least = Compared(Comparison.AT_LEAST, one.least, margin)
    return Leaf(one.key, at_least if one.counts else Holds(), one.source, one.printed)


def figures(asked: Iterable[Asked[S]], told: Mapping[str, str]) -> Figures:
    """The figures as somebody wrote them; what was left empty is unknown. Raises ``Rejected`` with all mistakes."""
    every = {one.key: one for one in asked}
    problems = [Problem("unknown", f"asks for {', '.join(every)}", key) for key in told if key not in every]
    read = {key: _figure(every[key], text) for key, text in told.items() if key in every}
    problems += [value for value in read.values() if isinstance(value, Problem)]
    if problems:
        raise Rejected(problems)
    return {key: value for key, value in read.items() if not isinstance(value, Problem)}


def _figure(one: Asked[S], text: str) -> int | bool | Problem | None:
    given = text.strip().lower()
    if not given:
        return None
    if one.counts:
        whole = given.isascii() and given.isdecimal() and len(given) < _LONGEST
        return int(given) if whole else Problem("number", f"{text!r} is not a whole number", one.key)
    if given in _YES | _NO:
        return given in _YES
    return Problem("truth", f"{text!r} is neither yes nor no", one.key)


_LONGEST = 10  # digits
