"""What stands at an address of the API: names and functions of its operations, and which are for everybody."""

from __future__ import annotations

import re
from typing import Any

from ninja import Router

from tsunagu import rooms
from tsunagu.kernel import policies
from tsunagu.kernel.policies import Policy

OF_THE_FRAME = {"health"}
"""The operations for everybody that are no room's."""


def everybody() -> set[str]:
    """The operations that answer whoever asks: each stands on the list of its room, or on that of the frame."""
    return OF_THE_FRAME.union(*(room.everybody.split() for room in rooms.ROOMS))


def by_route(frame: Router) -> dict[str, list[Any]]:
    """The operations as django-ninja keeps them, by their route behind /api/v1/. frame: the router of no room."""
    routers = [frame, *(rooms.resolve(room.router) for room in rooms.ROOMS if room.router)]
    every = (pair for router in routers for pair in router.path_operations.items())
    return {_route(path): view.operations for path, view in every}


def _route(path: str) -> str:
    """A path of the API as Django writes it, without the kinds of its parameters."""
    return re.sub(r"{(?:\w+:)?(\w+)}", r"<\1>", path).lstrip("/")


def plain(route: str) -> str:
    """A route of Django's without the kinds of its parameters."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", route)


def own(operations: list[Any]) -> Policy | None:
    """What the functions of an address promise by themselves: those that ask for a right."""
    promises = (policies.declared(one.view_func) for one in operations)
    return next(filter(None, promises), None)


def are_open(operations: list[Any]) -> bool:
    """Whether all these operations are on the list of those for everybody."""
    return {str(one.operation_id) for one in operations} <= everybody()
