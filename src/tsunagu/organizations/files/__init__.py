"""The text files below ``data/organizations``: read as types, checked against each other."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations.files.references import problems_among
from tsunagu.organizations.files.shapes import (
    BodyFile,
    CenterFile,
    CountFile,
    Directory,
    EntryFile,
    Fact,
    ListingFile,
    PersonFile,
    PostFile,
    PrefectureFile,
    ResourceFile,
    SuccessionFile,
    TieFile,
    parts,
)  # fmt: skip

__all__ = [
    "BodyFile",
    "CenterFile",
    "CountFile",
    "Directory",
    "EntryFile",
    "Fact",
    "ListingFile",
    "PersonFile",
    "PostFile",
    "PrefectureFile",
    "ResourceFile",
    "SuccessionFile",
    "TieFile",
    "parts",
    "read",
]

_Row = TypeVar("_Row")
_FOLDER = "organizations"
_Line = dict[str, Any]


def read(data: Path, known: frozenset[str] = frozenset()) -> Directory:
    """Read every file of the room below ``data``.

    known: keys of bodies that are there beside those of the files. Raises ``Rejected`` with all problems, each naming
    its file and line.
    """
    reading = _Reading(data / _FOLDER)
    directory = Directory(
        prefectures=reading.rows(PrefectureFile, "prefectures.csv"),
        bodies=reading.rows(BodyFile, "bodies.csv"),
        centers=reading.rows(CenterFile, "centers.csv"),
        successions=reading.rows(SuccessionFile, "successions.csv"),
        ties=reading.rows(TieFile, "ties.csv"),
        listings=reading.list_of(ListingFile, "listings.toml"),
        counts=reading.list_of(CountFile, "counts.toml"),
        resources=reading.list_of(ResourceFile, "resources.toml"),
        people=reading.list_of(PersonFile, "people.toml"),
        checksum=reading.checksum,
    )
    problems = reading.problems or list(problems_among(directory, known))
    if problems:
        raise Rejected(problems)
    return directory


def checksum(data: Path) -> str:
    """What changes with any file of the room; empty where the folder of the room is not there."""
    if not (data / _FOLDER).is_dir():
        return ""
    every = sorted(path for path in (data / _FOLDER).glob("*.*") if path.suffix in {".csv", ".toml"})
    contents = hashlib.sha256()
    for path in every:
        contents.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return contents.hexdigest()


class _Reading:
    """Files read so far, and the problems of those that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    @property
    def checksum(self) -> str:
        return checksum(self.folder.parent)

    def rows(self, kind: type[_Row], name: str) -> list[_Row]:
        """The lines of a CSV file; an empty cell is as if it were not there."""
        return [row for row in self._rows(kind, name) if row is not None]

    def list_of(self, kind: type[_Row], name: str) -> list[_Row]:
        """The records of a TOML file that is one list: ``[[listing]]``."""
        try:
            table = msgspec.toml.decode(self._content(name), type=dict[str, list[kind]])  # type: ignore[valid-type]
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            self.problems.append(Problem("file", str(error), where=name))
            return []
        return next(iter(table.values()), [])

    def _rows(self, kind: type[_Row], name: str) -> Iterator[_Row | None]:
        try:
            text = self._content(name).decode("utf-8-sig")
            lines = csv.DictReader(io.StringIO(text), restkey="", strict=True)
            for line in lines:
                yield self._row(kind, line, f"{name}:{lines.line_num}")
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            self.problems.append(Problem("file", str(error), where=name))

    def _row(self, kind: type[_Row], line: _Line, where: str) -> _Row | None:
        given = {name: cell for name, cell in line.items() if cell}
        try:
            return msgspec.convert(given, kind)
        except msgspec.MsgspecError as error:
            self.problems.append(Problem("line", str(error), where=where))
            return None

    def _content(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()
