"""`--rooms catalog,search`: only the tests of these rooms, of what stands on them, and the guards of the house.

What stands on a room is what imports it, and the doors, which name no room. A test of a door that is given an address
is a test of the room that answers there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import grimp
import pytest

TESTS = Path(__file__).resolve().parent
PACKAGE = "tsunagu"
DOORS = {"api", "cli", "web"}
HOUSE = "house"
ROOM_OF_FOLDER = {"browser": "web"}  # the others are named as their room


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rooms", metavar="ROOM[,ROOM]", help="only the tests of these rooms and of what stands on them")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.rooms:
        named(config.option.rooms)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out folders of other rooms unread: their imports alone take seconds."""
    if not config.option.rooms or collection_path.parent != TESTS or not collection_path.is_dir():
        return None
    return None if _is_kept(collection_path.name, named(config.option.rooms)) else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.option.rooms:
        return
    rooms = named(config.option.rooms)
    others = [item for item in items if not _asks_about(item, rooms)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@cache
def named(text: str) -> frozenset[str]:
    """The rooms that the option names, with all that stand on them; raises for a room that is not there."""
    names = set(text.split(","))
    unknown = names - known()
    if unknown:
        raise pytest.UsageError(
            f"--rooms: no room {', '.join(sorted(unknown))}; known are {', '.join(sorted(known()))}"
        )
    return frozenset(names.union(*(above(name) for name in names)))


@cache
def known() -> frozenset[str]:
    """The names of all rooms and doors."""
    return frozenset(name.rpartition(".")[2] for name in _graph().find_children(PACKAGE))


@cache
def above(room: str) -> frozenset[str]:
    """What stands on a room."""
    importers = _graph().find_downstream_modules(f"{PACKAGE}.{room}", as_package=True)
    names = {module.split(".")[1] for module in importers if module != PACKAGE}
    return frozenset(names if room in DOORS else names | DOORS)


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(PACKAGE, exclude_type_checking_imports=True, cache_dir=None)


def _is_kept(folder: str, rooms: Iterable[str]) -> bool:
    return folder == HOUSE or ROOM_OF_FOLDER.get(folder, folder) in rooms


def _asks_about(item: pytest.Item, rooms: frozenset[str]) -> bool:
    """Whether a test is not about the pages and answers of other rooms only."""
    parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
    answering = {room_at(value) for value in parameters if isinstance(value, str)} - {None}
    return not answering or bool(answering & rooms)


@cache
def room_at(address: str) -> str | None:
    """The room that answers at an address of the site; none where a door answers by itself."""
    from django.urls import Resolver404, resolve

    path = "/" + address.partition("?")[0].removeprefix("GET ").removeprefix("/").removeprefix("en/")
    if path in _endpoints():
        return _endpoints()[path]  # resolving stops at the router of the API
    try:
        package, room, *_ = str(resolve(path).func.__module__).split(".")
    except Resolver404:
        return None
    return room if package == PACKAGE and room not in DOORS else None


@cache
def _endpoints() -> dict[str, str | None]:
    """The room of every endpoint, which is tagged with its name."""
    paths = json.loads((TESTS.parent / "docs" / "openapi.json").read_text())["paths"]
    tags = {path: methods["get"]["tags"][0] for path, methods in paths.items()}
    return {path: tag if tag in known() else None for path, tag in tags.items()}
