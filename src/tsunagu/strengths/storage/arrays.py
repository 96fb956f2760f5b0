"""Arrays between Arrow and numpy, as they lie in memory: Arrow's own ways, even its constants, load pandas first."""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def numbers(values: pa.Array, unknown: int = 0) -> np.ndarray:
    """Whole numbers or truth values, with a number in the place of unknown ones."""
    known, data = values.buffers()
    plain = _bits(values, data) if pa.types.is_boolean(values.type) else _whole_numbers(values, data)
    if not values.null_count:
        return plain
    return np.where(_bits(values, known), plain, plain.dtype.type(unknown))


def column(values: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    """Whole numbers or truth values for Arrow, and which of them are known: all by default."""
    valid = None if known is None else pa.py_buffer(_packed(known))
    if values.dtype == np.bool_:
        kind, data = pa.bool_(), _packed(values)
    else:
        kind, data = pa.type_for_alias(values.dtype.name), np.ascontiguousarray(values)
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(data)])


def repeated(text: str, size: int) -> pa.Array:
    """A column that holds the same text again and again."""
    data = text.encode()
    ends = np.arange(size + 1, dtype=np.int32) * np.int32(len(data))
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(data * size)]
    return pa.Array.from_buffers(pa.string(), size, buffers)


def _whole_numbers(values: pa.Array, data: pa.Buffer | None) -> np.ndarray:
    kind = np.dtype(str(values.type))
    if not len(values):
        return np.empty(0, kind)
    return np.frombuffer(data or b"", kind, len(values), values.offset * kind.itemsize)


def _bits(values: pa.Array, data: pa.Buffer) -> np.ndarray:
    """The bits of a buffer that belong to these values."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    return bits[values.offset : values.offset + len(values)].astype(bool)


def _packed(truths: np.ndarray) -> np.ndarray:
    return np.packbits(truths, bitorder="little")
