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


class Writer:
    """Writes a Parquet file of a table and hashes its values on the way, so that they need not be read again."""

    def __init__(self, path: Path, table: Table) -> None:
        self._schema = table.arrow
        texts = [column.name for column in self._schema if pa.types.is_string(column.type)]
        whole = {
            column.name: "DELTA_BINARY_PACKED"
            for column in self._schema
            if column.type in (pa.int64(), pa.int32(), pa.int16(), pa.int8())
        }
        self._file = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=texts,
            column_encoding=whole,
            store_schema=False,
        )
        self._hash, self._rows, self._held = _Hash(self._schema.names), 0, pa.Table.from_batches([], self._schema)
        self._closed: tuple[int, str] | None = None

    def add(self, rows: pa.Table) -> None:
        """Write rows, in the order of the table; columns of other names are left out."""
        self._held = pa.concat_tables([self._held, rows.select(self._schema.names).cast(self._schema)])
        while len(self._held) >= BLOCK:
            self._write(self._held.slice(0, BLOCK))
            self._held = self._held.slice(BLOCK)

    def close(self) -> tuple[int, str]:
        """End the file; returns the number of its rows and the hash of its values."""
        if self._closed is None:
            self._write(self._held)
            self._held = pa.Table.from_batches([], self._schema)
            self._file.close()
            self._closed = self._rows, self._hash.text()
        return self._closed

    def _write(self, rows: pa.Table) -> None:
        for block in rows.combine_chunks().to_batches():
            self._hash.add(block)
            self._file.write_batch(block, row_group_size=ROW_GROUP)
            self._rows += len(block)


def read_file(path: Path) -> pa.Table:
    """A whole small file. Arrow's own way for one or many files would load pandas first."""
    with pq.ParquetFile(path) as file:
        return file.read()


def values_hash(path: Path) -> tuple[int, str]:
    """Number of rows and the hash of the values of a Parquet file, column by column in the order of rows.

    Encodings and row groups do not matter.
    """
    with pq.ParquetFile(path) as file:
        found = _Hash(file.schema_arrow.names)
        for batch in file.iter_batches(BLOCK):
            found.add(batch)
        return file.metadata.num_rows, found.text()


class _Hash:
    """The hash of a table's values, which come in blocks of ``BLOCK`` rows."""

    def __init__(self, names: list[str]) -> None:
        self._columns = {name: hashlib.sha256(name.encode()) for name in names}

    def add(self, batch: pa.RecordBatch) -> None:
        """The next block."""
        for name, values in zip(batch.schema.names, batch.columns, strict=True):
            _feed(self._columns[name], values)

    def text(self) -> str:
        """The hash of all columns."""
        whole = hashlib.sha256()
        for column in self._columns.values():
            whole.update(column.digest())
        return whole.hexdigest()


def _feed(into: Any, values: pa.Array) -> None:
    """Add a column's values: whether each is known, then the known ones."""
    if values.null_count:
        into.update(_memory(values.is_valid().cast(pa.uint8())))
        values = values.drop_null()
    if pa.types.is_string(values.type):
        into.update(_memory(pc.binary_length(values)))
        begin, end = values.offset, values.offset + len(values)
        offsets = np.frombuffer(values.buffers()[1], dtype=np.int32)
        into.update(memoryview(values.buffers()[2] or b"")[offsets[begin] : offsets[end]])
    elif pa.types.is_boolean(values.type):
        into.update(_memory(values.cast(pa.uint8())))
    elif pa.types.is_date32(values.type):
        into.update(_memory(values.cast(pa.int32()).cast(pa.int64())))
    else:
        into.update(_memory(values))


def _memory(values: pa.Array) -> memoryview:
    width = values.type.bit_width // 8
    return memoryview(values.buffers()[1] or b"")[values.offset * width : (values.offset + len(values)) * width]


# Arrow's own ways between its arrays and those of numpy, and even its constants, would load pandas first.


def numbers(values: pa.Array, unknown: int = 0) -> np.ndarray:
    """Whole numbers or truth values as they lie in memory, with a number in the place of unknown ones."""
    known, data = values.buffers()
    if pa.types.is_boolean(values.type):
        found = _bits(values, data)
    else:
        kind = np.dtype(str(values.type))
        found = (
            np.frombuffer(data or b"", kind, len(values), values.offset * kind.itemsize)
            if len(values)
            else np.empty(0, kind)
        )
    return np.where(_bits(values, known), found, found.dtype.type(unknown)) if values.null_count else found


def column(values: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    """Whole numbers or truth values as they lie in memory, and which of them are known."""
    truth = values.dtype == np.bool_
    kind = pa.bool_() if truth else pa.type_for_alias(values.dtype.name)
    valid = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    data = np.packbits(values, bitorder="little") if truth else np.ascontiguousarray(values)
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(data)])


def repeated(text: str, size: int) -> pa.Array:
    """A text again and again."""
    data = text.encode()
    ends = np.arange(0, (size + 1) * len(data), len(data), dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), size, [None, pa.py_buffer(ends), pa.py_buffer(data * size)])


def _bits(values: pa.Array, data: pa.Buffer) -> np.ndarray:
    return np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")[
        values.offset : values.offset + len(values)
    ].astype(bool)
