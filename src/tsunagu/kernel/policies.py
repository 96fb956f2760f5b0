"""What an address promises: who may see an answer again, what may be sent to it, and where it is computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar

from tsunagu.kernel.labels import Labeled

View = TypeVar("View", bound=Callable[..., Any])


class Lane(Enum):
    """Which threads compute an answer. A lane that is full refuses, and none waits for another."""

    QUICK = auto()  # what must never wait: whether the site lives, later what has a deadline
    OPEN = auto()  # pages
    HEAVY = auto()  # files of whole tables, and questions that take an engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The right that a private address asks for.

    rights: the table of rights that it asks (``access.rights.Rights``). reading: the verb for whoever looks. sending:
    the verb for whoever sends something; none where nothing can be sent. one: whether it is the address of one thing.
    """

    rights: Any
    reading: Labeled
    sending: Labeled | None = None
    one: bool = False

    def verb(self, method: str) -> Labeled:
        """The verb of a method."""
        return self.sending if self.sending and method == "POST" else self.reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The promise of one address; without one, the strictest.

    public: an answer is the same for every reader of the same data and may be kept for all of them. everybody: it
    answers whoever asks, signed in or not, though it is not kept. right: what it asks for; an address that is neither
    for everybody nor asks for a right answers nobody. most_sent: bytes that may be sent to it; where nothing may, it
    is for reading only. lane: which threads compute it.
    """

    public: bool = False
    everybody: bool = False
    right: Asking | None = None
    most_sent: int = 0
    lane: Lane = Lane.OPEN

    @property
    def is_open(self) -> bool:
        """Whether it answers whoever asks."""
        return self.public or self.everybody

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
