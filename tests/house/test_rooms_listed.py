"""The list of rooms is that of the folders, and no room is said elsewhere that is not on it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from tests.house import public
from tests.house.source import ROOMS
from tsunagu import rooms
from tsunagu.kernel.labels import Label
from tsunagu.rooms import Command, Room

LISTED = {room.key: room for room in rooms.ROOMS}


def test_every_folder_of_a_room_is_on_the_list():
    assert LISTED.keys() == {folder.name for folder in ROOMS}


def test_what_is_public_belongs_to_a_room_or_to_the_frame():
    assert public.ADDRESSES.keys() - LISTED.keys() == {""}
    assert public.ENDPOINTS.keys() - LISTED.keys() == {"service"}


def places(record: object) -> Iterator[str]:
    """The modules, and names in modules, that a room names at any depth."""
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if dataclasses.is_dataclass(part):
                yield from places(part)
            elif isinstance(part, str) and part.startswith("tsunagu."):
                yield part


def outside(room: Room) -> list[str]:
    """The places that lie in another room."""
    return [place for place in places(room) if not f"{place}.".startswith(f"tsunagu.{room.key}.")]


@pytest.mark.parametrize("room", rooms.ROOMS, ids=LISTED)
def test_what_a_room_names_is_there_and_its_own(room: Room):
    assert outside(room) == []
    named = [place for place in places(room) if ":" in place]
    assert [place for place in named if rooms.resolve(place) is None] == []


def test_a_place_in_another_room_is_seen():
    command = Command(name="calls", place="tsunagu.catalog.cli:catalog", help="Calls.")
    room = Room(
        key="calls",
        name=Label("公募", "Calls"),
        app="tsunagu.calls",
        router="tsunagu.calls.api:router",
        commands=(command,),
        warm="tsunagu.search.engine:warm",
    )
    assert outside(room) == ["tsunagu.catalog.cli:catalog", "tsunagu.search.engine:warm"]
