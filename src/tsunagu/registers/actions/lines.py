"""A long file of lines, plain or in a ZIP archive, some megabytes at a time."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import IO

from tsunagu.kernel.problems import Problem, Rejected

_AT_ONCE = 2 * 2**20  # bytes
_LONGEST = 64 * 2**10  # bytes of a line
_LOOKED_AT = 2**20  # bytes at the head and at the end of a file that tell it from others
_ENCODINGS = ("utf-8-sig", "cp932")


@dataclass(frozen=True, slots=True)
class Portion:
    """Some whole lines, each with its cells; none where a line is no line of cells. end: the bytes up to here."""

    rows: Sequence[Sequence[str] | None]
    end: int


class LongFile(AbstractContextManager["LongFile"]):
    """A file of comma-separated lines in UTF-8 or Shift_JIS (CP932), which holds no line break within a line."""

    def __init__(self, path: Path) -> None:
        self._closing = ExitStack()
        self.name = path.name
        self.mark = _mark(path)
        self._file, self.size = self._opened(path)
        self._rest = self._file.read(_AT_ONCE)

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def portions(self, start: int = 0) -> Iterator[Portion]:
        """The lines from a place in bytes on, which an earlier portion gave as its end."""
        end = self._skip(start)
        while data := self._next():
            whole, self._rest = _cut(data)
            end += len(whole)
            yield Portion(_rows(whole), end)

    def _opened(self, path: Path) -> tuple[IO[bytes], int]:
        if not zipfile.is_zipfile(path):
            return self._closing.enter_context(path.open("rb")), path.stat().st_size
        archive = self._closing.enter_context(zipfile.ZipFile(path))
        tables = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
        if len(tables) != 1:
            raise Rejected([Problem("archive", f"the archive holds {len(tables)} CSV files instead of one", path.name)])
        return self._closing.enter_context(archive.open(tables[0])), tables[0].file_size

    def _skip(self, start: int) -> int:
        left = start
        while left and self._rest:
            taken = min(left, len(self._rest))
            self._rest, left = self._rest[taken:], left - taken
            if left:
                self._rest = self._file.read(min(left, _AT_ONCE))
        return start - left

    def _next(self) -> bytes:
        """What is left over with more of the file behind it; nothing at its end."""
        more = self._file.read(_AT_ONCE) if len(self._rest) < _AT_ONCE else b""
        return self._rest + more


def _mark(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as file:
        told = blake2b(str(size).encode(), digest_size=16)
        told.update(file.read(_LOOKED_AT))
        file.seek(max(0, size - _LOOKED_AT))
        told.update(file.read())
    return told.hexdigest()


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """The whole lines, and what stands behind the last line break; a line that never ends is cut anywhere."""
    at = data.rfind(b"\n") + 1
    if not at or len(data) - at > _LONGEST or len(data) < _AT_ONCE:
        return data, b""
    return data[:at], data[at:]


def _rows(data: bytes) -> list[Sequence[str] | None]:
    """The cells of each line, all at once where nothing is broken."""
    text = _text(data)
    rows = _together(text) if text else []
    if len(rows) == _count(data):
        return [*rows]
    return [_cells(line) for line in io.BytesIO(data)]


def _together(text: str) -> list[list[str]]:
    """The cells of all lines; none where one of them is broken."""
    lines = text.splitlines()
    try:
        rows = [*csv.reader(lines, strict=True)]
    except csv.Error:
        return []
    return rows if len(rows) == len(lines) else []


def _text(data: bytes) -> str | None:
    """Bytes as text, in the first encoding that they all fit; none where they fit in none."""
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _count(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n"))


def _cells(line: bytes) -> Sequence[str] | None:
    """The cells of one line that may be broken; bytes that are no text stay as single surrogates."""
    text = _text(line)
    told = line.decode("utf-8", "surrogateescape") if text is None else text
    try:
        found = [*csv.reader([told.rstrip("\r\n")], strict=True)]
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else [] if not found else None
