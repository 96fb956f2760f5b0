"""Where milestones stand on a day, and in which order they come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tsunagu.governance.enums import MilestoneState


@dataclass(frozen=True, slots=True)
class Planned:
    """A milestone: the day by which it was announced, the day on which it was done, and what it waits for."""

    due: date | None = None
    done: date | None = None
    waits_for: Collection[str] = ()


def open_ones(milestones: Mapping[str, Planned], key: str) -> list[str]:
    """What a milestone still waits for: of those it names, the ones that no document calls done."""
    return [before for before in milestones[key].waits_for if milestones[before].done is None]


def state(milestones: Mapping[str, Planned], key: str, day: date) -> MilestoneState:
    """Where a milestone stands on a day. What no document calls done is not called late: it may be done unnoticed."""
    one = milestones[key]
    if one.done is not None and one.done <= day:
        return MilestoneState.DONE
    if one.due is not None:
        return MilestoneState.NO_RECORD if one.due < day else MilestoneState.AHEAD
    return MilestoneState.WAITING if open_ones(milestones, key) else MilestoneState.UNDATED


def in_order(milestones: Mapping[str, Planned]) -> list[str]:
    """By their days, and none before what it waits for; those without a day come right behind what they wait for.

    There are no circles: nobody could come first in one.
    """
    placed: dict[str, None] = {}
    days = {key: one.done or one.due for key, one in milestones.items()}
    waiting = sorted(milestones, key=lambda key: (days[key] is None, days[key] or date.max))
    while waiting:
        ready = next((key for key in waiting if _may_follow(milestones[key], placed, milestones)), waiting[0])
        waiting.remove(ready)
        placed[ready] = None
    return list(placed)


def _may_follow(one: Planned, placed: Mapping[str, None], known: Mapping[str, Planned]) -> bool:
    return all(before in placed or before not in known for before in one.waits_for)
