"""What waits for an officer in this room, and where officers work."""

from __future__ import annotations

from collections.abc import Iterator

from tsunagu.access.actors import Actor
from tsunagu.catalog.queries import corrections, editions
from tsunagu.kernel.announced import Tool, Waiting


def desk(by: Actor) -> Iterator[Waiting]:
    """Drafts of maps to be published, and corrections of programs to be approved."""
    yield from editions.desk(by)
    yield from corrections.desk(by)


def tools(by: Actor) -> Iterator[Tool]:
    """The editions of the maps, and the corrections of programs."""
    yield from editions.tools(by)
    yield from corrections.tools(by)
