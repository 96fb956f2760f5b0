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
from tsunagu.strengths.storage import arrays
from tsunagu.strengths.storage.files import Writer
from tsunagu.strengths.storage.store import Change
from tsunagu.strengths.tables import DISTANCE_KNOWN, INT16, INT64

ROWS = 2**17  # authorships that are looked at together

_KEY = ("work_id", "author_seq", "institution_id")
_COUNTS = ("n_inst", "n_country", "collab", "n_author")
_KINDS = {"work_id": np.int64, **dict.fromkeys(_COUNTS, np.int16), "max_km": np.int32}
_NO_WORK = {name: np.zeros(1, kind) for name, kind in _KINDS.items()}
_NO_WORK["work_id"][0] = INT64

Columns = dict[str, np.ndarray]
Keys = tuple[np.ndarray, np.ndarray, np.ndarray]  # what tells authorships apart: work, author, institution


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
    batches = iter(works)
    first = next(batches, None)
    if first is None:
        return 0
    with ExitStack() as opened:
        files = _Files(change, year, opened)
        facts = _land_authorships(files.writer("authorship"), authorships, places)
        return sum(_land_works(files, batch, facts) for batch in chain([first], batches))


class _Files:
    """The files of a year, each opened when the first rows for it come."""

    def __init__(self, change: Change, year: int, opened: ExitStack) -> None:
        self._change, self._year, self._opened = change, year, opened
        self._writers: dict[tuple[str, str | None], Writer] = {}

    def writer(self, table: str, scheme: str | None = None) -> Writer:
        """What writes the file of a table, or of one of its schemes."""
        key = table, scheme
        if key not in self._writers:
            writer = self._change.writer(table, scheme=scheme, year=self._year)
            self._writers[key] = self._opened.enter_context(closing(writer))
        return self._writers[key]


def _land_works(files: _Files, batch: pa.RecordBatch, facts: Columns) -> int:
    files.writer("work").add(_completed(batch, facts))
    files.writer("title").add(pa.Table.from_batches([batch]))
    for scheme, fields in _fields(batch):
        files.writer("work_field", scheme).add(fields)
    return len(batch)


def _land_authorships(file: Writer, batches: Iterable[pa.RecordBatch], places: collaboration.Places) -> Columns:
    """Write authorships, each once.

    Returns what follows from them for each work that has any, by work_id, and ``_NO_WORK`` at the end.
    """
    facts = []
    for batch in _whole_works(batches):
        rows = batch if _begins(*_keys(batch)).all() else _once(batch)
        file.add(pa.Table.from_batches([rows]))
        facts.append(_facts(_keys(rows), places))
    return _joined([*facts, _NO_WORK])


def _joined(parts: list[Columns]) -> Columns:
    columns = zip(*(part.values() for part in parts), strict=True)
    return {name: np.concatenate(column) for name, column in zip(_KINDS, columns, strict=True)}


def _whole_works(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows some at a time, but never a part of a work."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        work = arrays.numbers(batch["work_id"])
        last = int(np.searchsorted(work, work[-1]))  # where the last work begins, which may go on
        if last and sum(map(len, held)) + last >= ROWS:
            yield pa.concat_batches([*held, batch.slice(0, last)])
            held = [batch.slice(last)]
        else:
            held.append(batch)
    if held:
        yield pa.concat_batches(held)


def _keys(rows: pa.RecordBatch) -> Keys:
    """Work, author and institution of authorships, 0 where there is no institution."""
    work, author, institution = (arrays.numbers(rows[name]) for name in _KEY)
    return work, author, institution


def _begins(*sorted_by: np.ndarray) -> np.ndarray:
    """Whether a row is the first with its values, in rows that are sorted by them."""
    begins = np.zeros(len(sorted_by[0]), bool)
    begins[:1] = True
    for values in sorted_by:
        begins[1:] |= values[1:] != values[:-1]
    return begins


def _once(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Rows that are given more than once put together."""
    groups = pa.Table.from_batches([rows]).group_by([*_KEY])
    merged = groups.aggregate([("author_id", "min"), ("is_corresponding", "any")])
    merged = merged.rename_columns({"author_id_min": "author_id", "is_corresponding_any": "is_corresponding"})
    # Unknown institutions last, as before.
    return pa.concat_batches(merged.sort_by([(name, "ascending") for name in _KEY]).to_batches())


def _facts(keys: Keys, places: collaboration.Places) -> Columns:
    """What follows from the authorships of works: how many authors, institutions and countries, and how far apart."""
    work, author, institution = keys
    begins = np.flatnonzero(_begins(work))
    sizes = np.diff(begins, append=len(work))
    number = np.repeat(np.arange(len(begins)), sizes)
    facts = collaboration.flags(number, institution.astype(np.int64), places)
    facts["work_id"] = work[begins]
    facts["n_author"] = np.add.reduceat(_begins(work, author), begins, dtype=np.int64)
    _refuse_larger(facts)
    return {name: facts[name].astype(kind) for name, kind in _KINDS.items()}


def _refuse_larger(facts: Columns) -> None:
    """Raise WrongTable for works of more authors or institutions than their columns hold."""
    larger = facts["work_id"][np.maximum(facts["n_author"], facts["n_inst"]) > INT16]
    message = f"The work has more than {INT16} authors or institutions. Correct it or leave it out."
    if len(larger):
        raise WrongTable([Problem("too-many", message, f"work {work}") for work in larger[:LIMIT]])


def _completed(rows: pa.RecordBatch, facts: Columns) -> pa.Table:
    """Works with what follows from their authorships; without any, all is 0 but the distance, which is not known."""
    mine = _of_works(arrays.numbers(rows["work_id"]), facts)
    comparable = (arrays.numbers(rows["type_group"]) >= 0) & ~arrays.numbers(rows["is_retracted"])
    distance_known = (mine["collab"] & DISTANCE_KNOWN) > 0
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    columns |= {name: arrays.column(mine[name]) for name in _COUNTS}
    columns["max_km"] = arrays.column(mine["max_km"], distance_known)
    columns["is_core"] = arrays.column(comparable & (mine["n_inst"] > 0))
    return pa.table(columns)


def _of_works(work_id: np.ndarray, facts: Columns) -> Columns:
    """The facts of these works; those at the end, of no work, for works that have none."""
    at = np.searchsorted(facts["work_id"], work_id)
    at[facts["work_id"][at] != work_id] = -1
    return {name: facts[name][at] for name in (*_COUNTS, "max_km")}


def _fields(rows: pa.RecordBatch) -> Iterator[tuple[str, pa.Table]]:
    """The field of each work in each scheme that knows one."""
    work = arrays.numbers(rows["work_id"])
    subfield = arrays.numbers(rows["subfield"], unknown=-1)
    concept = arrays.numbers(rows["concept"], unknown=-1)
    for scheme, field in (("subfield", subfield), ("field", subfield // 100), ("concept", concept)):
        known = field >= 0
        if known.any():
            yield scheme, _assigned(scheme, work[known], field[known])


def _assigned(scheme: str, work: np.ndarray, field: np.ndarray) -> pa.Table:
    """Rows of ``tables.WORK_FIELD``. The weight is one everywhere."""
    whole = arrays.column(np.ones(len(work), np.int16))
    columns = {
        "work_id": arrays.column(work),
        "scheme": arrays.repeated(scheme, len(work)),
        "field": arrays.column(field),
        "weight_num": whole,
        "weight_den": whole,
    }
    return pa.table(columns)
