"""The text files under ``data/``: read as types, checked against each other."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tsunagu.catalog.files.references import broken_references
from tsunagu.catalog.files.shapes import (
    BoxFile,
    Catalog,
    ContactFile,
    DocumentFile,
    Fact,
    HeadingFile,
    MapFile,
    OfficeFile,
    PackageFile,
    ProgramFile,
    TotalFile,
    identity,
)  # fmt: skip
from tsunagu.kernel.problems import Problem, Rejected

__all__ = [
    "BoxFile",
    "Catalog",
    "ContactFile",
    "DocumentFile",
    "Fact",
    "HeadingFile",
    "MapFile",
    "OfficeFile",
    "PackageFile",
    "ProgramFile",
    "TotalFile",
    "identity",
    "read",
]

_T = TypeVar("_T")


def read(folder: Path) -> Catalog:
    """Read every file of the catalog below ``folder``. Raises ``Rejected`` with all problems, each naming its file."""
    problems: list[Problem] = []
    checksums: dict[tuple[str, str, int], str] = {}

    def decode(path: Path, kind: type[_T]) -> _T | None:
        try:
            content = path.read_bytes()
            found = msgspec.toml.decode(content, type=kind)
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            problems.append(Problem("file", str(error), where=str(path.relative_to(folder))))
            return None
        if isinstance(found, ProgramFile | MapFile):
            checksums[identity(found)] = hashlib.sha256(content).hexdigest()
        return found

    catalog = folder / "catalog"
    top = {
        "organizations": decode(folder / "organizations.toml", dict[str, list[dict[str, str]]]),
        "documents": decode(catalog / "documents.toml", dict[str, list[DocumentFile]]),
        "totals": decode(catalog / "totals.toml", dict[str, list[TotalFile]]),
        "packages": decode(catalog / "packages.toml", dict[str, list[PackageFile]]),
    }
    programs = [file for path in sorted((catalog / "programs").glob("*.toml")) if (file := decode(path, ProgramFile))]
    maps = [found for path in sorted((catalog / "maps").glob("*.toml")) if (found := decode(path, MapFile))]
    if problems:
        raise Rejected(problems)
    tables: dict[str, Any] = {name: next(iter(table.values()), []) for name, table in top.items() if table is not None}
    result = Catalog(**tables, programs=programs, maps=sorted(maps, key=lambda m: m.order), checksums=checksums)
    if problems := list(broken_references(result)):
        raise Rejected(problems)
    return result
