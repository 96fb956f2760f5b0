"""Files of researchers, with right check digits: invented people."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from tsunagu.registers.rules import identifiers

HEAD = ["研究者番号", "氏名", "フリガナ", "所属研究機関", "部局", "職", "研究分野"]


def erad(serial: int) -> str:
    """A researcher number of e-Rad."""
    seven = f"{serial:07}"
    return f"{identifiers.erad_researcher_digit(seven)}{seven}"


def orcid(serial: int) -> str:
    """An ORCID iD."""
    fifteen = f"{serial:015}"
    digits = fifteen + identifiers.orcid_digit(fifteen)
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


def row(serial: int, name: str, body: str = "高知大学", title: str = "教授", field: str = "") -> list[str]:
    """A line of a table of KAKEN."""
    return [erad(serial), name, "", body, "", title, field]


def table(
    folder: Path, *rows: list[str], head: list[str] = HEAD, name: str = "kaken.csv", encoding: str = "utf-8"
) -> Path:
    """A table of KAKEN."""
    path = folder / name
    with path.open("w", newline="", encoding=encoding, errors="surrogateescape") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def record(code: str, family: str, given: str, body: str = "高知大学", **more: Any) -> dict[str, Any]:
    """A record of researchmap with the fields of its web API."""
    told = {
        "@context": "https://api.researchmap.jp/researcher.jsonld",
        "@id": f"https://api.researchmap.jp/{code.lower()}",
        "@type": "researchers",
        "rm:user_id": code,
        "rm:modified": "2026-10-05T01:02:03Z",
        "permalink": code.lower(),
        "family_name": {"ja": family, "ja-Kana": "ミホン", "en": "Mihon"},
        "given_name": {"ja": given, "ja-Kana": "ハナコ", "en": "Hanako"},
        "affiliations": [
            {
                "affiliation": {"ja": body, "en": "Kochi University"},
                "section": {"ja": "理工学部", "en": "Faculty of Science"},
                "job": {"ja": "教授", "en": "Professor"},
            }
        ],
    }
    return {**told, **more}


def lines(folder: Path, *records: dict[str, Any] | str, name: str = "researchers.jsonl") -> Path:
    """A file with a record a line."""
    path = folder / name
    written = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records)
    path.write_text("".join(f"{one}\n" for one in written))
    return path
