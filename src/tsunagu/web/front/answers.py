"""An answer as it goes out: whole, so that a reader who takes it slowly holds no thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

Header = tuple[bytes, bytes]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers with names in small letters, and the whole body."""

    status: int
    headers: Sequence[Header]
    body: bytes = b""

    def header(self, name: bytes) -> bytes:
        """A header; empty where it is not there."""
        return next((value for key, value in self.headers if key == name), b"")

    def without(self, *names: bytes) -> list[Header]:
        """The other headers."""
        return [pair for pair in self.headers if pair[0] not in names]

    async def send(self, send: Send, *, bodiless: bool = False) -> None:
        """Send it. bodiless: the headers alone, as to HEAD."""
        body = b"" if bodiless else self.body
        headers = self.headers
        if self.body and not self.header(b"content-length"):
            headers = [*headers, (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": int(self.status), "headers": headers})
        await send({"type": "http.response.body", "body": body})
