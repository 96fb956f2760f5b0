"""Lines of the register of corporate numbers, written by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from tsunagu.registers.rules.identifiers import houjin_digit

PLACES = {
    "number": 1,
    "process": 2,
    "updated": 4,
    "changed": 5,
    "name": 6,
    "kind": 8,
    "street": 11,
    "prefecture": 13,
    "city": 14,
    "closed": 18,
    "closing": 19,
    "latest": 23,
    "name_en": 24,
    "kana": 28,
    "hidden": 29,
}


def number(serial: int) -> str:
    """A corporate number with a right check digit."""
    body = f"{serial:012}"
    return f"{houjin_digit(body)}{body}"


def row(serial: int = 1, **told: Any) -> list[str]:
    """A line of the file as cells."""
    cells = [""] * 30
    usual = {"process": "01", "updated": "2026-10-30", "kind": "301", "prefecture": "34", "city": "100", "latest": "1"}
    named = {"number": number(serial), "name": f"株式会社見本{serial}", "hidden": "0", **usual, **told}
    for name, value in named.items():
        cells[PLACES[name]] = str(value)
    return cells


def text(*rows: list[str]) -> str:
    """Lines as the file has them."""
    target = io.StringIO()
    csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return target.getvalue()


def file(folder: Path, *rows: list[str], name: str = "houjin.csv", encoding: str = "cp932") -> Path:
    """A file of these lines."""
    path = folder / name
    path.write_bytes(text(*rows).encode(encoding))
    return path
