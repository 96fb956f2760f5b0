"""The data of a file as JSON holds it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tsunagu.calls.rules import reading
from tsunagu.calls.rules.shapes import Definition

Raw = Mapping[str, Any]
_MOMENTS = ("opens", "closes")


def kept(raw: Raw) -> dict[str, Any]:
    """Data whose days and instants are texts."""
    steps = [_written(step) for step in raw.get("step", [])]
    return {**raw, "step": steps}


def revived(kept: Raw) -> Definition:
    """A call from what was kept of its file."""
    steps = [_read(step) for step in kept["step"]]
    return reading.read({**kept, "step": steps})


def _written(step: Raw) -> dict[str, Any]:
    return {**step, **{name: step[name].isoformat() for name in _MOMENTS if name in step}}


def _read(step: Raw) -> dict[str, Any]:
    return {**step, **{name: _moment(step[name]) for name in _MOMENTS if name in step}}


def _moment(text: str) -> date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
