"""Parts of nested columns of Arrow, as flat arrays: fields of structs, items of lists."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def part(values: pa.Array, path: list[str], kind: pa.DataType) -> pa.Array:
    """A field of a field of structs, and so on, as a type."""
    for name in path:
        values = field(values, name, pa.null())
    return _typed(values, kind)


def field(values: pa.Array, name: str, kind: pa.DataType) -> pa.Array:
    """A field of structs as a type; unknown where they have none."""
    if not pa.types.is_struct(values.type) or values.type.get_field_index(name) < 0:
        return pa.nulls(len(values), kind)
    return _typed(pc.struct_field(values, name), kind)


def flattened(lists: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """The items of lists one after the other, and the number of the list of each."""
    if not (pa.types.is_list(lists.type) or pa.types.is_large_list(lists.type)):
        return pa.nulls(0), np.zeros(0, dtype=np.int64)
    number = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    return pc.list_flatten(lists), number.astype(np.int64)


def filled(values: pa.Array, unknown: float) -> np.ndarray:
    """Values for numpy, with another one in the place of those that are unknown."""
    array: np.ndarray = pc.fill_null(values, unknown).to_numpy(zero_copy_only=False)
    return array


def taken(values: pa.Array, rows: np.ndarray) -> pa.Array:
    """The values of some rows."""
    return values.take(pa.array(rows))


def _typed(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Values as a type; identifiers may stay whole numbers. null: as they are."""
    is_number_as_text = pa.types.is_string(kind) and pa.types.is_integer(values.type)
    if pa.types.is_null(kind) or is_number_as_text:
        return values
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values.cast(kind)
