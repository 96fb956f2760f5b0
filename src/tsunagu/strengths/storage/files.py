"""Files of tables: Parquet written piece by piece, and the hash of the values in it, whatever wrote them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tsunagu.strengths.storage.engines import ROW_GROUP
from tsunagu.strengths.tables import Table

BLOCK = 2**17  # rows that are hashed at a time: a part of what the hash is

RowsAndHash = tuple[int, str]  # of a file: the number of its rows and the hash of its values

_WHOLE_NUMBERS = (pa.int64(), pa.int32(), pa.int16(), pa.int8())


class Writer:
    """Writes a Parquet file of a table and hashes its values on the way, so that they need not be read again."""

    def __init__(self, path: Path, table: Table) -> None:
        self._schema = table.arrow
        self._file = _parquet_writer(path, self._schema)
        self._hash = _Hash(self._schema.names)
        self._rows = 0
        self._held = self._no_rows()
        self._closed: RowsAndHash | None = None

    def add(self, rows: pa.Table) -> None:
        """Write rows, in the order of the table; columns of other names are left out."""
        mine = rows.select(self._schema.names).cast(self._schema)
        self._held = pa.concat_tables([self._held, mine])
        while len(self._held) >= BLOCK:
            self._write(self._held.slice(0, BLOCK))
            self._held = self._held.slice(BLOCK)

    def close(self) -> RowsAndHash:
        """End the file, once however often it is called; returns the number of its rows and the hash of its values."""
        if self._closed is None:
            self._write(self._held)
            self._held = self._no_rows()
            self._file.close()
            self._closed = self._rows, self._hash.text()
        return self._closed

    def _no_rows(self) -> pa.Table:
        return pa.Table.from_batches([], self._schema)

    def _write(self, rows: pa.Table) -> None:
        for block in rows.combine_chunks().to_batches():
            self._hash.add(block)
            self._file.write_batch(block, row_group_size=ROW_GROUP)
            self._rows += len(block)


def read_file(path: Path) -> pa.Table:
    """A whole small file. Arrow's own way for one or many files would load pandas first."""
    with pq.ParquetFile(path) as file:
        return file.read()


def values_hash(path: Path) -> RowsAndHash:
    """Number of rows and the hash of the values of a Parquet file, column by column in the order of rows.

    Encodings and row groups do not matter.
    """
    with pq.ParquetFile(path) as file:
        values = _Hash(file.schema_arrow.names)
        for block in file.iter_batches(BLOCK):
            values.add(block)
        return file.metadata.num_rows, values.text()


def _parquet_writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer whose encodings suit sorted numbers and repeated texts."""
    texts = [column.name for column in schema if pa.types.is_string(column.type)]
    numbers = [column.name for column in schema if column.type in _WHOLE_NUMBERS]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=texts,
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        store_schema=False,
    )


class _Hash:
    """The hash of a table's values, which come in blocks of ``BLOCK`` rows."""

    def __init__(self, names: list[str]) -> None:
        self._columns = {name: hashlib.sha256(name.encode()) for name in names}

    def add(self, batch: pa.RecordBatch) -> None:
        """Take the next block in."""
        for name, values in zip(batch.schema.names, batch.columns, strict=True):
            _feed(self._columns[name], values)

    def text(self) -> str:
        """The hash of all columns together."""
        whole = hashlib.sha256()
        for column in self._columns.values():
            whole.update(column.digest())
        return whole.hexdigest()


def _feed(into: Any, values: pa.Array) -> None:
    """Add a column's values to a hash: whether each is known, then the known ones."""
    if values.null_count:
        into.update(_memory(values.is_valid().cast(pa.uint8())))
        values = values.drop_null()
    if pa.types.is_string(values.type):
        into.update(_memory(pc.binary_length(values)))
        into.update(_letters(values))
    else:
        into.update(_memory(_hashed_as(values)))


def _hashed_as(values: pa.Array) -> pa.Array:
    """Values in the type that they are hashed in: truth values as bytes, days as int64."""
    if pa.types.is_boolean(values.type):
        return values.cast(pa.uint8())
    if pa.types.is_date32(values.type):
        return values.cast(pa.int32()).cast(pa.int64())
    return values


def _letters(texts: pa.Array) -> memoryview:
    """The bytes of all texts, one after the other."""
    _, ends, data = texts.buffers()
    offsets = np.frombuffer(ends, dtype=np.int32)
    first, last = texts.offset, texts.offset + len(texts)
    return memoryview(data or b"")[offsets[first] : offsets[last]]


def _memory(values: pa.Array) -> memoryview:
    width = values.type.bit_width // 8
    first, last = values.offset, values.offset + len(values)
    return memoryview(values.buffers()[1] or b"")[first * width : last * width]
