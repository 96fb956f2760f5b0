"""A batch of nested records, whose wrong rows are marked by checks, reported once, and left out at the end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.strengths.conventions.vocabulary import Vocabulary
from tsunagu.strengths.making.readers import identifiers, nested
from tsunagu.strengths.making.readers.checks import LIMIT, Problems
from tsunagu.strengths.making.readers.sources import Source

OfRow = Callable[[int], str]  # what is wrong with a row, by its number in the batch
OfValue = Callable[[object], str]  # what is wrong with a value
Parents = np.ndarray | None  # the record of each value of nested lists; none where the values are those of the records


class Rows:
    """One batch of a file; ``first``: the number of its first row in the file."""

    def __init__(self, source: Source, batch: pa.RecordBatch, first: int, problems: Problems) -> None:
        self.source, self.batch, self.first, self.problems = source, batch, first, problems
        self.wrong = np.zeros(len(batch), dtype=bool)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.batch)

    def column(self, path: str, kind: pa.DataType) -> pa.Array:
        """A column or a part of one as a type; unknown where the file has none."""
        name, *rest = path.split(".")
        if name not in self.batch.schema.names:
            return pa.nulls(len(self), kind)
        return nested.part(self.batch.column(name), rest, kind)

    def text(self, path: str) -> pa.Array:
        """A column or a part of one as text."""
        return self.column(path, pa.string())

    def lists(self, path: str) -> tuple[pa.Array, np.ndarray]:
        """The items of a column of lists, and the record of each."""
        return nested.flattened(self.column(path, pa.null()))

    def mark(self, bad: np.ndarray, column: str, code: str, complaint: OfRow) -> None:
        """Mark the rows where ``bad`` is true, and report those that are not marked yet."""
        rows = np.flatnonzero(bad)
        if not self.problems.skip_bad:
            for row in rows[~self.wrong[rows]][:LIMIT].tolist():
                where = f"{self.source.path}, row {self.first + row + 1}, {column}"
                self.problems.bad_row(code, where, complaint(row), file=self.source.path.name)
        self.wrong[rows] = True

    def mark_records(self, records: np.ndarray, column: str, code: str, complaint: OfRow) -> None:
        """Mark the records of these numbers."""
        bad = np.zeros(len(self), dtype=bool)
        bad[records] = True
        self.mark(bad, column, code, complaint)

    def identifiers(
        self,
        path: str,
        letter: str,
        values: pa.Array,
        parents: Parents = None,
    ) -> pa.Array:
        """Numbers of identifiers; the records of unknown forms are marked."""
        numbers, bad = identifiers.numbers(values, letter)
        self._mark_values(bad, path, values, parents, lambda value: identifiers.form(value, letter))
        return numbers

    def among(
        self,
        path: str,
        vocabulary: Vocabulary,
        values: pa.Array,
        parents: Parents = None,
    ) -> pa.Array:
        """Values of a vocabulary or none; the records of others are marked."""
        allowed = [None, *vocabulary.values]
        if pa.types.is_string(values.type):
            allowed.append("")
        outside = pc.invert(pc.is_in(values, pa.array(allowed, values.type)))
        self._mark_values(outside, path, values, parents, vocabulary.form)
        return values

    def within(self, path: str, least: int, most: int, kind: pa.DataType) -> pa.Array:
        """A column of numbers between limits; others, also what is no number, are marked."""
        values = self.column(path, kind)
        right = pc.and_(pc.greater_equal(values, least), pc.less_equal(values, most))

        def complaint(row: int) -> str:
            return f"{values[row].as_py()} is not between {least} and {most}."

        self.mark(nested.filled(pc.invert(right), False), path, "value", complaint)
        return values

    def own_id(self, letter: str) -> pa.Array:
        """The identifiers of the records themselves, which must have one."""
        texts = self.batch.column("id")
        numbers = self.identifiers("id", letter, texts)
        missing = nested.filled(pc.is_null(numbers), False)
        self.mark(missing, "id", "identifier", lambda row: identifiers.form(texts[row].as_py(), letter))
        return numbers

    def updated(self) -> pa.Array:
        """The date of each record as text, or that of the folder."""
        texts = pc.replace_substring(self.text("updated_date"), " ", "T")
        return pc.fill_null(texts, self.source.partition) if self.source.partition else texts

    def right(self) -> np.ndarray:
        """Which records are right; the others are counted where such rows are left out."""
        if self.problems.skip_bad and self.wrong.any():
            self.problems.leave_out(self.source.path.name, int(self.wrong.sum()))
        return ~self.wrong

    def _mark_values(
        self,
        bad: pa.Array,
        path: str,
        values: pa.Array,
        parents: Parents,
        complaint: OfValue,
    ) -> None:
        """Mark the records that hold bad values; of several in a record the first is named."""
        if not pc.any(bad).as_py():
            return
        at = np.flatnonzero(nested.filled(bad, False))
        records = at if parents is None else parents[at]
        backwards = zip(reversed(records.tolist()), reversed(at.tolist()), strict=True)
        first = dict(backwards)
        self.mark_records(records, path, "identifier", lambda row: complaint(values[first[row]].as_py()))
