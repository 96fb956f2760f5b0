"""Files of the smaller registers, with right check digits."""

from __future__ import annotations

import csv
from pathlib import Path

from tsunagu.registers.rules import identifiers


def schools(*names: str) -> list[list[str]]:
    """Private universities in Hiroshima as lines of the list of school codes."""
    return [[_school(serial), name, "", "私立", "34"] for serial, name in enumerate(names, start=1)]


def _school(serial: int) -> str:
    twelve = f"F1343101{serial:04}"
    return f"{twelve}{identifiers.school_digit(twelve)}"


def school_file(folder: Path, *rows: list[str]) -> Path:
    """A list of school codes."""
    return _file(folder / "schools.csv", ["school_code", "name", "name_en", "founder", "pref_code"], rows)


def ror(serial: int) -> str:
    """A number of ROR with right check digits."""
    seven = f"0{serial:06}"
    return f"{seven}{identifiers.ror_digits(seven)}"


def ror_file(folder: Path, *names: str) -> Path:
    """Records of ROR in Hiroshima as a table; what is no company is a school."""
    rows = [
        [ror(serial), name, "", "company" if "会社" in name else "education", "active", "34"]
        for serial, name in enumerate(names, start=1)
    ]
    return _file(folder / "ror.csv", ["ror_id", "name_ja", "name_en", "types", "status", "subdivision"], rows)


def _file(path: Path, head: list[str], rows: tuple[list[str], ...] | list[list[str]]) -> Path:
    with path.open("w", newline="") as target:
        csv.writer(target).writerows([head, *rows])
    return path
