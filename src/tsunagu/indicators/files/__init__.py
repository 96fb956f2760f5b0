"""The text files below ``data/indicators``: read as types, checked against each other."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TypeVar

import msgspec

from tsunagu.indicators.files.references import FIGURES, INDICATORS, problems_among
from tsunagu.indicators.files.shapes import DefinitionFile, Fact, FigureFile, IndicatorFile, Records
from tsunagu.kernel.problems import Problem, Rejected

__all__ = ["DefinitionFile", "Fact", "FigureFile", "IndicatorFile", "Records", "checksum", "read"]

_Row = TypeVar("_Row")
_FOLDER = "indicators"


def read(data: Path) -> Records:
    """Read every file of the room below ``data``. Raises ``Rejected`` with all problems, each naming its file."""
    problems: list[Problem] = []
    indicators = _list_of(IndicatorFile, data / _FOLDER / INDICATORS, "indicator", problems)
    figures = _list_of(FigureFile, data / _FOLDER / FIGURES, "figure", problems)
    records = Records(indicators=indicators, figures=figures, checksum=checksum(data))
    problems = problems or list(problems_among(records))
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


def _list_of(
    kind: type[_Row],
    path: Path,
    table: str,
    problems: list[Problem],
) -> list[_Row]:
    """The records of one kind in a TOML file, ``[[table]]``."""
    try:
        tables = msgspec.toml.decode(path.read_bytes(), type=dict[str, list[object]])
        return msgspec.convert(tables.get(table, []), list[kind])  # type: ignore[valid-type]
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        problems.append(Problem("file", f"{table}: {error}", where=path.name))
        return []
