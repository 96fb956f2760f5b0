"""Records as OpenAlex delivers them, present and older schema, as files of every kind that is read in, and what a store
holds of them.
"""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.ingest import ingest
from tsunagu.strengths.making.readers.checks import LEAVE_OUT
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.storage.store import Run, Store

SAMPLE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "openalex_sample"
NO_SAMPLE = "the sample of OpenAlex is not beside the project: shared/data/openalex_sample"
SITE = "https://openalex.org/"

KO = {
    "id": f"{SITE}I11",
    "display_name": "Ko University",
    "ror": "https://ror.org/0ko",
    "country_code": "JP",
    "type": "education",
}
OTSU = {
    "id": f"{SITE}I12",
    "display_name": "Otsu University",
    "ror": "https://ror.org/0otsu",
    "country_code": "JP",
    "type": "education",
}
HEI = {"id": f"{SITE}I13", "display_name": "Hei Company", "ror": None, "country_code": "DE", "type": "company"}
HONG_KONG = {
    "id": f"{SITE}I14",
    "display_name": "Island University",
    "ror": None,
    "country_code": "HK",
    "type": "education",
}
BEIJING = {
    "id": f"{SITE}I15",
    "display_name": "North University",
    "ror": None,
    "country_code": "CN",
    "type": "education",
}


def author(number: int, *institutions: dict[str, Any], corresponding: bool = False) -> dict[str, Any]:
    return {
        "author_position": "middle",
        "author": {"id": f"{SITE}A{number}", "display_name": f"Author {number}", "orcid": None},
        "institutions": list(institutions),
        "is_corresponding": corresponding,
    }


def work(
    number: int, year: int | None, *authors: dict[str, Any], subfield: int | None = 2713, **other: Any
) -> dict[str, Any]:
    """A work in the present schema."""
    topic = {
        "id": f"{SITE}T1",
        "subfield": {"id": f"{SITE}subfields/{subfield}", "display_name": "x"},
        "field": {"id": f"{SITE}fields/27"},
    }
    return {
        "id": f"{SITE}W{number}",
        "doi": f"https://doi.org/10.1/{number}",
        "title": f"Title {number}",
        "publication_year": year,
        "language": "en",
        "type": "article",
        "primary_location": {"source": {"id": f"{SITE}S5", "display_name": "Journal"}},
        "authorships": list(authors),
        "cited_by_count": 7,
        "is_retracted": False,
        "primary_topic": topic if subfield else None,
        "concepts": [],
        "counts_by_year": [],
        "updated_date": "2024-01-10T08:00:00.000000",
        **other,
    }


def old_work(
    number: int, year: int, *authors: dict[str, Any], concepts: list[tuple[int, int, str]], **other: Any
) -> dict[str, Any]:
    """A work in the schema of 2023: no topic and no language, scores as text. concepts: number, level, score."""
    record = work(
        number,
        year,
        *authors,
        subfield=None,
        type="journal-article",
        updated_date="2023-03-01T00:41:29.714837",
        **other,
    )
    record["host_venue"] = record.pop("primary_location")["source"]
    record["concepts"] = [
        {"id": f"{SITE}C{concept}", "level": level, "score": score} for concept, level, score in concepts
    ]
    for key in ("primary_topic", "language"):
        del record[key]
    for authorship in record["authorships"]:
        del authorship["is_corresponding"]
        authorship["raw_affiliation_string"] = "Somewhere"
    return record


def lines(path: Path, *records: dict[str, Any]) -> Path:
    """Records as JSON lines, gzip where the name says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)
    return path


def nested(path: Path, *records: dict[str, Any]) -> Path:
    """Records as Parquet with nested columns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = list(dict.fromkeys(key for record in records for key in record))
    pq.write_table(pa.table({key: pa.array([record.get(key) for record in records]) for key in keys}), path)
    return path


def flat(
    folder: Path, works: dict[str, list[Any]], authorships: dict[str, list[Any]], **more: dict[str, list[Any]]
) -> Path:
    """Flat Parquet files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in {"works": works, "authorships": authorships, **more}.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


def held(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All values that were read in, sorted, with institutions by their OpenAlex number: the same whatever their order
    in the store.
    """
    with duckdb.connect() as connection:
        for table in ("work", "title", "work_field", "authorship", "institution"):
            files = [str(path) for path in store.files(table)]
            connection.read_parquet(files, union_by_name=True).create_view(table)
        texts = {
            "work": "FROM work ORDER BY ALL",
            "title": "FROM title ORDER BY ALL",
            "work_field": "FROM work_field ORDER BY ALL",
            "authorship": "FROM authorship LEFT JOIN institution USING (institution_id) "
            "SELECT work_id, author_seq, author_id, openalex_id, is_corresponding ORDER BY ALL",
            "institution": "FROM institution SELECT * EXCLUDE (institution_id) ORDER BY ALL",
        }
        return {table: connection.execute(text).fetchall() for table, text in texts.items()}


def rows(store: Store, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a table in the order of its rows in its files."""
    tables = [pq.read_table(path, columns=list(columns)) for path in store.files(table)]
    return [tuple(row[column] for column in columns) for part in tables for row in part.to_pylist()]


@cache
def lent() -> DuckDB:
    """One engine for most tests: what it has compiled once, it keeps."""
    return DuckDB()


def read(store: Store, *paths: Path, **options: Any) -> Run:
    return ingest(store, list(paths), snapshot="test", **{"engine": lent(), **options})


def told(store: Store, *paths: Path) -> list[tuple[str, str]]:
    """Where and what an attempt to read files says is wrong."""
    with pytest.raises(WrongTable) as caught:
        read(store, *paths)
    assert not store.directory.exists()
    where = [str(problem.where).rpartition("/")[2] for problem in caught.value.problems]
    return [
        (at, problem.message.removesuffix(f" {LEAVE_OUT}"))
        for at, problem in zip(where, caught.value.problems, strict=True)
    ]


def place(of: dict[str, Any], lat: float | None, lon: float | None, **more: Any) -> dict[str, Any]:
    """An institution's own record."""
    return {**of, "geo": {"latitude": lat, "longitude": lon}, "works_count": 1, "updated_date": "2024-01-01", **more}


FIRST = [
    work(1, 2018, author(1, KO), author(2, OTSU)),
    work(2, 2019, author(1, KO)),
    work(3, 2019, author(3, HEI), subfield=1100),
    work(4, 2020, author(1, OTSU)),
    old_work(6, 2017, author(5, KO), concepts=[(71924100, 0, "0.5")]),
]
SECOND = [
    work(2, 2019, author(1, KO), cited_by_count=8, updated_date="2024-02-01"),  # cited once more
    work(3, 2020, author(3, HEI), subfield=1200, updated_date="2024-02-01"),  # another year and field
    work(4, 2020, author(1, OTSU), updated_date="2024-02-01"),  # as before
    work(5, 2020, author(4, HONG_KONG), updated_date="2024-02-01"),  # new
]
