"""What is drawn: values with their intervals, and marks beside which they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Of several things side by side each has a shape, since color alone does not tell them apart.
SHAPES = ("circle", "square", "triangle", "diamond")


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its interval, either of them perhaps unknown.

    note: what is said beside it, such as n; key: whatever the page needs to link it.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    note: str = ""
    key: object = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that all others are compared with. name: how it is drawn (``world``, ``reference``)."""

    label: str
    value: float
    name: str


def reach(values: Iterable[Value]) -> list[float]:
    """The numbers that an axis must hold: the values and the upper ends of intervals that are known."""
    return [number for value in values for number in (value.value, value.high) if number is not None]
