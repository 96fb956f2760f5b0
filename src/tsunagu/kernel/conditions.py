"""Conditions over facts that may be unknown: yes, no or unknown, by Kleene's strong tables.

A condition is a tree: leaves ask something of one fact each, and ``AllOf``, ``AnyOf`` and ``Not`` join them. Facts are
a mapping of names to values; what is missing or none is unknown, and so is what is only known to be one of several
values (``Possible``). Unknown never becomes yes, and no missing fact is an error.

Each leaf holds for a span of days and says where it is printed. Off its days it asks nothing and drops out of what
holds it; where nothing at all is in force, nothing is known, and the verdict is unknown.

Method: S. C. Kleene, Introduction to Metamathematics (1952), §64.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.spans import ALWAYS, Span

S = TypeVar("S")
Facts: TypeAlias = Mapping[str, Any]


class Verdict(Labeled):
    """How a condition comes out."""

    YES = "yes", "満たす", "Met"
    NO = "no", "満たさない", "Not met"
    UNKNOWN = "unknown", "不明", "Unknown"


_NEGATED = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES, Verdict.UNKNOWN: Verdict.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Possible:
    """A fact of which only this is known: it is one of these values."""

    values: frozenset[Hashable]


class Requirement(Protocol):
    """What a leaf requires of a value that is known."""

    def of(self, value: Any) -> Verdict:
        """How the value comes out. Raises ``TypeError`` where it is of another kind than what is required."""


class Comparison(Labeled):
    """How a value must stand to a bound."""

    AT_LEAST = "at-least", "以上", "at least"
    MORE = "more", "超", "more than"
    AT_MOST = "at-most", "以下", "at most"
    LESS = "less", "未満", "less than"
    EQUAL = "equal", "と同じ", "equal to"


_COMPARE: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.MORE: operator.gt,
    Comparison.AT_MOST: operator.le,
    Comparison.LESS: operator.lt,
    Comparison.EQUAL: operator.eq,
}
_EXACTLY = Decimal()


@dataclass(frozen=True, slots=True)
class Compared:
    """A number or a day against a bound.

    about: for 「程度」, the share of the bound, from 0 to 1, by which a number may miss it and still be for a person to
    judge: 922 of 「1,000程度以上」 is unknown with 0.1, and 899 is no. How far that is, no document says.
    """

    how: Comparison
    bound: Any
    about: Decimal = _EXACTLY

    def of(self, value: Any) -> Verdict:
        """Yes where the bound is kept, unknown where it is missed by no more than ``about``."""
        _same_kind(value, self.bound)
        if _COMPARE[self.how](value, self.bound):
            return Verdict.YES
        return Verdict.UNKNOWN if self.about and self._is_near(value) else Verdict.NO

    def _is_near(self, value: Any) -> bool:
        leeway = abs(self.about * Decimal(self.bound))
        return abs(Decimal(value) - Decimal(self.bound)) <= leeway


@dataclass(frozen=True, slots=True)
class Holds:
    """A fact that is true or false."""

    def of(self, value: Any) -> Verdict:
        """Yes where it is true."""
        _same_kind(value, True)
        return Verdict.YES if value else Verdict.NO


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some values."""

    values: frozenset[Hashable]

    def of(self, value: Any) -> Verdict:
        """Yes where it is among them."""
        return Verdict.YES if value in self.values else Verdict.NO


@dataclass(frozen=True, slots=True)
class Includes:
    """A set that holds all of some values."""

    values: frozenset[Hashable]

    def of(self, value: Any) -> Verdict:
        """Yes where none of them is lacking."""
        _same_kind(value, frozenset())
        return Verdict.YES if self.values <= value else Verdict.NO


@dataclass(frozen=True, slots=True)
class Leaf(Generic[S]):
    """What is asked of one fact. source, printed: where it says so, and in which words."""

    fact: str
    requirement: Requirement
    source: S | None = None
    printed: str = ""
    span: Span = ALWAYS


@dataclass(frozen=True, slots=True)
class AllOf(Generic[S]):
    """Every part must be met."""

    parts: tuple[Condition[S], ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Generic[S]):
    """One part must be met."""

    parts: tuple[Condition[S], ...]


@dataclass(frozen=True, slots=True)
class Not(Generic[S]):
    """The part must not be met."""

    part: Condition[S]


Condition: TypeAlias = Leaf[S] | AllOf[S] | AnyOf[S] | Not[S]


@dataclass(frozen=True, slots=True)
class Line(Generic[S]):
    """How one leaf came out on what is known of its fact; ``verdict`` is none where it was not in force."""

    leaf: Leaf[S]
    verdict: Verdict | None
    value: Any


@dataclass(frozen=True, slots=True)
class Checked(Generic[S]):
    """The verdict, a line for every leaf in the order of the tree, and the facts that could still change the verdict.

    missing: each once; empty where the verdict stands. Where it is unknown and nothing is missing, a person must judge.
    """

    verdict: Verdict
    lines: tuple[Line[S], ...]
    missing: tuple[str, ...]


def check(condition: Condition[S], facts: Facts, on: date) -> Checked[S]:
    """Check a condition on a day. Raises ``TypeError`` where a fact is of another kind than what is required of it."""
    found = _found(condition, facts, on)
    return Checked(found.verdict or Verdict.UNKNOWN, found.lines, tuple(dict.fromkeys(found.missing)))


@dataclass(frozen=True, slots=True)
class _Found(Generic[S]):
    """A part as ``Checked`` has it; its verdict is none where nothing of it is in force."""

    verdict: Verdict | None
    lines: tuple[Line[S], ...]
    missing: tuple[str, ...] = ()


def _found(condition: Condition[S], facts: Facts, on: date) -> _Found[S]:
    match condition:
        case Leaf():
            return _of_leaf(condition, facts, on)
        case Not(part):
            found = _found(part, facts, on)
            return replace(found, verdict=found.verdict and _NEGATED[found.verdict])
        case AllOf(parts):
            return _joined([_found(part, facts, on) for part in parts], decisive=Verdict.NO)
        case AnyOf(parts):
            return _joined([_found(part, facts, on) for part in parts], decisive=Verdict.YES)


def _joined(parts: Sequence[_Found[S]], *, decisive: Verdict) -> _Found[S]:
    """One part with the decisive verdict decides; else one that is unknown leaves it open."""
    lines = tuple(chain.from_iterable(part.lines for part in parts))
    verdicts = {part.verdict for part in parts if part.verdict}
    if Verdict.UNKNOWN in verdicts and decisive not in verdicts:
        missing = chain.from_iterable(part.missing for part in parts)
        return _Found(Verdict.UNKNOWN, lines, tuple(missing))
    other = _NEGATED[decisive] if verdicts else None
    return _Found(decisive if decisive in verdicts else other, lines)


def _of_leaf(leaf: Leaf[S], facts: Facts, on: date) -> _Found[S]:
    value = facts.get(leaf.fact)
    if not leaf.span.holds(on):
        return _Found(None, (Line(leaf, None, value),))
    verdict = _asked(leaf, value)
    is_missing = verdict is Verdict.UNKNOWN and (value is None or isinstance(value, Possible))
    return _Found(verdict, (Line(leaf, verdict, value),), (leaf.fact,) if is_missing else ())


def _asked(leaf: Leaf[S], value: Any) -> Verdict:
    values = value.values if isinstance(value, Possible) else {value} - {None}
    try:
        verdicts = {leaf.requirement.of(one) for one in values}
    except TypeError as error:
        raise TypeError(f"{leaf.fact}: {error}") from None
    return verdicts.pop() if len(verdicts) == 1 else Verdict.UNKNOWN


def _same_kind(value: Any, model: Any) -> None:
    """Refuse to compare a truth with a number, or a day with a text."""
    numbers = (int, Decimal)
    if isinstance(value, bool) is not isinstance(model, bool):
        raise TypeError(f"{value!r} is of another kind than {model!r}")
    if not isinstance(value, type(model)) and not (isinstance(value, numbers) and isinstance(model, numbers)):
        raise TypeError(f"{value!r} is of another kind than {model!r}")
