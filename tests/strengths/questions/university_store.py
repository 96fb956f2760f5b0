"""A small store whose numbers can be worked out by hand, written table by table, for the pages that put universities
and countries side by side.

Every institution has the same papers in each year from 2014 to 2023, all with one institution. Papers a year in fields
16 (化学) and 27 (臨床医学):

    institution   country  field 16  top of it  field 27  top of it
    1             JP             15          3         5        0.5
    2             JP             10        0.5        10          1
    3 .. 10       JP             20          2         -
    11, 12        JP             10          1         -
    21 .. 32      GB             15        1.5         -
    41 .. 51      DE             10          1         -
    61            JP, a firm      -                  480         48
    62            JP              1        0.1         -            (10 papers in ten years)
    63            US              -                  1           0.1

So field 16 has 496 papers a year and field 27 has 496.
"""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.strengths.cells import cell
from tsunagu.strengths.conventions.schemes import EIGHT, field_map
from tsunagu.strengths.conventions.settings import Settings
from tsunagu.strengths.making.build import spans
from tsunagu.strengths.storage.store import Change, Store
from tsunagu.strengths.tables import BOOTSTRAP_BIN, CELL, EDGE, INSTITUTION, INTERVAL, ONE, WORK_FIELD, Table

YEARS = range(2014, 2024)
BASE = 9_000_000_000  # OpenAlex numbers are these plus the institution's
CHEMISTRY, MEDICINE = 16, 27

_HALF, _TENTH = Fraction(1, 2), Fraction(1, 10)
_YEARLY: dict[tuple[int, int], tuple[Any, Any]] = {
    (1, CHEMISTRY): (15, 3),
    (1, MEDICINE): (5, _HALF),
    (2, CHEMISTRY): (10, _HALF),
    (2, MEDICINE): (10, 1),
    **{(number, CHEMISTRY): (20, 2) for number in range(3, 11)},
    **{(number, CHEMISTRY): (10, 1) for number in (11, 12)},
    **{(number, CHEMISTRY): (15, Fraction(3, 2)) for number in range(21, 33)},
    **{(number, CHEMISTRY): (10, 1) for number in range(41, 52)},
    (61, MEDICINE): (480, 48),
    (62, CHEMISTRY): (1, _TENTH),
    (63, MEDICINE): (1, _TENTH),
}


def write_store(folder: Path, snapshot: str = "synthetic by hand") -> Path:
    """Write the store and return its folder."""
    eight = field_map("field", EIGHT)
    windows = spans(dict.fromkeys(YEARS, 1), Settings())
    parameters = {"settings": asdict(Settings()), "eight": eight.record(), "spans": windows, "type_rule": "nistep"}
    with Store(folder).change("build", snapshot=snapshot, parameters=parameters) as change:
        _write(change, WORK_FIELD, [], scheme="field", year=2023)
        _write(change, INSTITUTION, _institutions())
        for year in YEARS:
            rows = [
                cell(number, field, papers, top, year, scheme="field")
                for (number, field), (papers, top) in _YEARLY.items()
            ]
            _write(change, CELL, rows, scheme="field", year=year)
        _write(change, INTERVAL, _intervals(), scheme=EIGHT)
        _write(change, BOOTSTRAP_BIN, _bins(), scheme="field")
        _write(change, EDGE, _edges(), scheme="field")
    return folder


def _write(change: Change, table: Table, rows: list[dict[str, Any]], **cut: Any) -> None:
    pq.write_table(pa.Table.from_pylist(rows, schema=table.arrow), change.path(table.name, **cut))


def _institutions() -> list[dict[str, Any]]:
    return [_institution(number) for number in sorted({number for number, _ in _YEARLY})]


def _institution(number: int) -> dict[str, Any]:
    country = "GB" if 21 <= number <= 32 else "DE" if 41 <= number <= 51 else "US" if number == 63 else "JP"
    return {
        "institution_id": number,
        "openalex_id": BASE + number,
        "name_ja": f"試験大学{number}" if country == "JP" else None,
        "name_en": f"Test University {number}",
        "country": country,
        "sector": "company" if number == 61 else "education",
        "prefecture": "徳島県" if number == 3 else None,
    }


def _intervals() -> list[dict[str, Any]]:
    """In 化学 (1) the intervals of 1 and 2 lie apart, in 臨床医学 (7) they meet, "
    "over all fields that of 2 is a point."""
    bounds = {
        (1, 1): (0.15, 0.25),
        (2, 1): (0.02, 0.08),
        (1, 7): (0.05, 0.15),
        (2, 7): (0.08, 0.12),
        (1, 0): (0.12, 0.2),
        (2, 0): (0.075, 0.075),
    }
    names = ("low_full", "high_full", "low_frac", "high_frac")
    return [
        {
            "scheme": EIGHT,
            "institution_id": number,
            "field": field,
            "window": 2023,
            **dict(zip(names, (*ends, *ends), strict=True)),
            "draws": 1000,
        }
        for (number, field), ends in bounds.items()
    ]


def _bins() -> list[dict[str, Any]]:
    """The 50 papers of institution 2 in field 16, 2019-2023: two whole top papers, one half of one, 47 others."""
    found = ((ONE, 2), (ONE // 2, 1), (0, 47))
    same = {"scheme": "field", "institution_id": 2, "field": CHEMISTRY, "window": 2023, "k": 1}
    return [{**same, "top": top, "n": n} for top, n in sorted(found)]


def _edges() -> list[dict[str, Any]]:
    """Joint works of 1 and 2: in 化学, in 臨床医学, in 人文学 (which is outside of the eight fields), and in another
    window; of 3, which is in 徳島県, and 4; of 2 and the firm.
    """
    found = (
        (1, 2, CHEMISTRY, 2023, 7, 2),
        (1, 2, MEDICINE, 2023, 3, 1),
        (1, 2, 12, 2023, 5, 0),
        (1, 2, CHEMISTRY, 2022, 100, 50),
        (3, 4, CHEMISTRY, 2023, 7, 1),
        (2, 61, MEDICINE, 2023, 20, 4),
    )
    return [
        {"scheme": "field", "u": u, "v": v, "field": field, "window": window, "n": n, "top": top * ONE, "frac": 0}
        for u, v, field, window, n, top in found
    ]
