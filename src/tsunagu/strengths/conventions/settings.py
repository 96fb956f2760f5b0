"""What a computation depends on beside the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Settings:
    """What a computation depends on beside the data. Every one of these is shown with the numbers."""

    citations: str = "cited_by"  # or cited_4y: the year of publication and the three after it
    view: str = "as_is"  # or as_was: merged institutions before the date of their merger
    width: int = 5  # years of a window; the decks show 2013 to 2017
    windows: int = 6  # how many windows, the newest ones, moving by a year
    countries: tuple[str, ...] = ("JP", "GB", "DE")  # intervals are computed for institutions of these
    edge_countries: tuple[str, ...] = ("JP",)  # joint works with at least one institution of these
    cap: int = 100  # works of more institutions are left out of joint works, and counted
    draws: int = 1000

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Settings:
        """The settings that a run recorded; the usual ones for what a run of another version did not know."""
        known = {name: _as_kept(parameters[name]) for name in parameters.keys() & cls.__dataclass_fields__.keys()}
        return cls(**known)


def _as_kept(value: Any) -> Any:
    """A recorded value as settings hold it: JSON has lists where they have tuples."""
    return tuple(value) if isinstance(value, list) else value
