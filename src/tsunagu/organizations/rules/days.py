"""What spans of days may be, and shares of effort over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tsunagu.kernel.problems import Problem
from tsunagu.kernel.spans import ALWAYS, Span


def problems(span: Span, of: Span = ALWAYS, where: str = "") -> Iterator[Problem]:
    """What is wrong with a span that belongs to something with a span of its own."""
    if span.first and span.last and span.last < span.first:
        yield Problem("backward", f"ends on {span.last}, before it begins on {span.first}", where)
    if of.first and any(day < of.first for day in _given(span)):
        yield Problem("before-birth", f"holds before {of.first}, when what it belongs to began", where)
    if of.last and any(day > of.last for day in _given(span)):
        yield Problem("after-end", f"holds after {of.last}, when what it belongs to ended", where)


def _given(span: Span) -> list[date]:
    return [day for day in (span.first, span.last) if day is not None]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a person's effort, in percent, over a span; none where it is unknown."""

    percent: int | None
    span: Span


WHOLE = 100  # percent


def heaviest(shares: Iterable[Share]) -> tuple[int, date | None]:
    """The greatest sum of shares on any day, and the first day on which it is reached; none where it has no beginning.

    The sum can only rise on a day on which a share begins.
    """
    known = [share for share in shares if share.percent]
    beginnings = {share.span.first or date.min for share in known}
    sums = [(_on(known, day), day) for day in sorted(beginnings)]
    most, day = max(sums, key=lambda pair: pair[0], default=(0, date.min))
    return most, None if day == date.min else day


def _on(shares: list[Share], day: date) -> int:
    return sum(share.percent or 0 for share in shares if share.span.holds(day))


def share_problems(shares: Iterable[Share]) -> Iterator[Problem]:
    """Whether somebody would give more than all of their effort on any day."""
    most, day = heaviest(shares)
    if most > WHOLE:
        since = f"on {day}" if day else "at the beginning"
        yield Problem("over-100", f"the shares of effort would be {most}% {since}", where="share")
