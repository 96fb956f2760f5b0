"""How much a file may hold, and the count of what it does hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BYTES_OF_A_CHARACTER = 6  # at most, as JSON
_BYTES_OF_A_CELL = 24  # what stands around its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a form takes. The values that stand here are those of tables that an operator reads in at the terminal.

    file, unpacked, memory: bytes. entries: of the archive that an XLSX file is. columns: of a sheet. rows: of a
    sheet. cells, characters: of the whole file; rows and cells count the empty ones between filled ones, too.
    seconds: of reading, waiting included.
    """

    file: int = 5 * 2**20
    unpacked: int = 40 * 2**20
    entries: int = 300
    columns: int = 500
    rows: int = 20_000
    cells: int = 500_000
    characters: int = 10_000_000
    memory: int = 2**28
    seconds: int = 5

    @property
    def answer(self) -> int:
        """The bytes that the reading process can have to say."""
        return _BYTES_OF_A_CHARACTER * self.characters + _BYTES_OF_A_CELL * (self.cells + self.rows + self.entries)


# Lists that an operator keeps, such as corrections or the institutions of a register.
LONG_LIST = Bounds(rows=100_000, cells=2_000_000, seconds=30)


class Refused(Exception):
    """A file goes beyond its bounds, or is none. code: why. where: the sheet or the cell, where there is one."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code, where)
        self.code = code
        self.where = where


@dataclass
class Tally:
    """What a file was found to hold so far. Raises ``Refused`` as soon as it is more than its bounds."""

    bounds: Bounds
    sheet: str = ""
    rows: int = 0
    cells: int = 0
    characters: int = 0

    def begin(self, sheet: str) -> None:
        """Rows are counted for each sheet."""
        self.sheet = sheet
        self.rows = 0
        self.characters += len(sheet)

    def take(self, row: Sequence[str]) -> None:
        """Count one row."""
        self.rows += 1
        self.cells += len(row) or 1
        self.characters += sum(map(len, row))
        if self.rows > self.bounds.rows:
            raise Refused("too_many_rows", self.sheet)
        if self._is_too_much(len(row)):
            raise Refused("too_much", self.sheet)

    def _is_too_much(self, columns: int) -> bool:
        most = self.bounds
        return columns > most.columns or self.cells > most.cells or self.characters > most.characters
