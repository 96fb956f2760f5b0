"""Which files there are, and what each of them is, by its content."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.strengths.making.readers.checks import AGAIN, Problems


class Kind(StrEnum):
    """What a file is."""

    JSON_WORKS = "works of OpenAlex, JSON lines"
    JSON_INSTITUTIONS = "institutions of OpenAlex, JSON lines"
    NESTED_WORKS = "works of OpenAlex, Parquet"
    NESTED_INSTITUTIONS = "institutions of OpenAlex, Parquet"
    MERGED = "merged identifiers of works"
    FLAT_WORKS = "works, flat Parquet"
    FLAT_AUTHORSHIPS = "authorships, flat Parquet"
    FLAT_INSTITUTIONS = "institutions, flat Parquet"
    FLAT_CITATIONS = "citations by year, flat Parquet"


FLAT = (Kind.FLAT_WORKS, Kind.FLAT_AUTHORSHIPS, Kind.FLAT_INSTITUTIONS, Kind.FLAT_CITATIONS)


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a known kind.

    partition: the ``updated_date`` of its folder, which dates records that carry no date of their own.
    """

    path: Path
    kind: Kind
    partition: str | None = None


# What a file is: a kind, a phrase for a file of no use, None for one that is broken.
Recognized = Kind | str | None

CUT_SHORT = (EOFError, gzip.BadGzipFile, zlib.error)
_PARTITION = re.compile(r"updated_date=(\d{4}-\d{2}-\d{2})")
_ENTITY = re.compile(r"(?:^|openalex\.org/)([A-Z])\d+$")
_MERGED_ID = re.compile(rb'[^,]*,"?(?:https?://openalex\.org/)?([A-Z])[0-9]')
_JSON = {"W": Kind.JSON_WORKS, "I": Kind.JSON_INSTITUTIONS}


def find(
    paths: Sequence[Path],
    problems: Problems,
    progress: Callable[[str], None],
) -> list[Source]:
    """All files of use below the paths, in reading order.

    Other entities of a snapshot are passed over and named to ``progress``.
    """
    sources = []
    for path, is_named in _walk(paths, problems):
        kind = _kind(path, problems)
        if isinstance(kind, Kind):
            sources.append(_source(path, kind))
        elif kind and is_named:
            message = f"This is {kind}. Give works, authorships, institutions or citations by year."
            problems.bad_file("unknown-file", str(path), message)
        elif kind:
            progress(f"{path.name}: passed over, {kind}")
    if not sources and not problems.collected:
        given = ", ".join(str(path) for path in paths) or "no path"
        message = "Nothing to read here. Give files or folders with works as OpenAlex JSON lines or Parquet."
        problems.bad_file("nothing", given, message)
    return sources


def _source(path: Path, kind: Kind) -> Source:
    partition = _PARTITION.search(str(path.parent))
    return Source(path, kind, partition[1] if partition else None)


def opened(path: Path) -> Any:
    """A file's bytes, decompressed where they are gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")


def _walk(paths: Sequence[Path], problems: Problems) -> Iterator[tuple[Path, bool]]:
    """Every file once, sorted, and whether it was named itself."""
    seen: set[Path] = set()
    for path in sorted(Path(given).absolute() for given in paths):
        if not path.exists():
            problems.bad_file("missing", str(path), "There is no such file or folder. Check the path.")
        for file in _below(path) if path.is_dir() else [path]:
            if file.is_file() and file not in seen:
                seen.add(file)
                yield file, file == path


def _below(folder: Path) -> list[Path]:
    """The files of a folder and of those in it, hidden ones left out."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in files if not _hidden(path.relative_to(folder)))


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def _kind(path: Path, problems: Problems) -> Recognized:
    """What a file is; broken ones go to ``problems``."""
    if path.stat().st_size == 0:
        problems.bad_file("empty", str(path), f"The file is empty. {AGAIN}")
        return None
    with path.open("rb") as file:
        magic = file.read(4)
    return _parquet_kind(path, problems) if magic == b"PAR1" else _text_kind(path, problems)


def _parquet_kind(path: Path, problems: Problems) -> Recognized:
    try:
        columns = set(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError) as error:
        problems.bad_file("broken", str(path), f"The Parquet file cannot be read ({error}). {AGAIN}")
        return None
    counted = columns & {"publication_year", "cited_by_count"}
    if "id" in columns and counted and "works_count" not in columns:
        return Kind.NESTED_WORKS
    if "id" in columns and columns & {"geo", "country_code"}:
        return Kind.NESTED_INSTITUTIONS
    return _flat_kind(path.name, columns) or "Parquet with none of the tables that are known"


def _flat_kind(name: str, columns: set[str]) -> Kind | None:
    """By columns; by the name where columns alone do not tell or are missing."""
    if columns & {"author_seq", "author_id"} or name.startswith("authorship"):
        return Kind.FLAT_AUTHORSHIPS
    by_year = columns == {"work_id", "year", "cited_by_count"}
    if name.startswith("citations") or (by_year and not name.startswith("works")):
        return Kind.FLAT_CITATIONS
    if "work_id" in columns or name.startswith("works"):
        return Kind.FLAT_WORKS
    if "institution_id" in columns or name.startswith("institution"):
        return Kind.FLAT_INSTITUTIONS
    return None


def _text_kind(path: Path, problems: Problems) -> Recognized:
    try:
        with opened(path) as stream:
            line = next((line for line in stream if line.strip()), b"")
            if line.startswith(b"merge_date,id,merge_into_id"):
                return _merged_kind(stream)
    except CUT_SHORT as error:
        message = f"The compressed file ends too early or is damaged ({error}). {AGAIN}"
        problems.bad_file("truncated", str(path), message)
        return None
    return _json_kind(path, line, problems) if line else "a file without any record"


def _merged_kind(lines: Iterable[bytes]) -> Kind | str:
    """Merged identifiers of works are of use; those of authors, sources and others are not.

    Of a first row that is none the reader will tell.
    """
    named = _MERGED_ID.match(next((line for line in lines if line.strip()), b""))
    return Kind.MERGED if not named or named[1] == b"W" else "merged identifiers of another entity"


def _json_kind(path: Path, line: bytes, problems: Problems) -> Recognized:
    try:
        record = json.loads(line)
    except ValueError as error:
        if not _named_as_json(path):
            return "of no known format"
        problems.bad_file("broken", f"{path}, line 1", f"This is not a line of JSON ({error}). {AGAIN}")
        return None
    return _entity_kind(record) if isinstance(record, dict) else "of no known format"


def _named_as_json(path: Path) -> bool:
    return any(suffix in (".jsonl", ".ndjson", ".gz") for suffix in path.suffixes)


def _entity_kind(record: dict[str, Any]) -> Kind | str:
    """What a record of JSON is, by the letter of its identifier, else by its keys."""
    identifier = record.get("id")
    entity = _ENTITY.search(identifier) if isinstance(identifier, str) else None
    if entity and entity[1] in _JSON:
        return _JSON[entity[1]]
    if {"publication_year", "authorships"} & record.keys():
        return Kind.JSON_WORKS  # its reader says what is wrong with the identifier
    return "another entity of OpenAlex" if entity or identifier else "of no known format"
