"""The day a question asks about: the catalog as it is, or as it stood on a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from tsunagu.catalog.models import days
from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked

P = ParamSpec("P")
R = TypeVar("R")


def as_of(**how: Any) -> Any:
    """The field of a question that asks for the catalog as it stood on a day."""
    help_text = "the catalog as it stood on this day, YYYY-MM-DD; as it is today by default"
    return asked(Label("時点", "As of"), None, name="as_of", help=help_text, example="2026-12-01", **how)


@dataclass(frozen=True, slots=True)
class DayQuery:
    """On which day."""

    as_of: date | None = as_of()


def on_its_day(answering: Callable[P, R]) -> Callable[P, R]:
    """Answer a question, the first argument that has a day, from what was known on its day."""

    @wraps(answering)
    def answered(*given: P.args, **more: P.kwargs) -> R:
        question: Any = next(argument for argument in given if hasattr(argument, "as_of"))
        with days.known_on(question.as_of):
            return answering(*given, **more)

    return answered


def seen() -> date:
    """The day on which the catalog is looked at: the one asked for, else today."""
    return days.day() or clock.today()


def looked_at() -> tuple[date | None, date]:
    """The day asked for, and the day seen: what an answer hangs on beside its question."""
    return days.day(), seen()
