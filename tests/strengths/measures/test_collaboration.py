"""Who wrote a work together, how far apart, and what part of it is in the top share."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagu.strengths.measures import collaboration
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.tables import (
    COLLAB,
    COLLABORATION,
    CONTRIBUTION,
    DISTANCE_KNOWN,
    INDUSTRY,
    INSTITUTION,
    INTERNATIONAL,
    LONG,
    ONE,
    SHORT,
)

ENGINE = DuckDB()

# Cities: country, latitude, longitude
TOKYO = ("JP", 35.6895, 139.6917)
YOKOHAMA = ("JP", 35.4437, 139.6380)
KYOTO = ("JP", 35.0116, 135.7681)
LONDON = ("GB", 51.5074, -0.1278)
SHENZHEN = ("CN", 22.5431, 114.0579)
HONG_KONG = ("HK", 22.3193, 114.1694)
MACAO = ("MO", 22.1987, 113.5439)
NOWHERE = (None, None, None)


def institutions(*places: tuple, companies: tuple[int, ...] = ()) -> pa.Table:
    """Institutions 1, 2, 3, ... at these places."""
    rows = [
        {
            "institution_id": number,
            "country": country,
            "lat": lat,
            "lon": lon,
            "sector": "company" if number in companies else "education",
        }
        for number, (country, lat, lon) in enumerate(places, 1)
    ]
    return pa.Table.from_pylist(rows, schema=INSTITUTION.arrow)


def flags(works: list[list[int | None]], places: pa.Table, cap: int = collaboration.CAP) -> list[tuple]:
    """Works 1, 2, 3, ... with a row of authorship for each of these institutions."""
    work = np.repeat(np.arange(len(works)), [len(named) for named in works])
    institution = np.array([one or 0 for named in works for one in named], np.int64)
    found = collaboration.flags(work, institution, collaboration.Places.of(places), cap)
    rows = zip(*(found[name].tolist() for name in ("n_inst", "n_country", "collab", "max_km")), strict=True)
    return [(number, *row, km if row[-1] & DISTANCE_KNOWN else None) for number, (*row, km) in enumerate(rows, 1)]


def test_tokyo_and_kyoto_are_364_km_apart_and_tokyo_and_london_9559():
    places = institutions(TOKYO, KYOTO, LONDON)
    assert flags([[1, 2], [1, 3], [3, 2, 1]], places) == [
        (1, 2, 1, COLLAB | DISTANCE_KNOWN, 364),
        (2, 2, 2, COLLAB | INTERNATIONAL | LONG | DISTANCE_KNOWN, 9559),
        (3, 3, 2, COLLAB | INTERNATIONAL | LONG | DISTANCE_KNOWN, 9559),
    ]


def test_short_is_at_most_100_km_and_needs_more_than_one_institution():
    # Tokyo to Yokohama: 28 km
    places = institutions(TOKYO, YOKOHAMA)
    assert flags([[1, 2], [1, 1]], places) == [
        (1, 2, 1, COLLAB | SHORT | DISTANCE_KNOWN, 28),
        (2, 1, 1, DISTANCE_KNOWN, 0),
    ]


def test_hong_kong_and_macao_are_counted_as_china():
    places = institutions(SHENZHEN, HONG_KONG, MACAO, TOKYO)
    found = flags([[1, 2], [1, 2, 3], [2, 4]], places)
    assert [(n_country, collab & INTERNATIONAL) for _, _, n_country, collab, _ in found] == [
        (1, 0),
        (1, 0),
        (2, INTERNATIONAL),
    ]


def test_a_company_makes_it_industrial_also_alone():
    places = institutions(TOKYO, KYOTO, LONDON, companies=(2,))
    found = flags([[1, 2], [2], [1, 3], [1, 2, 3]], places)
    assert [collab & INDUSTRY for *_, collab, _ in found] == [INDUSTRY, INDUSTRY, 0, INDUSTRY]


def test_unknown_places_and_countries_stay_unknown():
    # 3: nothing is known of it; 9: not listed at all
    places = institutions(TOKYO, KYOTO, NOWHERE)
    assert flags([[None], [3], [1, 3], [1, 2, 3], [9], [None, 1], [1, 9]], places) == [
        (1, 0, 0, 0, None),
        (2, 1, 0, 0, None),
        (3, 2, 1, COLLAB, None),
        (4, 3, 1, COLLAB, None),
        (5, 1, 0, 0, None),
        (6, 1, 1, DISTANCE_KNOWN, 0),
        (7, 2, 1, COLLAB, None),
    ]


def test_works_with_more_places_than_the_cap_have_an_unknown_distance():
    places = institutions(TOKYO, KYOTO, LONDON, TOKYO)
    # the first work has four institutions, but at three places; the second three at two places
    assert flags([[1, 2, 3, 4], [1, 4, 2]], places, cap=2) == [
        (1, 4, 2, COLLAB | INTERNATIONAL, None),
        (2, 3, 1, COLLAB | DISTANCE_KNOWN, 364),
    ]


def test_opposite_ends_of_the_earth_are_within_two_km_of_half_its_girth():
    # pi x 6371 km = 20015.09 km; 20 km beside the opposite end the distance is that of the formula
    places = institutions(
        ("EC", 0.0, -80.0),
        ("SG", 0.0, 100.0),
        ("AQ", -90.0, 0.0),
        ("NO", 90.0, 0.0),
        ("ES", 40.4, -3.7),
        ("NZ", -40.3, 176.1),
    )
    *ends, madrid = (row[4] for row in flags([[1, 2], [3, 4], [1, 2, 3], [5, 6]], places))
    assert [abs(20015 - km) <= 2 for km in ends] == [True, True, True]
    assert madrid == round(kilometers(("ES", 40.4, -3.7), ("NZ", -40.3, 176.1)))


def kilometers(a: tuple, b: tuple) -> float:
    """The great-circle distance by the haversine formula."""
    lat, lon = radians(b[1] - a[1]), radians(b[2] - a[2])
    return (
        2 * 6371 * asin(min(1, sqrt(sin(lat / 2) ** 2 + cos(radians(a[1])) * cos(radians(b[1])) * sin(lon / 2) ** 2)))
    )


def expected(number: int, named: list[int | None], places: list[tuple], cap: int) -> tuple:
    """One row of flags in plain Python."""
    here = {institution: places[institution - 1] for institution in named if institution is not None}
    countries = {{"HK": "CN", "MO": "CN"}.get(country, country) for country, _, _ in here.values()} - {None}
    known = (
        bool(here)
        and all(lat is not None for _, lat, _ in here.values())
        and len({place[1:] for place in here.values()}) <= cap
    )
    longest = max(kilometers(a, b) for a in here.values() for b in here.values()) if known else None
    tests = {
        COLLAB: len(here) > 1 or len(countries) > 1,
        INTERNATIONAL: len(countries) > 1,
        SHORT: len(here) > 1 and known and longest <= 100,
        LONG: len(here) > 1 and known and longest >= 5000,
        DISTANCE_KNOWN: known,
    }
    return (
        number,
        len(here),
        len(countries),
        sum(bit for bit, test in tests.items() if test),
        round(longest) if known else None,
    )


PLACES = [
    TOKYO,
    YOKOHAMA,
    KYOTO,
    LONDON,
    SHENZHEN,
    HONG_KONG,
    MACAO,
    ("US", 37.7749, -122.4194),
    ("US", 37.8044, -122.2712),
    NOWHERE,
    TOKYO,
]
NAMED = st.lists(st.none() | st.integers(1, len(PLACES)), min_size=1, max_size=7)


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(st.lists(NAMED, min_size=1, max_size=8), st.integers(1, 7))
def test_flags_are_those_of_plain_python_for_any_works(works: list[list[int | None]], cap: int):
    assert flags(works, institutions(*PLACES), cap) == [
        expected(number, named, PLACES, cap) for number, named in enumerate(works, 1)
    ]


def test_sail_counts_the_same_papers_by_kind(spark_engine):
    weights = pa.Table.from_pylist([weight(5, ONE // 4)], schema=WEIGHTS.schema().to_pyarrow())
    found = spark_engine.fetch(PROFILE, contribution=contributions(*FIVE), weights=weights)
    assert sorted(found.to_pylist(), key=lambda row: row["institution_id"]) == profile(
        contributions(*FIVE), 5, ONE // 4
    )


# Contributions to field 1, year 2020: institution, citations, flags
FIVE = [
    (1, 9, COLLAB | SHORT | DISTANCE_KNOWN),
    (1, 5, COLLAB | INTERNATIONAL | LONG | DISTANCE_KNOWN),
    (1, 5, INDUSTRY),
    (1, 0, DISTANCE_KNOWN),
    (2, 5, COLLAB | INTERNATIONAL | LONG | DISTANCE_KNOWN),
]


def contributions(*rows: tuple[int, int, int]) -> pa.Table:
    given = [
        {
            "scheme": "s",
            "field": 1,
            "year": 2020,
            "type_group": 0,
            "institution_id": u,
            "work_id": w,
            "k": 1,
            "w_author": ONE,
            "cited_by": c,
            "flags": f,
        }
        for w, (u, c, f) in enumerate(rows, 1)
    ]
    return pa.Table.from_pylist(given, schema=CONTRIBUTION.arrow)


WEIGHTS = ibis.table(
    {
        "field": "int16",
        "year": "int16",
        "type_group": "int8",
        "threshold": "int32",
        "w_above": "int64",
        "w_tied": "int64",
    },
    name="weights",
)


PROFILE = collaboration.profile(CONTRIBUTION.unbound(), WEIGHTS)


def weight(threshold: int, tied: int) -> dict[str, int]:
    return {"field": 1, "year": 2020, "type_group": 0, "threshold": threshold, "w_above": ONE, "w_tied": tied}


def profile(rows: pa.Table, threshold: int, tied: int) -> list[dict]:
    weights = pa.Table.from_pylist([weight(threshold, tied)], schema=WEIGHTS.schema().to_pyarrow())
    found = ENGINE.fetch(PROFILE, contribution=rows, weights=weights)
    assert set(found.column_names) == set(COLLABORATION.columns) - {"scheme"}
    return sorted(found.to_pylist(), key=lambda row: row["institution_id"])


def test_papers_and_top_papers_are_counted_by_kind():
    # threshold 5: one paper above counts whole, those at 5 a quarter
    first, second = profile(contributions(*FIVE), 5, ONE // 4)
    assert first == {
        "field": 1,
        "institution_id": 1,
        "year": 2020,
        "n_collab": 2,
        "n_international": 1,
        "n_industry": 1,
        "n_short": 1,
        "n_long": 1,
        "n_distance_known": 3,
        "top_collab": ONE + ONE // 4,
        "top_international": ONE // 4,
        "top_industry": ONE // 4,
        "top_short": ONE,
        "top_long": ONE // 4,
        "top_distance_known": ONE + ONE // 4,
    }
    assert (second["n_collab"], second["top_collab"], second["n_short"], second["top_short"]) == (1, ONE // 4, 0, 0)


@pytest.mark.parametrize("km", [100, 5000])
def test_the_bounds_of_short_and_long_belong_to_them(km: int):
    # along a meridian a degree is pi x 6371 / 180 km; half a meter on either side of the bound
    degree = radians(1) * 6371
    places = institutions(("JP", 0.0, 0.0), ("JP", (km - 0.0005) / degree, 0.0), ("JP", (km + 0.0005) / degree, 0.0))
    inside, outside = (row[3] & (SHORT | LONG) for row in flags([[1, 2], [1, 3]], places))
    assert (inside, outside) == ((SHORT, 0) if km == 100 else (0, LONG))
