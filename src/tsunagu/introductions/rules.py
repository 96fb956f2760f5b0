"""When somebody can be asked for an introduction, and when a request can still be answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tsunagu.introductions.enums import State
from tsunagu.kernel.problems import Problem

SHORTEST, LONGEST = 10, 1000  # letters of a reason; ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is known when somebody asks.

    sent: how many requests they sent during the last day; most: how many they may.
    waits: whether they asked this person already and wait. reachable: whether somebody can be written to.
    """

    reason: str
    is_oneself: bool
    waits: bool
    reachable: bool
    sent: int
    most: int


def problems(asking: Asking) -> Iterator[Problem]:
    """Why a request cannot be sent."""
    length = len(asking.reason.strip())
    if not SHORTEST <= length <= LONGEST:
        yield Problem("reason", f"say in {SHORTEST} to {LONGEST} characters why, not in {length}", "reason")
    if asking.is_oneself:
        yield Problem("oneself", "nobody is introduced to themselves")
    if asking.waits:
        yield Problem("waits", "you asked already and wait for the answer")
    if not asking.reachable:
        yield Problem("unreachable", "neither they nor their organization can be written to")
    if asking.sent >= asking.most:
        yield Problem("too-many", f"at most {asking.most} requests a day")


def standing(state: State, expires: datetime, at: datetime) -> State:
    """Where a request stands at an instant."""
    return State.EXPIRED if state is State.WAITING and expires <= at else state
