"""What stands at an address of the API: names and functions of its operations, and which are for everybody."""

from __future__ import annotations

import re
from dataclasses import replace
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
    """What the functions of an address promise by themselves, all together; none where none asks for a right.

    Where some ask for a right and others do not, what they promise is not clear, and the address answers nobody.
    """
    promises = [policies.declared(one.view_func) for one in operations]
    private = [promise for promise in promises if promise and promise.right]
    if not private:
        return None
    return _together(private) if len(private) == len(promises) else policies.STRICTEST


def _together(private: list[Policy]) -> Policy:
    """The promise of an address at which one may look and send: the verb of either."""
    looking, sending = private[0], max(private, key=lambda promise: promise.most_sent)
    for promise in private:
        if not promise.most_sent:
            looking = promise
    right = replace(looking.right, sending=sending.right.sending) if looking.right and sending.right else None
    return replace(sending, right=right)


def are_open(operations: list[Any]) -> bool:
    """Whether all these operations are on the list of those for everybody."""
    return {str(one.operation_id) for one in operations} <= everybody()
