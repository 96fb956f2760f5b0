"""What is sent with a request: refused by what it announces, read whole within bounds, and never by a thread."""

from __future__ import annotations

import asyncio

from tsunagu.web.front import refusals
from tsunagu.web.front.answers import Receive
from tsunagu.web.front.asked import Asked
from tsunagu.web.front.refusals import Refused

MOST_HELD = 32 * 2**20  # bytes of all bodies that are being read in this process
PATIENCE = 10.0  # seconds for a small body
SLOWEST = 32 * 1024  # bytes a second that a large one must reach


class Gone(Exception):
    """Whoever asked has gone."""


def announced(asked: Asked, most: int) -> int:
    """The length of the body. most: what the address takes. Raises Refused."""
    length = asked.header(b"content-length")
    if asked.header(b"transfer-encoding"):
        raise Refused(refusals.AMBIGUOUS_LENGTH if length else refusals.NO_LENGTH)
    if length and not length.isdigit():
        raise Refused(refusals.AMBIGUOUS_LENGTH)
    if int(length or 0) > most:
        raise Refused(refusals.TOO_LARGE)
    return int(length or 0)


class Bodies:
    """The bodies that are being read, together no more than ``most`` bytes."""

    def __init__(self, most: int = MOST_HELD, patience: float = PATIENCE) -> None:
        self._most = most
        self._patience = patience
        self._held = 0

    async def read(self, receive: Receive, length: int) -> bytes:
        """The body of this length. Raises Refused and Gone."""
        if not length:
            return b""
        body = bytearray()
        try:
            async with asyncio.timeout(self._patience + length / SLOWEST):
                while len(body) < length:
                    self._hold(body, await _chunk(receive))
        except TimeoutError:
            raise Refused(refusals.TOO_SLOW) from None
        finally:
            self._held -= len(body)
        return bytes(body)

    def _hold(self, body: bytearray, chunk: bytes) -> None:
        if self._held + len(chunk) > self._most:
            raise Refused(refusals.BUSY)
        self._held += len(chunk)
        body += chunk


async def _chunk(receive: Receive) -> bytes:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Gone
    chunk: bytes = message.get("body", b"")
    if not chunk and not message.get("more_body"):
        raise Gone  # less came than was announced
    return chunk
