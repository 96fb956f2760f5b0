"""Who wrote a work together, how far apart, and what part of it is in the top share."""

from __future__ import annotations

import ibis
import pyarrow as pa

from tsunagu.strengths import collaboration
from tsunagu.strengths.engines import DuckDB
from tsunagu.strengths.tables import (
    COLLAB,
    DISTANCE_KNOWN,
    INSTITUTION,
    INTERNATIONAL,
    LONG,
)

AUTHORSHIP = ibis.table({"work_id": "int64", "institution_id": "int32"}, name="authorship")
FLAGS = collaboration.flags(AUTHORSHIP, INSTITUTION.unbound())

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
        {"institution_id": number, "country": country, "lat": lat, "lon": lon, "sector": "company" if number in companies else "education"}
        for number, (country, lat, lon) in enumerate(places, 1)
    ]
    return pa.Table.from_pylist(rows, schema=INSTITUTION.arrow)


def authorships(*works: list[int | None]) -> pa.Table:
    """Works 1, 2, 3, ... with a row for each of these institutions."""
    rows = [(number, institution) for number, named in enumerate(works, 1) for institution in named]
    return pa.table({"work_id": pa.array([row[0] for row in rows], pa.int64()), "institution_id": pa.array([row[1] for row in rows], pa.int32())})


def flags(named: pa.Table, places: pa.Table, rows: ibis.Table = FLAGS) -> list[tuple]:
    found = DuckDB().fetch(rows, authorship=named, institution=places)
    assert found.schema.types == [pa.int64(), pa.int16(), pa.int16(), pa.int16(), pa.int32()]
    return sorted(tuple(row.values()) for row in found.to_pylist())


def test_tokyo_and_kyoto_are_364_km_apart_and_tokyo_and_london_9559():
    places = institutions(TOKYO, KYOTO, LONDON)
    assert flags(authorships([1, 2], [1, 3], [3, 2, 1]), places) == [
        (1, 2, 1, COLLAB | DISTANCE_KNOWN, 364),
        (2, 2, 2, COLLAB | INTERNATIONAL | LONG | DISTANCE_KNOWN, 9559),
        (3, 3, 2, COLLAB | INTERNATIONAL | LONG | DISTANCE_KNOWN, 9559),
    ]
