"""Tests of many alike: some every day, all of them with the long ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(step: int, values: Iterable[Any]) -> list[Any]:
    """One of so many values every day, from the first on; the others with the long tests."""
    return [
        value if place % step == 0 else pytest.param(*_each(value), marks=pytest.mark.long)
        for place, value in enumerate(values)
    ]


def _each(value: Any) -> tuple[Any, ...]:
    """The values of one case: several where a test takes several."""
    return value if type(value) is tuple else (value,)
