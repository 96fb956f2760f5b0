"""Figures: a number, or a numerator over a denominator; for a fiscal year, or on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True)
class Figure:
    """A value, or both parts of a ratio. Without either it is unknown, which is never 0."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    @property
    def parted(self) -> bool:
        """Whether both parts of a ratio are known."""
        return self.numerator is not None and self.denominator is not None

    @property
    def number(self) -> Decimal | None:
        """The figure as one number; none where it is unknown."""
        if self.numerator is None or self.denominator is None:
            return self.value
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Period:
    """A fiscal year, or a day: one of the two."""

    year: FiscalYear | None = None
    day: date | None = None

    @property
    def last(self) -> date:
        """Its last day, by which periods follow one another."""
        if self.day:
            return self.day
        return date(int(self.year or 0) + 1, 3, 31)

    @property
    def code(self) -> str:
        """As files and the API write it: 2022, or 2023-03-31."""
        return self.day.isoformat() if self.day else str(int(self.year or 0))

    def follows(self, other: Period) -> bool:
        """Whether nothing lies between the other and this one; days have no fixed step."""
        if self.year is None or other.year is None:
            return self.year is None and other.year is None
        return self.year == other.year + 1
