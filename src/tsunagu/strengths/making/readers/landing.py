"""What lands for a year.

Works, titles, fields and authorships, written as they come, sorted by work, so that memory does not grow with the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from itertools import chain

import numpy as np
import pyarrow as pa

from tsunagu.kernel.problems import Problem
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.readers.checks import LIMIT
from tsunagu.strengths.measures import collaboration
from tsunagu.strengths.storage.files import Writer, column, numbers, repeated
from tsunagu.strengths.storage.store import Change
from tsunagu.strengths.tables import DISTANCE_KNOWN, INT16, INT64

ROWS = 2**17  # authorships that are looked at together

_ROW = ("work_id", "author_seq", "institution_id")
_COUNTS = ("n_inst", "n_country", "collab", "n_author")
_KINDS = {"work_id": np.int64, **dict.fromkeys(_COUNTS, np.int16), "max_km": np.int32}
_NO_WORK = {**dict.fromkeys(_KINDS, 0), "work_id": INT64}
_Facts = dict[str, np.ndarray]


def land(
    change: Change,
    year: int,
    works: Iterable[pa.RecordBatch],
    authorships: Iterable[pa.RecordBatch],
    places: collaboration.Places,
) -> int:
    """Write a year of works into the draft, nothing where there is none; returns their number.

    works: the columns of ``tables.WORK`` that are given, with concept, title and doi, by work_id; authorships:
    ``tables.AUTHORSHIP`` of these works, in its order. Raises WrongTable for works of more authors or institutions than
    can be counted: to cut them silently would change numbers.
    """
    number, works = 0, iter(works)
    first = next(works, None)
    if first is None:
        return 0
    with ExitStack() as files:

        def writer(table: str, scheme: str | None = None) -> Writer:
            return files.enter_context(closing(change.writer(table, scheme=scheme, year=year)))

        facts = _authorships(writer("authorship"), authorships, places)
        work, title = writer("work"), writer("title")
        fields: dict[str, Writer] = {}
        for batch in chain([first], works):
            work.add(_completed(batch, facts))
            title.add(pa.Table.from_batches([batch]))
            for scheme, assigned in _fields(batch):
                fields[scheme] = fields.get(scheme) or writer("work_field", scheme)
                fields[scheme].add(assigned)
            number += len(batch)
    return number


def _authorships(file: Writer, batches: Iterable[pa.RecordBatch], places: collaboration.Places) -> _Facts:
    """Write authorships, each once.

    Returns what follows from them for each work that has any, by work_id, and ``_NO_WORK`` at the end.
    """
    facts = []
    for given in _whole_works(batches):
        rows = given if _first(*_keys(given)).all() else _once(given)
        file.add(pa.Table.from_batches([rows]))
        facts.append(_facts(*_keys(rows), places))
    return {
        name: np.concatenate([*(some[name] for some in facts), [_NO_WORK[name]]], dtype=kind)
        for name, kind in _KINDS.items()
    }


def _whole_works(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows some at a time, but never a part of a work."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        work = numbers(batch["work_id"])
        last = int(np.searchsorted(work, work[-1]))  # where the last work begins, which may go on
        if last and sum(map(len, held)) + last >= ROWS:
            yield pa.concat_batches([*held, batch.slice(0, last)])
            held = [batch.slice(last)]
        else:
            held.append(batch)
    if held:
        yield pa.concat_batches(held)


def _keys(rows: pa.RecordBatch) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What tells authorships apart: work, author and institution, 0 where there is none."""
    return numbers(rows["work_id"]), numbers(rows["author_seq"]), numbers(rows["institution_id"])


def _first(*sorted_by: np.ndarray) -> np.ndarray:
    """Whether a row is the first with its values, in rows that are sorted by them."""
    first = np.zeros(len(sorted_by[0]), bool)
    first[:1] = True
    for values in sorted_by:
        first[1:] |= values[1:] != values[:-1]
    return first


def _once(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Rows that are given more than once put together."""
    found = (
        pa.Table.from_batches([rows]).group_by([*_ROW]).aggregate([("author_id", "min"), ("is_corresponding", "any")])
    )
    found = found.rename_columns({"author_id_min": "author_id", "is_corresponding_any": "is_corresponding"})
    # Unknown institutions last, as before.
    return pa.concat_batches(found.sort_by([(name, "ascending") for name in _ROW]).to_batches())


def _facts(work: np.ndarray, author: np.ndarray, institution: np.ndarray, places: collaboration.Places) -> _Facts:
    begins = np.flatnonzero(_first(work))
    n_author = np.add.reduceat(_first(work, author), begins, dtype=np.int64)
    number = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(work)))
    found = collaboration.flags(number, institution.astype(np.int64), places)
    large = work[begins][np.maximum(n_author, found["n_inst"]) > INT16]
    if len(large):
        message = f"The work has more than {INT16} authors or institutions. Correct it or leave it out."
        raise WrongTable([Problem("too-many", message, f"work {one}") for one in large[:LIMIT]])
    found |= {"work_id": work[begins], "n_author": n_author}
    return {name: found[name].astype(kind) for name, kind in _KINDS.items()}


def _completed(rows: pa.RecordBatch, facts: _Facts) -> pa.Table:
    """Works with what follows from their authorships; without any, all is 0 but the distance, which is not known."""
    wanted = numbers(rows["work_id"])
    at = np.searchsorted(facts["work_id"], wanted)
    at[facts["work_id"][at] != wanted] = -1
    found = {name: facts[name][at] for name in (*_COUNTS, "max_km")}
    core = (numbers(rows["type_group"]) >= 0) & (found["n_inst"] > 0) & ~numbers(rows["is_retracted"])
    columns = {name: column(found[name]) for name in _COUNTS}
    columns |= {"max_km": column(found["max_km"], (found["collab"] & DISTANCE_KNOWN) > 0), "is_core": column(core)}
    return pa.table({**dict(zip(rows.schema.names, rows.columns, strict=True)), **columns})


def _fields(rows: pa.RecordBatch) -> Iterator[tuple[str, pa.Table]]:
    """The field of each work in each scheme that knows one. The weight is one everywhere."""
    subfield, concept = (numbers(rows[name], unknown=-1) for name in ("subfield", "concept"))
    for scheme, field in (("subfield", subfield), ("field", subfield // 100), ("concept", concept)):
        work, field = numbers(rows["work_id"])[field >= 0], field[field >= 0]
        if len(work):
            one = column(np.ones(len(work), np.int16))
            held = {
                "work_id": column(work),
                "scheme": repeated(scheme, len(work)),
                "field": column(field),
                "weight_num": one,
                "weight_den": one,
            }
            yield scheme, pa.table(held)
