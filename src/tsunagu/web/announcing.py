"""What rooms announce to one another, taken from the list of rooms."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import chain
from typing import Any

from tsunagu import rooms
from tsunagu.kernel import announced
from tsunagu.kernel.labels import Labeled


def announce() -> None:
    """Tell the rooms of one another; nothing is loaded yet."""
    announced.announce(
        desks=[partial(rooms.resolve, room.desk) for room in rooms.ROOMS if room.desk],
        tools=[partial(rooms.resolve, room.tools) for room in rooms.ROOMS if room.tools],
        windows=[partial(rooms.resolve, room.windows) for room in rooms.ROOMS if room.windows],
        demos=[partial(rooms.resolve, room.demo) for room in rooms.ROOMS if room.demo],
        applying=[partial(rooms.resolve, room.applying) for room in rooms.ROOMS if room.applying],
        verbs=[partial(_verbs, room.rights) for room in rooms.ROOMS if room.rights],
        holds={room.key: partial(rooms.resolve, room.holds) for room in rooms.ROOMS if room.holds},
    )


def _verbs(place: str) -> Iterable[Labeled]:
    """The verbs of a room's tables of rights, each once."""
    tables: Iterable[Any] = rooms.resolve(place)
    rows = chain.from_iterable(table.rows for table in tables)
    return list(dict.fromkeys(row.verb for row in rows))
