"""Whether a center has what a program asks of it: each criterion is met, failed or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tsunagu.organizations.enums import Met


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: so many at least, of what ``key`` names; 1 where the answer is yes or no."""

    key: str
    least: int


def judged(asked: Iterable[Asked], known: Mapping[str, int | None]) -> dict[str, Met]:
    """The verdict on each criterion. known: the figure of each; what is missing or none is unknown, never met."""
    return {criterion.key: _verdict(known.get(criterion.key), criterion.least) for criterion in asked}


def _verdict(figure: int | None, least: int) -> Met:
    if figure is None:
        return Met.UNKNOWN
    return Met.YES if figure >= least else Met.NO
