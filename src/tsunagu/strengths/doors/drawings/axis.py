"""Axes: spans of numbers with their ticks, and how they lie on a page.

Places are percent across and pixels down, so that text keeps its size on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

FOOT = 28  # pixels under a plot for the words of its axis

_TICKS = 5
_SHARES = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_FEW = 8  # ticks of a logarithmic axis that can still be read


@dataclass(frozen=True, slots=True)
class Tick:
    """A number or a name on an axis, and where its line is: across or down the page, as the axis goes."""

    text: str
    at: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Axis:
    """A span of numbers with those at which it has ticks."""

    first: float
    last: float
    ticks: Sequence[float]
    logarithmic: bool = False

    @property
    def step(self) -> float:
        """From one tick to the next on an axis that is not logarithmic."""
        return self.ticks[1] - self.ticks[0] if len(self.ticks) > 1 else 1

    def part(self, value: float) -> float:
        """Where a number lies, from 0 to 1; what goes beyond the axis lies at its end."""
        return min(self._way(value) / self._way(self.last), 1)

    def percent(self, value: float) -> str:
        """A share at a tick: with a decimal where ticks are closer than a per cent."""
        return f"{value * 100:.1f}%" if self.step < 0.0099 else f"{value * 100:.0f}%"

    def _way(self, value: float) -> float:
        """How far a number is from the beginning."""
        return log10(value) - log10(self.first) if self.logarithmic else value - self.first


@dataclass(frozen=True, slots=True)
class Across:
    """An axis from the left to the right. left, right: percent."""

    axis: Axis
    left: float = 0
    right: float = 100

    def place(self, value: float) -> float:
        """Where a number lies."""
        return self.left + (self.right - self.left) * self.axis.part(value)

    def at(self, value: float) -> str:
        """Where a number lies, as it is written."""
        return f"{self.place(value):.2f}%"

    def known(self, value: float | None) -> str | None:
        """Where a number lies that may be unknown."""
        return None if value is None else self.at(value)


@dataclass(frozen=True, slots=True)
class Up:
    """An axis from the bottom to the top, in pixels down the page."""

    axis: Axis
    top: int
    bottom: int

    def at(self, value: float) -> str:
        """Where a number lies, as it is written."""
        return f"{self.top + (self.bottom - self.top) * (1 - self.axis.part(value)):.1f}"

    def known(self, value: float | None) -> str | None:
        """Where a number lies that may be unknown."""
        return None if value is None else self.at(value)


def ticks(laid: Across | Up, text: Callable[[float], str]) -> list[Tick]:
    """The ticks of an axis where it lies. text: of a number."""
    return [Tick(text(value), laid.at(value)) for value in laid.axis.ticks]


def from_zero(largest: float, step: float, beyond: float = 0) -> Axis:
    """The axis from 0 to the first tick that is not below the largest number.

    beyond: the part of a step by which the largest may be above the last tick, as sums of rounded numbers are.
    """
    steps = max(1, ceil(largest / step - beyond))
    return Axis(0.0, steps * step, [number * step for number in range(steps + 1)])


def of_ranks(last: int) -> Axis:
    """The axis from rank 1 to the last one."""
    step = round_step(last)
    further = [number * step for number in range(1, floor(last / step) + 1)]
    return Axis(1.0, last, [1.0, *further])


def logarithmic(least: float, largest: float, *, to_round: bool) -> Axis:
    """The axis that holds both numbers. to_round: it begins and ends at round ones."""
    powers = range(floor(log10(least)), ceil(log10(largest)) + 1)
    steps = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    first = max(step for step in steps if step <= least) if to_round else least
    last = min(step for step in steps if step >= largest) if to_round else largest
    inside = [step for step in steps if first <= step <= last]
    return Axis(first, max(last, first * 2), _few(inside), logarithmic=True)


def _few(steps: Sequence[float]) -> Sequence[float]:
    """The steps, or where they are many only the powers of ten."""
    return steps if len(steps) < _FEW else [step for step in steps if log10(step).is_integer()]


def round_step(largest: float) -> float:
    """The step of which about five make up the largest number."""
    return _round_up(largest * 0.999 / _TICKS)


def fine_step(largest: float) -> float:
    """The step of which five at most make up the largest number: of shares down to half a per cent, else whole."""
    fine = (step for step in _SHARES if largest / step <= _TICKS)
    return next(fine, None) or max(_round_up(largest / _TICKS), 1.0)


def _round_up(least: float) -> float:
    """The next of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** floor(log10(least))
    return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= least)


def side_by_side(count: int, first: float, last: float, alone: float) -> list[float]:
    """Percent across of so many things from the first place to the last, or of one alone."""
    if count == 1:
        return [alone]
    return [first + (last - first) * number / (count - 1) for number in range(count)]
