"""Mistakes as problems."""

from __future__ import annotations

from tsunagu.applications.enums import Mistake
from tsunagu.kernel.problems import Problem


def wrong(which: Mistake, where: str = "", *told: object) -> Problem:
    """A mistake as a problem, in the language of the reader."""
    return Problem(which.value, which.label % told if told else which.label, where)
