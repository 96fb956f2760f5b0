"""The text files below ``data/governance``: read as types, checked against each other."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec

from tsunagu.governance.files.references import (
    BODIES,
    COUNTS,
    DOCUMENTS,
    MILESTONES,
    POINTS,
    problems_among,
)
from tsunagu.governance.files.shapes import (
    AnswerFile,
    BodyFile,
    CountFile,
    DocumentFile,
    Fact,
    HeadingFile,
    MeetingFile,
    MemberFile,
    MilestoneFile,
    PointFile,
    Records,
)
from tsunagu.kernel.problems import Problem, Rejected

__all__ = [
    "AnswerFile",
    "BodyFile",
    "CountFile",
    "DocumentFile",
    "Fact",
    "HeadingFile",
    "MeetingFile",
    "MemberFile",
    "MilestoneFile",
    "PointFile",
    "Records",
    "checksum",
    "read",
]

_Row = TypeVar("_Row")
_FOLDER = "governance"


def read(data: Path) -> Records:
    """Read every file of the room below ``data``. Raises ``Rejected`` with all problems, each naming its file."""
    reading = _Reading(data / _FOLDER)
    records = Records(
        bodies=reading.list_of(BodyFile, BODIES, "body"),
        headings=reading.list_of(HeadingFile, POINTS, "heading"),
        points=reading.list_of(PointFile, POINTS, "point"),
        documents=reading.list_of(DocumentFile, DOCUMENTS, "document"),
        milestones=reading.list_of(MilestoneFile, MILESTONES, "milestone"),
        counts=reading.list_of(CountFile, COUNTS, "count"),
        checksum=checksum(data),
    )
    problems = reading.problems or list(problems_among(records))
    if problems:
        raise Rejected(problems)
    return records


def checksum(data: Path) -> str:
    """What changes with any file of the room; empty where the folder of the room is not there."""
    if not (data / _FOLDER).is_dir():
        return ""
    contents = hashlib.sha256()
    for path in sorted((data / _FOLDER).glob("*.toml")):
        contents.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return contents.hexdigest()


class _Reading:
    """Files read so far, and the problems of those that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def list_of(self, kind: type[_Row], name: str, table: str) -> list[_Row]:
        """The records of one kind in a TOML file, ``[[table]]``."""
        try:
            content = (self.folder / name).read_bytes()
            tables = msgspec.toml.decode(content, type=dict[str, list[object]])
            return msgspec.convert(tables.get(table, []), list[kind])  # type: ignore[valid-type]
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            self.problems.append(Problem("file", f"{table}: {error}", where=name))
            return []
