"""What an address promises: who may see an answer again, what may be sent to it, and where it is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Lane(Enum):
    """Which threads compute an answer. A lane that is full refuses, and none waits for another."""

    QUICK = auto()  # what must never wait: whether the site lives, later what has a deadline
    OPEN = auto()  # pages
    HEAVY = auto()  # files of whole tables, and questions that take an engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The promise of one address; without one, the strictest.

    public: an answer is the same for every reader of the same data and may be kept for all of them. most_sent: bytes
    that may be sent to it; where nothing may, it is for reading only. lane: which threads compute it.
    """

    public: bool = False
    most_sent: int = 0
    lane: Lane = Lane.OPEN

    @property
    def methods(self) -> tuple[str, ...]:
        """What an address takes."""
        return ("GET", "HEAD", "OPTIONS", "POST") if self.most_sent else ("GET", "HEAD", "OPTIONS")


PAGE = Policy(public=True)
HEAVY_PAGE = Policy(public=True, lane=Lane.HEAVY)
QUICK = Policy(public=True, lane=Lane.QUICK)
STRICTEST = Policy()


def declare(view: View, policy: Policy) -> View:
    """Write the promise on a view."""
    view.policy = policy  # type: ignore[attr-defined]
    return view


def declared(view: Any) -> Policy | None:
    """The promise of a view; none where nobody thought of it."""
    policy: Policy | None = getattr(view, "policy", None)
    return policy
