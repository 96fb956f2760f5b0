"""What the reading process says: messages with their length in front, so that nobody reads more than is agreed.

A text begins a sheet of that name, an array is its next row, an object says why the file is refused, null is the end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import IO

import msgspec

from tsunagu.kernel.spreadsheets.bounds import Refused
from tsunagu.kernel.spreadsheets.cells import Flaw

Cell = str | tuple[str, Flaw]
Message = str | list[Cell] | dict[str, str] | None
Said = str | Sequence[Cell] | dict[str, str] | None

_HEAD = struct.Struct(">I")
_MESSAGES = msgspec.json.Decoder(Message)


def write(stream: IO[bytes], message: Said) -> None:
    """Say one thing."""
    content = msgspec.json.encode(message)
    stream.write(_HEAD.pack(len(content)) + content)


def read(stream: IO[bytes], most: int) -> Iterator[Message]:
    """Everything that is said, up to ``most`` bytes. Raises ``Refused`` where it is more, or not as agreed."""
    while len(head := stream.read(_HEAD.size)) == _HEAD.size:
        (length,) = _HEAD.unpack(head)
        most -= length
        if most < 0:
            raise Refused("too_much")
        try:
            yield _MESSAGES.decode(stream.read(length))
        except msgspec.DecodeError as error:
            raise Refused("unreadable") from error
