"""A request to the front and what it answers, without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tsunagu.kernel.policies import Lane
from tsunagu.web.front.answers import Answer, Message
from tsunagu.web.front.application import Front
from tsunagu.web.front.bodies import Bodies
from tsunagu.web.front.clients import Clients
from tsunagu.web.front.kept import Kept
from tsunagu.web.front.lanes import Threads, Width
from tsunagu.web.front.version import DataVersion

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def scope(path: str, *, method: str = "GET", query: bytes = b"", client: str = "127.0.0.1", **headers: str) -> Message:
    """A request as a server announces it."""
    named = {"host": "localhost", **headers}
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "path": path,
        "query_string": query,
        "scheme": "http",
        "client": (client, 40000),
        "server": ("127.0.0.1", 8000),
        "headers": pairs,
    }


class Sent:
    """What is sent with a request, piece by piece; after the last piece the sender falls silent."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = list(pieces)
        self.asked_for = 0

    async def __call__(self) -> Message:
        self.asked_for += 1
        if self.pieces:
            return {"type": "http.request", "body": self.pieces.pop(0), "more_body": True}
        return await asyncio.Future()


def front(
    folder: Path,
    application: Application,
    *,
    version: bytes | None = b"version1",
    patience: float = 10,
    bodies: Bodies | None = None,
    **widths: Width,
) -> Front:
    """A front over an application of WSGI that answers at once."""
    known = DataVersion()
    known.current = version
    lanes = {lane: Threads(application, widths.get(lane.name.lower(), Width(1, 0)), patience) for lane in Lane}
    return Front(lanes, Kept(folder / "kept", "code", 2**20), known, Clients(behind=True), bodies or Bodies())


async def answer(to: Front, asked: Message, sent: Sent | None = None) -> Answer:
    """What the front answers."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    await to(asked, sent or Sent(), send)
    start, body = told
    return Answer(start["status"], start["headers"], body["body"])
