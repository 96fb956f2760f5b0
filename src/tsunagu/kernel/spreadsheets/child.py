"""The process that reads one file under limits: ``python -m tsunagu.kernel.spreadsheets.child xlsx BOUNDS``.

The file comes in at the standard input, its rows go out at the standard output (``frames``).
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Callable, Iterator

from tsunagu.kernel.spreadsheets import books, frames, plain
from tsunagu.kernel.spreadsheets.bounds import Bounds, Refused
from tsunagu.kernel.spreadsheets.frames import Said

_MOST_FILES = 16  # open at a time
_KINDS: dict[str, Callable[[bytes, Bounds], Iterator[Said]]] = {"csv": plain.rows, "xlsx": books.rows}


def limit(bounds: Bounds) -> None:
    """From here on this process gets no more memory and time, and writes no file."""
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit of memory but does not take it
        resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_FILES, _MOST_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def messages(content: bytes, kind: str, bounds: Bounds) -> Iterator[Said]:
    """What there is to say about a file: its rows and that they are all, or why it is refused."""
    try:
        yield from _KINDS[kind](content, bounds)
        yield None
    except Refused as refused:
        yield {"code": refused.code, "where": refused.where}
    except MemoryError:
        yield {"code": "bomb", "where": ""}


def _main(kind: str, given: str) -> None:
    bounds = Bounds(**json.loads(given))
    limit(bounds)
    for message in messages(sys.stdin.buffer.read(bounds.file + 1), kind, bounds):
        frames.write(sys.stdout.buffer, message)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
