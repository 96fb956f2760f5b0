"""Answers and stored tables as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tsunagu.kernel.tables import Table, to_csv, to_parquet, to_xlsx
from tsunagu.strengths.errors import Unanswerable
from tsunagu.strengths.storage.store import Store


def stored(store: Store, name: str, path: Path) -> None:
    """Write a stored table as one Parquet file, a batch at a time.

    Raises StoreProblem where the store does not have it, and Unanswerable for a name that does not end in .parquet.
    """
    if path.suffix.lower() != ".parquet":
        raise Unanswerable("output", f"a stored table is written as .parquet, not {path.name}")
    files = store.need(name, "See tsunagu strengths --help for what makes it.")
    rows = ds.dataset([str(file) for file in files]).scanner()
    with pq.ParquetWriter(path, rows.projected_schema, compression="zstd") as writer:
        for batch in rows.to_batches():
            writer.write_batch(batch)


def write(tables: Sequence[Table], path: Path) -> None:
    """Write an answer: CSV and Parquet hold its first table, XLSX all.

    Raises Unanswerable for another ending of the name.
    """
    kind = path.suffix.lower()
    if kind == ".csv":
        path.write_text(to_csv(tables[0], bom=True), newline="")
    elif kind == ".xlsx":
        path.write_bytes(to_xlsx(tables))
    elif kind == ".parquet":
        path.write_bytes(to_parquet(tables[0]))
    else:
        raise Unanswerable("output", f"the file to write ends in .csv, .xlsx or .parquet, not {path.name}")
