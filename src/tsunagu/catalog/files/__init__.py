"""The text files under ``data/``: read as types, checked against each other."""

from __future__ import annotations

import hashlib
from itertools import chain
from pathlib import Path
from typing import TypeVar

import msgspec

from tsunagu.catalog.files.references import broken_references
from tsunagu.catalog.files.shapes import (
    BoxFile,
    Catalog,
    ContactFile,
    DocumentFile,
    EditionFile,
    EligibilityFile,
    Fact,
    HeadingFile,
    MapFile,
    OfficeFile,
    PackageFile,
    PackageItemFile,
    ProgramFile,
    TotalFile,
    TrackFile,
    identity,
)  # fmt: skip
from tsunagu.kernel.problems import Problem, Rejected

__all__ = [
    "BoxFile",
    "Catalog",
    "ContactFile",
    "DocumentFile",
    "EditionFile",
    "EligibilityFile",
    "Fact",
    "HeadingFile",
    "MapFile",
    "OfficeFile",
    "PackageFile",
    "PackageItemFile",
    "ProgramFile",
    "TotalFile",
    "TrackFile",
    "identity",
    "read",
]

_File = TypeVar("_File")
Checksums = dict[tuple[str, str, int], str]


def read(folder: Path) -> Catalog:
    """Read every file of the catalog below ``folder``. Raises ``Rejected`` with all problems, each naming its file."""
    reading = _Reading(folder)
    catalog = folder / "catalog"
    organizations = reading.list_of(dict[str, str], folder / "organizations.toml")
    documents = reading.lists_of(DocumentFile, catalog / "documents.toml", catalog / "documents")
    totals = reading.list_of(TotalFile, catalog / "totals.toml")
    packages = reading.list_of(PackageFile, catalog / "packages.toml")
    programs = reading.folder_of(ProgramFile, catalog / "programs")
    maps = sorted(reading.folder_of(MapFile, catalog / "maps"), key=lambda map_: map_.order)
    if reading.problems:
        raise Rejected(reading.problems)
    result = Catalog(
        organizations=organizations,
        documents=documents,
        totals=totals,
        packages=packages,
        programs=programs,
        maps=maps,
        checksums=reading.checksums,
    )
    if problems := list(broken_references(result)):
        raise Rejected(problems)
    return result


class _Reading:
    """Files read so far: their checksums, and the problems of those that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.checksums: Checksums = {}

    def list_of(self, kind: type[_File], path: Path) -> list[_File]:
        """The records of a file that is one list: ``[[document]]``."""
        table = self._decoded(path, dict[str, list[kind]])  # type: ignore[valid-type]
        return next(iter(table[0].values()), []) if table else []

    def lists_of(self, kind: type[_File], path: Path, folder: Path) -> list[_File]:
        """The records of a list that goes on in the files of a folder."""
        lists = [self.list_of(kind, part) for part in (path, *sorted(folder.glob("*.toml")))]
        return list(chain.from_iterable(lists))

    def folder_of(self, kind: type[_File], folder: Path) -> list[_File]:
        """The records of a folder with a file each."""
        read = [decoded for path in sorted(folder.glob("*.toml")) if (decoded := self._decoded(path, kind))]
        for record, content in read:
            self.checksums[identity(record)] = hashlib.sha256(content).hexdigest()  # type: ignore[arg-type]
        return [record for record, _ in read]

    def _decoded(self, path: Path, kind: type[_File]) -> tuple[_File, bytes] | None:
        """What a file holds, as types and as bytes."""
        try:
            content = path.read_bytes()
            return msgspec.toml.decode(content, type=kind), content
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            self.problems.append(Problem("file", str(error), where=str(path.relative_to(self.folder))))
            return None
