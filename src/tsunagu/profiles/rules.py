"""When somebody may claim an entry of the directory as their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tsunagu.kernel.problems import Problem

MOST_A_DAY = 5  # claims of one user; ours
LONGEST = 500  # letters of what is said with a claim or an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Claiming:
    """What is known when somebody claims an entry.

    names: whether an entry that everybody may see, or a number, is named. waits: whether another claim of theirs does.
    sent: how many claims they sent during the last day.
    """

    words: str
    names: bool
    waits: bool
    sent: int


def problems(claiming: Claiming) -> Iterator[Problem]:
    """Why a claim cannot be sent. None of it tells whether an entry is there that nobody may see."""
    if not claiming.names:
        yield Problem("nothing", "choose your entry, or give your number", "number")
    if claiming.waits:
        yield Problem("waits", "another claim of yours is being checked")
    if claiming.sent >= MOST_A_DAY:
        yield Problem("too-many", f"at most {MOST_A_DAY} claims a day")
    if len(claiming.words) > LONGEST:
        yield Problem("too-long", f"at most {LONGEST} characters", "words")


def answer_problems(words: str, *, needed: bool) -> Iterator[Problem]:
    """What is wrong with what is said with an answer. needed: a refusal says why."""
    if needed and not words.strip():
        yield Problem("reason", "say why", "words")
    if len(words) > LONGEST:
        yield Problem("too-long", f"at most {LONGEST} characters", "words")
