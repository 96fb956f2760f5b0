"""What lands for a year: works, titles, fields and authorships, written as they come, sorted by work, so that memory does not grow with the year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.kernel.problems import Problem
from tsunagu.strengths import collaboration
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.files import Writer
from tsunagu.strengths.readers.checks import LIMIT
from tsunagu.strengths.store import Change
from tsunagu.strengths.tables import INT16

ROWS = 2**18  # authorships that are looked at together

_ROW = ("work_id", "author_seq", "institution_id")
_COUNTS = ("n_inst", "n_country", "collab", "n_author")
_FACTS = pa.schema([("work_id", pa.int64()), *((name, pa.int64()) for name in _COUNTS), ("max_km", pa.int32())])


def land(change: Change, year: int, works: Iterable[pa.RecordBatch], authorships: Iterable[pa.RecordBatch], places: collaboration.Places) -> int:
    """Write a year of works into the draft, nothing where there is none; returns their number.

    works: the columns of ``tables.WORK`` that are given, with concept, title and doi, by work_id; authorships: ``tables.AUTHORSHIP`` of these
    works, in its order. Raises WrongTable for works of more authors or institutions than can be counted: to cut them silently would change numbers.
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
            rows = pa.Table.from_batches([batch])
            work.add(_completed(rows, facts))
            title.add(rows)
            for scheme, assigned in _fields(rows).items():
                if len(assigned):
                    fields[scheme] = fields.get(scheme) or writer("work_field", scheme)
                    fields[scheme].add(assigned)
            number += len(rows)
    return number


def _authorships(file: Writer, batches: Iterable[pa.RecordBatch], places: collaboration.Places) -> pa.Table:
    """Write authorships, each once; returns what follows from them, a row per work, by work_id."""
    facts = [_FACTS.empty_table()]
    for given in _whole_works(batches):
        rows = given if _first(given, *_ROW).all() else _once(given)
        file.add(rows)
        facts.append(_facts(rows, places))
    return pa.concat_tables(facts).combine_chunks()


def _whole_works(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Rows some at a time, but never a part of a work."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        work = batch["work_id"].to_numpy()
        last = int(np.searchsorted(work, work[-1]))  # where the last work begins, which may go on
        if last and sum(map(len, held)) + last >= ROWS:
            yield pa.Table.from_batches([*held, batch.slice(0, last)]).combine_chunks()
            held = [batch.slice(last)]
        else:
            held.append(batch)
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


def _first(rows: pa.Table, *columns: str) -> np.ndarray:
    """Whether a row is the first with its values, in rows that are sorted by them."""
    first = np.zeros(len(rows), bool)
    first[:1] = True
    for name in columns:
        values = rows[name].fill_null(-1).to_numpy()
        first[1:] |= values[1:] != values[:-1]
    return first


def _once(rows: pa.Table) -> pa.Table:
    """Rows that are given more than once put together."""
    found = rows.group_by([*_ROW]).aggregate([("author_id", "min"), ("is_corresponding", "any")])
    found = found.rename_columns({"author_id_min": "author_id", "is_corresponding_any": "is_corresponding"})
    return found.sort_by([(name, "ascending") for name in _ROW])  # unknown institutions last, as before


def _facts(rows: pa.Table, places: collaboration.Places) -> pa.Table:
    begins = np.flatnonzero(_first(rows, "work_id"))
    work = rows["work_id"].to_numpy()[begins]
    n_author = np.add.reduceat(_first(rows, "work_id", "author_seq"), begins, dtype=np.int64)
    number = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(rows)))
    found = collaboration.flags(number, rows["institution_id"].fill_null(0).to_numpy().astype(np.int64), places)
    large = work[np.maximum(n_author, found["n_inst"].to_numpy()) > INT16]
    if len(large):
        message = f"The work has more than {INT16} authors or institutions. Correct it or leave it out."
        raise WrongTable([Problem("too-many", message, f"work {one}") for one in large[:LIMIT]])
    found = found.append_column("n_author", pa.array(n_author)).append_column("work_id", pa.array(work))
    return found.select(_FACTS.names).cast(_FACTS)


def _completed(rows: pa.Table, facts: pa.Table) -> pa.Table:
    """Works with what follows from their authorships; without any, all is 0 but the distance, which is not known."""
    known, wanted = facts["work_id"].to_numpy(), rows["work_id"].to_numpy()
    at = np.searchsorted(known, wanted)
    missing = np.append(known, -1)[at] != wanted
    found = facts.take(pa.array(at, mask=missing))
    for name in _COUNTS:
        rows = rows.append_column(name, found[name].fill_null(0))
    core = pc.and_(pc.greater_equal(rows["type_group"], 0), pc.greater_equal(rows["n_inst"], 1))
    core = pc.and_not(core, rows["is_retracted"].fill_null(False))
    return rows.append_column("max_km", found["max_km"]).append_column("is_core", core)


def _fields(rows: pa.Table) -> dict[str, pa.Table]:
    """The field of each work in each scheme that knows one. The weight is one everywhere."""
    fields = {"subfield": rows["subfield"], "field": pc.divide(rows["subfield"], pa.scalar(100, pa.int16())), "concept": rows["concept"]}
    found = {}
    for scheme, field in fields.items():
        assigned = pa.table({"work_id": rows["work_id"], "field": field}).filter(field.is_valid())
        found[scheme] = assigned.append_column("scheme", pa.repeat(scheme, len(assigned)))
        for name in ("weight_num", "weight_den"):
            found[scheme] = found[scheme].append_column(name, pa.repeat(pa.scalar(1, pa.int16()), len(assigned)))
    return found
