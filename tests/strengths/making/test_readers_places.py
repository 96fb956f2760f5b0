"""Coordinates of institutions that are nowhere on earth are refused with their place, in any kind of file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.strengths.snapshots import KO, OTSU, flat, lines, nested, place, read, rows, told, work
from tsunagu.strengths.storage.store import Store

OF_EARTH = [(35.5, 138.5), (-90.0, -180.0), (90, 180), (None, None)]
# Swapped, too far, too large, and no numbers.
WRONG = [(138.5, 35.5), (35.5, 500.0), (1e300, 138.5), (float("inf"), 0.0), (0.0, float("-inf")), (float("nan"), 138.5)]
SAID = [
    (1, "lat", "138.5 is not between -90 and 90."),
    (3, "lat", "1e+300 is not between -90 and 90."),
    (4, "lat", "inf is not between -90 and 90."),
    (6, "lat", "nan is not between -90 and 90."),
    (2, "lon", "500.0 is not between -180 and 180."),
    (5, "lon", "-inf is not between -180 and 180."),
]


def flat_of(folder: Path, points: list[tuple[Any, Any]]) -> Path:
    """One flat work, and an institution at each of these points."""
    works = {"work_id": [1], "year": [2020], "type": ["article"], "cited_by": [0]}
    authorships = {"work_id": [1], "author_seq": [0], "author_id": [1], "institution_id": [1]}
    numbers = [*range(1, len(points) + 1)]
    unknown = dict.fromkeys(("display_name", "ror", "country_code", "type"), [None] * len(points))
    lat, lon = (list(column) for column in zip(*points, strict=True))
    return flat(folder, works, authorships, institutions={"institution_id": numbers, **unknown, "lat": lat, "lon": lon})


def test_flat_institutions_outside_the_earth_are_named(store, tmp_path):
    expected = [(f"institutions.parquet, row {row}, {column}", said) for row, column, said in SAID]
    assert told(store, flat_of(tmp_path / "f", WRONG)) == expected


def test_nested_institutions_outside_the_earth_are_named(store, tmp_path):
    path = nested(tmp_path / "i.parquet", *(place(KO, *point) for point in WRONG))
    long = {"lat": "geo.latitude", "lon": "geo.longitude"}
    assert told(store, path) == [(f"i.parquet, row {row}, {long[column]}", said) for row, column, said in SAID]


def test_lines_of_institutions_outside_the_earth_are_named(store, tmp_path):
    path = lines(tmp_path / "i.jsonl", *(place(KO, *point) for point in WRONG[:3]))
    assert told(store, path) == [
        ("i.jsonl, line 1, geo.latitude", "Expected `float` <= 90.0."),
        ("i.jsonl, line 2, geo.longitude", "Expected `float` <= 180.0."),
        ("i.jsonl, line 3, geo.latitude", "Expected `float` <= 90.0."),
    ]


@pytest.mark.long
def test_the_ends_of_the_earth_and_unknown_places_are_read(store, tmp_path):
    expected = [(*point,) for point in OF_EARTH]
    read(store, flat_of(tmp_path / "f", OF_EARTH))
    assert rows(store, "institution", "lat", "lon") == expected
    records = [place({**KO, "id": f"I{number}"}, *point) for number, point in enumerate(OF_EARTH, 1)]
    for name, writer in (("i.jsonl", lines), ("i.parquet", nested)):
        other = Store(tmp_path / name.replace(".", "-"))
        read(other, lines(tmp_path / "w.jsonl", work(1, 2020)), writer(tmp_path / name, *records))
        assert rows(other, "institution", "lat", "lon") == expected


def test_institutions_outside_the_earth_are_left_out_and_counted_where_that_is_asked_for(store, tmp_path):
    wrong = [place(KO, 138.5, 35.5), place(OTSU, 35.0, 136.0)]
    paths = [
        lines(tmp_path / "i.jsonl", *wrong),
        nested(tmp_path / "i.parquet", *wrong),
        flat_of(tmp_path / "f", [WRONG[0], (1.0, 2.0)]),
    ]
    run = read(store, *paths, skip_bad=True)
    assert run.parameters["left_out"] == {"i.jsonl": 1, "i.parquet": 1, "institutions.parquet": 1}
    assert rows(store, "institution", "openalex_id", "lat", "lon") == [
        (1, None, None),
        (2, 1.0, 2.0),
        (12, 35.0, 136.0),
    ]
