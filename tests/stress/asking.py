"""Many readers who ask over connections that stay open, and what they were answered."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote, urlsplit

PATIENCE = 30.0  # seconds for an answer
ACCEPT = "gzip, deflate, br, zstd"


@dataclass
class Counted:
    """The answers of one kind of reader."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)  # of those that were answered with what they asked for
    lost: int = 0  # connections that broke
    took: float = 0.0

    @property
    def answers(self) -> int:
        return sum(self.statuses.values())

    @property
    def rate(self) -> float:
        """Answers a second that were what was asked for."""
        return len(self.seconds) / self.took if self.took else 0.0

    def within(self, share: float) -> float:
        """The milliseconds within which this share was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000 if ordered else float("nan")


class Connection:
    """One connection that is opened again where it breaks."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.port = str(parts.hostname), int(parts.port or 80)
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def status(self, path: str) -> int:
        """Ask for a page, read it whole, and give its status."""
        if self.streams is None:
            self.streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self.streams
        host = f"{self.host}:{self.port}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {ACCEPT}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await _rest(reader, head)
        if b"connection: close" in head:
            await self.close()
        return int(head.split(b" ", 2)[1])

    async def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            with suppress(OSError):
                await self.streams[1].wait_closed()
            self.streams = None


async def _rest(reader: asyncio.StreamReader, head: bytes) -> None:
    if b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
        return
    _, _, length = head.partition(b"content-length:")
    await reader.readexactly(int(length.split(b"\r\n", 1)[0] or 0))


async def readers(
    address: str, paths: Callable[[], str], *, together: int, seconds: float, pause: float = 0
) -> Counted:
    """So many readers at once, each asking for the next path as soon as it is answered, or a pause later."""
    counted = Counted()
    until = time.perf_counter() + seconds
    began = time.perf_counter()
    await asyncio.gather(*(_reader(address, paths, until, pause, counted) for _ in range(together)))
    counted.took = time.perf_counter() - began
    return counted


async def _reader(address: str, paths: Callable[[], str], until: float, pause: float, counted: Counted) -> None:
    connection = Connection(address)
    while time.perf_counter() < until:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                status = await connection.status(paths())
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            counted.lost += 1
            await connection.close()
            continue
        counted.statuses[status] += 1
        if status == 200:
            counted.seconds.append(time.perf_counter() - began)
        await asyncio.sleep(pause or (0.05 if status == 503 else 0))
    await connection.close()


# Paths ----------------------------------------------------------------------------------------------------------------

PAGES = [
    "/",
    "/en/",
    "/programs/",
    "/en/programs/",
    "/programs/?q=" + quote("無人バスを村で走らせたい"),
    "/programs/?applicant=company&theme=smart-city",
    "/programs/coi-next/",
    "/maps/",
    "/maps/decarbonization/",
    "/may-apply/?as=university&with=city",
    "/budgets/",
    "/contacts/",
    "/compare/?p=coi-next&p=sparc&p=j-peaks",
    "/calendar/",
    "/api/v1/programs?limit=20",
]


def in_turn(paths: list[str]) -> Callable[[], str]:
    """One after the other, again and again."""
    numbers = count()
    return lambda: paths[next(numbers) % len(paths)]


def new(paths: list[str], stamp: str) -> Callable[[], str]:
    """The same pages, each under an address that nobody has asked for yet."""
    numbers, own = count(), [path for path in paths if not path.startswith("/api/")]

    def path() -> str:
        number = next(numbers)
        chosen = own[number % len(own)]
        return f"{chosen}{'&' if '?' in chosen else '?'}new={stamp}{number}"

    return path


def mixed(asked: Callable[[], str], unasked: Callable[[], str], every: int = 10) -> Callable[[], str]:
    """One new page in ``every`` pages."""
    numbers = count()
    return lambda: unasked() if next(numbers) % every == 0 else asked()


def different_questions(stamp: str) -> Callable[[], str]:
    """Searches, files and maps of strength, no two the same."""
    numbers = _numbered(stamp)
    return lambda: next(numbers)


def _numbered(stamp: str) -> Iterator[str]:
    for number in count():
        yield f"/programs/?q={quote('バス')}{stamp}{number}"
        yield f"/maps/?format=xlsx&new={stamp}{number}"
        yield f"/strengths/?least={number % 900 + 1}&new={stamp}{number}"
        yield f"/may-apply/?as=city&new={stamp}{number}"
