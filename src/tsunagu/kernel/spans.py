"""Spans of days: ``first`` and ``last`` are days on which a thing holds; none is unknown or open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """From a first to a last day."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it holds on a day; what is unknown does not stand against it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALWAYS = Span()
