"""Whether what was sent may be written: nobody's words are lost, and nothing is written twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


@dataclass(frozen=True, slots=True)
class Sent:
    """From which state something was written.

    revision: none where nobody says. window: one open page. turn: how many times that page sent something, this time
    included.
    """

    revision: int | None = None
    window: str = ""
    turn: int = 0


class Saving(Enum):
    """What becomes of what was sent."""

    WRITE = auto()
    SAME = auto()
    STALE = auto()


def saving(
    kept: Sent,
    sent: Sent,
    theirs: Mapping[str, Any],
    wrote: Mapping[str, Any],
) -> Saving:
    """How to take what was sent.

    Who began from what is kept writes, and so does the first. The same again, as after a connection that was lost,
    changes nothing. Where
    the last who wrote was the same page, in an earlier turn, it writes: only the answer to it was lost. Else somebody
    else wrote meanwhile.
    """
    if all(theirs.get(field) == value for field, value in wrote.items()):
        return Saving.SAME
    if kept.revision == 0 or sent.revision == kept.revision:
        return Saving.WRITE
    if sent.window and sent.window == kept.window and sent.turn > kept.turn:
        return Saving.WRITE
    return Saving.STALE
