"""What rooms tell one another without knowing one another: the doors put it here when the site starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any

from tsunagu.kernel.labels import Labeled


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits for a person. since, due: since and until when; none where nobody said."""

    title: str
    url: str
    since: datetime | None = None
    due: datetime | None = None
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A page at which a person works, whether or not anything waits there."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When applications for a program of the catalog are taken, of a call that has a page of its own.

    key: of the call. opens, closes: the first and the last day; hour: in Japan, at which it closes. known: the first
    day on which the public could know it. changed: when it last did; times: how often the deadline was moved. filed:
    whether it was called elsewhere, and only the record of it is here.
    """

    key: str
    program: str
    name: str
    year: int
    opens: date
    closes: date
    hour: time | None
    url: str
    known: date
    changed: datetime
    times: int = 0
    filed: bool = False


Desk = Callable[[Any], Iterable[Waiting]]

Tools = Callable[[Any], Iterable[Tool]]

Windows = Callable[[], Iterable[Window]]

Demo = Callable[[], None]

Applying = Callable[[str], str]

Verbs = Iterable[Labeled]

Holds = Callable[[Any, Any], Any]

_desks: list[Callable[[], Desk]] = []
_tools: list[Callable[[], Tools]] = []
_windows: list[Callable[[], Windows]] = []
_demos: list[Callable[[], Demo]] = []
_applying: list[Callable[[], Applying]] = []
_verbs: list[Callable[[], Verbs]] = []
_holds: dict[str, Callable[[], Holds]] = {}


def announce(
    *,
    desks: Sequence[Callable[[], Desk]],
    tools: Sequence[Callable[[], Tools]],
    windows: Sequence[Callable[[], Windows]],
    demos: Sequence[Callable[[], Demo]],
    applying: Sequence[Callable[[], Applying]],
    verbs: Sequence[Callable[[], Verbs]],
    holds: Mapping[str, Callable[[], Holds]],
) -> None:
    """Take what the rooms announce; each is asked for when somebody needs it, since loading takes time."""
    _desks[:] = desks
    _tools[:] = tools
    _windows[:] = windows
    _demos[:] = demos
    _applying[:] = applying
    _verbs[:] = verbs
    _holds.clear()
    _holds.update(holds)


def waiting(by: Any) -> list[Waiting]:
    """What waits for somebody in all rooms: what is due first, then what waits longest."""
    found = chain.from_iterable(desk()(by) for desk in _desks)
    return sorted(found, key=_urgency)


def tools(by: Any) -> list[Tool]:
    """Where somebody works, in all rooms."""
    return list(chain.from_iterable(tool()(by) for tool in _tools))


def _urgency(one: Waiting) -> tuple[bool, datetime, datetime]:
    since = one.since or datetime.max.replace(tzinfo=UTC)
    return one.due is None, one.due or since, since


def windows() -> list[Window]:
    """When applications are taken, of the calls of all rooms that have pages of their own."""
    return list(chain.from_iterable(window()() for window in _windows))


def demonstrate() -> None:
    """Add to the demonstration what its people can try in all rooms."""
    for demo in _demos:
        demo()()


def applying(key: str) -> str:
    """The address at which one applies for a call, by its key; empty where no room takes applications."""
    return next((where()(key) for where in _applying), "")


def verbs() -> list[Labeled]:
    """What can be done in all rooms, by rights."""
    return list(chain.from_iterable(told() for told in _verbs))


def held(person: Any, by: Any) -> dict[str, Any]:
    """What each room keeps of a person of the directory, for whoever may see all of it, under the room's key."""
    return {key: holds()(person, by) for key, holds in _holds.items()}
