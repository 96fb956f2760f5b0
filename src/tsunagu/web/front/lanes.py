"""Threads that run Django: each lane has its own, and a bounded number of requests that wait for them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from a2wsgi import WSGIMiddleware

from tsunagu.kernel.policies import Lane
from tsunagu.web.front import refusals
from tsunagu.web.front.answers import Answer, Message
from tsunagu.web.front.asked import Scope
from tsunagu.web.front.refusals import Refused

PATIENCE = 2.0  # seconds that a request waits for a thread


@dataclass(frozen=True, slots=True)
class Width:
    """How many threads a lane has, and how many requests may wait for one."""

    threads: int
    waiting: int


# Of each process. Threads of Python take turns, so more of them answer no more pages; waiting is for some moments only.
WIDTHS: Mapping[Lane, Width] = MappingProxyType(
    {
        Lane.QUICK: Width(threads=2, waiting=64),
        Lane.OPEN: Width(threads=2, waiting=16),
        Lane.HEAVY: Width(threads=1, waiting=4),
    }
)


class Threads:
    """The threads of one lane over a WSGI application."""

    def __init__(self, application: Any, width: Width, patience: float = PATIENCE) -> None:
        self._application: Any = WSGIMiddleware(application, workers=width.threads)
        self._free = asyncio.Semaphore(width.threads)
        self._most_waiting = width.waiting
        self._waiting = 0
        self._patience = patience

    async def answer(self, scope: Scope, body: bytes) -> Answer:
        """Have a request answered. Raises Refused at once where too many wait already, and soon where it takes long."""
        await self._turn()
        try:
            return await _whole(self._application, scope, body)
        finally:
            self._free.release()

    async def _turn(self) -> None:
        """Wait for a thread."""
        if self._free.locked() and self._waiting >= self._most_waiting:
            raise Refused(refusals.BUSY)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await self._free.acquire()
        except TimeoutError:
            raise Refused(refusals.BUSY) from None
        finally:
            self._waiting -= 1


def lanes(application: Any) -> dict[Lane, Threads]:
    """The threads of every lane."""
    return {lane: Threads(application, width) for lane, width in WIDTHS.items()}


async def _whole(application: Any, scope: Scope, body: bytes) -> Answer:
    """The answer of an application to a request that is there as a whole, itself as a whole."""
    started: Message = {"status": HTTPStatus.INTERNAL_SERVER_ERROR, "headers": []}
    chunks: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            chunks.append(message.get("body", b""))

    await application(scope, receive, send)
    return Answer(started["status"], started["headers"], b"".join(chunks))
