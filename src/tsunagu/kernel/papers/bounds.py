"""What setting one paper may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that one paper may take; all are ours.

    seconds: until the process is stopped. memory: megabytes of its addresses, half of which is the program itself.
    size: bytes of the file.
    """

    seconds: int = 60
    memory: int = 3000
    size: int = 64 * 2**20
