"""The list of rooms is that of the folders, and no room is said elsewhere that is not on it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.house import public
from tests.house.source import ROOMS, SOURCE, contracts
from tsunagu import rooms
from tsunagu.kernel.labels import Label
from tsunagu.rooms import Command, Room

LISTED = {room.key: room for room in rooms.ROOMS}


def test_every_folder_of_a_room_is_on_the_list():
    assert LISTED.keys() == {folder.name for folder in ROOMS}, "add its record to ROOMS in src/tsunagu/rooms.py"


def test_what_is_public_belongs_to_a_room_or_to_the_frame():
    assert public.ADDRESSES.keys() - LISTED.keys() == {""}, "edit ADDRESSES in tests/house/public.py"
    assert public.ENDPOINTS.keys() - LISTED.keys() == {"service"}, "edit ENDPOINTS in tests/house/public.py"


def from_the_lowest(keys: Iterable[str]) -> list[str]:
    """Rooms in the order of the floors that the import contract gives them."""
    [floors] = [contract["layers"] for contract in contracts() if contract.get("containers") == ["tsunagu"]]
    level = {name: number for number, floor in enumerate(reversed(floors)) for name in re.findall(r"\w+", floor)}
    return sorted(keys, key=level.__getitem__)


def test_rooms_are_listed_from_the_lowest_floor_up():
    message = "order ROOMS in src/tsunagu/rooms.py as the floors in pyproject.toml stand, from the lowest up"
    assert list(LISTED) == from_the_lowest(LISTED), message


def test_a_room_listed_below_its_floor_is_seen():
    assert from_the_lowest(["catalog", "search"]) == ["search", "catalog"]


def without_apps(listed: Iterable[Room]) -> list[str]:
    """The `apps.py` that rooms lack: without it, `make translations` puts their English into that of web."""
    files = [Path(*room.app.split("."), "apps.py") for room in listed]
    return [str(file) for file in files if not (SOURCE.parent / file).exists()]


def test_every_room_has_an_app_of_its_own():
    assert without_apps(rooms.ROOMS) == [], "write these files in src/"


def test_a_room_without_an_app_is_seen():
    garden = Room(key="garden", name=Label("庭", "Garden"), app="tsunagu.garden")
    assert without_apps([garden]) == ["tsunagu/garden/apps.py"]


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
