"""Staging: every nested input file as a folder of flat Parquet, kept until the reading has landed.

An interrupted reading goes on from there. A folder is named after the file's path, size and time, and appears when it
is complete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.strengths.making.readers.sources import Source

VERSION = 1  # of the columns below; a folder of another version is not used

# ``part`` is the row of the record in its file: authorships belong to one record, not only to one work.
WORKS = pa.schema(
    {
        "part": pa.int64(),
        "work_id": pa.int64(),
        "year": pa.int16(),
        "type": pa.string(),
        "cited_by": pa.int32(),
        "doi": pa.string(),
        "title": pa.string(),
        "lang": pa.string(),
        "source_id": pa.int64(),
        "subfield": pa.int16(),
        "field_l0_id": pa.int64(),
        "is_retracted": pa.bool_(),
        "first_years": pa.int32(),  # citations in the year of publication and the three after it, so far
        "updated": pa.string(),
    }.items()
)
AUTHORSHIPS = pa.schema(
    {
        "part": pa.int64(),
        "work_id": pa.int64(),
        "author_seq": pa.int16(),
        "author_id": pa.int64(),
        "institution_id": pa.int64(),
        "is_corresponding": pa.bool_(),
    }.items()
)
INSTITUTIONS = pa.schema(
    {
        "institution_id": pa.int64(),
        "display_name": pa.string(),
        "ror": pa.string(),
        "country_code": pa.string(),
        "type": pa.string(),
        "name_ja": pa.string(),
        "lat": pa.float64(),
        "lon": pa.float64(),
        "updated": pa.string(),
        "is_entity": pa.bool_(),  # from the institution's own record, not from a work
    }.items()
)
MERGED = pa.schema({"work_id": pa.int64()}.items())
SCHEMAS = {"works": WORKS, "authorships": AUTHORSHIPS, "institutions": INSTITUTIONS, "merged": MERGED}


@dataclass(frozen=True, slots=True)
class Staged:
    """A finished folder: number of records, and of those left out."""

    folder: Path
    records: int
    left_out: int

    def file(self, table: str) -> Path:
        """The Parquet file of one table."""
        return self.folder / f"{table}.parquet"


class Draft:
    """A folder being written, batch by batch."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix=".draft-", dir=home))
        self._writers = {name: self._writer(name, schema) for name, schema in SCHEMAS.items()}

    def write(self, tables: Mapping[str, pa.Table]) -> None:
        """Add a batch."""
        for name, table in tables.items():
            if len(table):
                self._writers[name].write_table(table.cast(SCHEMAS[name]))

    def finish(self, target: Path, records: int, left_out: int) -> Staged:
        """Close the files and give the folder its name, which says that it is complete."""
        self._close()
        (self.folder / "summary.json").write_text(json.dumps({"records": records, "left_out": left_out}))
        if target.exists():
            shutil.rmtree(target)
        self.folder.rename(target)
        return Staged(target, records, left_out)

    def drop(self) -> None:
        """Forget what was written."""
        self._close()
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):  # others are there
            self.folder.parent.rmdir()

    def _writer(self, table: str, schema: pa.Schema) -> pq.ParquetWriter:
        path = self.folder / f"{table}.parquet"
        return pq.ParquetWriter(path, schema, compression="zstd", compression_level=1)

    def _close(self) -> None:
        for writer in self._writers.values():
            writer.close()


def target(home: Path, source: Source, skip_bad: bool) -> Path:
    """The folder of a file as it is now; leaving rows out makes another folder."""
    status = source.path.stat()
    file = str(source.path), status.st_size, status.st_mtime_ns
    key = [VERSION, *file, source.kind, source.partition, skip_bad]
    return home / hashlib.sha256(json.dumps(key).encode()).hexdigest()[:24]


def finished(folder: Path) -> Staged | None:
    """The folder if it was completed before."""
    summary = folder / "summary.json"
    return Staged(folder, **json.loads(summary.read_text())) if summary.exists() else None
