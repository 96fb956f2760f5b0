"""Flat Parquet files with the documented columns: checked where they are, and read from there.

The files of a folder belong together: the authorships of ``authorships*.parquet`` are those of the works in
``works*.parquet`` beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.strengths.making.readers.checks import AGAIN, LIMIT, Enough, Problems
from tsunagu.strengths.making.readers.flat_columns import COLUMNS, Column
from tsunagu.strengths.making.readers.sources import FLAT, Kind, Source
from tsunagu.strengths.storage.engines import quoted

_COMPLETE = {Kind.FLAT_WORKS, Kind.FLAT_AUTHORSHIPS}  # a folder that holds both stands for itself


@dataclass(slots=True)
class Bundle:
    """Flat files that belong together, and which of the columns each kind of them has."""

    files: dict[Kind, list[Path]] = field(default_factory=lambda: defaultdict(list))
    have: dict[Kind, set[str]] = field(default_factory=dict)
    times: set[str] = field(default_factory=set)  # columns that hold times, not text

    def rows(self, kind: Kind, problems: Problems) -> str:
        """The rows of a kind with the columns of ``COLUMNS`` by their first names, as SQL.

        Wrong rows are left out where that was asked for.
        """
        columns = ", ".join(self._selected(kind, column) for column in COLUMNS[kind])
        position = "(file_index::BIGINT << 40) + file_row_number AS position"
        right = f"WHERE NOT ({self._wrong(kind)})" if problems.skip_bad else ""
        return f"(FROM {self._scan(kind)} SELECT {columns}, {position} {right})"

    def sizes(self) -> list[tuple[Path, int]]:
        """Its files with their numbers of rows."""
        return [(path, pq.read_metadata(path).num_rows) for path in self.paths()]

    def paths(self) -> list[Path]:
        """All its files."""
        return list(chain.from_iterable(self.files.values()))

    def check(self, connection: Any, problems: Problems) -> None:
        """Look at columns, types and values of all files."""
        for kind, files in self.files.items():
            self.have[kind] = set()
            right = [self._check_columns(kind, path, problems) for path in files]
            if all(right):
                self._check_values(kind, connection, problems)
        self._check_company(problems)

    def _check_company(self, problems: Problems) -> None:
        """Works stand beside their authorships, and what is said of works beside these."""
        works = self.files.get(Kind.FLAT_WORKS, ())
        authorships = self.files.get(Kind.FLAT_AUTHORSHIPS, ())
        citations = self.files.get(Kind.FLAT_CITATIONS, ())
        if works and not authorships:
            message = "There are no authorships beside these works. Add authorships*.parquet to the folder."
            problems.bad_file("missing-file", str(works[0]), message)
        if (authorships or citations) and not works:
            message = "There are no works beside this file. Add works*.parquet to the folder."
            problems.bad_file("missing-file", str([*authorships, *citations][0]), message)

    def _check_columns(self, kind: Kind, path: Path, problems: Problems) -> bool:
        """Whether a file has rows and the columns it must have, in their types; notes which it has."""
        schema = pq.read_schema(path)
        has_rows = pq.read_metadata(path).num_rows > 0
        if not has_rows:
            problems.bad_file("empty", str(path), "The file has no rows. Remove it, or write it with rows.")
        right = [self._check_column(kind, column, path, schema, problems) for column in COLUMNS[kind]]
        return has_rows and all(right)

    def _check_column(
        self,
        kind: Kind,
        column: Column,
        path: Path,
        schema: pa.Schema,
        problems: Problems,
    ) -> bool:
        name = next((name for name in column.names if name in schema.names), None)
        if name is None:
            if column.needed:
                _report_missing(column, path, problems)
            return not column.needed
        type_now = schema.field(name).type
        if not column.holds.fits(type_now):
            message = f"The column holds {type_now}; it must be {column.holds.words}. Write the file with that type."
            problems.bad_file("wrong-type", f"{path}, {name}", message)
            return False
        self.have[kind].add(name)
        if pa.types.is_timestamp(type_now):
            self.times.add(name)
        return True

    def _check_values(self, kind: Kind, connection: Any, problems: Problems) -> None:
        """Count the wrong rows in one pass, and look for their places only where there are any."""
        counted = connection.execute(f"FROM {self._scan(kind)} SELECT count(*) WHERE {self._wrong(kind)}")
        (wrong,) = counted.fetchone()
        if wrong and problems.skip_bad:
            problems.leave_out(self.files[kind][0].name, wrong)
        elif wrong:
            for column in COLUMNS[kind]:
                self._name_places(kind, column, connection, problems)

    def _name_places(self, kind: Kind, column: Column, connection: Any, problems: Problems) -> None:
        """Report the first rows in which a column is wrong."""
        rule, name = self._rule(kind, column), self._name(kind, column)
        if not rule:
            return
        for index, row, value, work in connection.execute(self._places(kind, name, rule)).fetchall():
            path = self.files[kind][index]
            complaint = column.complaint(value, f" of work {work}" if work is not None else "")
            problems.bad_row("value", f"{path}, row {row + 1}, {name}", complaint, file=path.name)

    def _places(self, kind: Kind, name: str | None, rule: str) -> str:
        """The rows that a rule finds wrong, with the value and the work it is of, as SQL."""
        work = "work_id" if "work_id" in self.have[kind] and name != "work_id" else "NULL"
        place = "file_index, file_row_number"
        return f"FROM {self._scan(kind)} SELECT {place}, {name}, {work} WHERE {rule} ORDER BY {place} LIMIT {LIMIT}"

    def _selected(self, kind: Kind, column: Column) -> str:
        name = self._name(kind, column) or "NULL"
        return f"{column.typed(name, is_time=name in self.times)} AS {column.names[0]}"

    def _scan(self, kind: Kind) -> str:
        return f"read_parquet([{quoted(*self.files[kind])}], union_by_name = true, file_row_number = true)"

    def _wrong(self, kind: Kind) -> str:
        rules = (self._rule(kind, column) for column in COLUMNS[kind])
        return " OR ".join(filter(None, rules)) or "false"

    def _rule(self, kind: Kind, column: Column) -> str:
        name = self._name(kind, column)
        return column.wrong(name) if name else ""

    def _name(self, kind: Kind, column: Column) -> str | None:
        """The name under which the files have a column."""
        return next((name for name in column.names if name in self.have[kind]), None)


def bundles(sources: Iterable[Source]) -> list[Bundle]:
    """Flat files put together by folder, or all of them where tables lie in folders of their own."""
    by_folder: dict[Path, Bundle] = defaultdict(Bundle)
    whole = Bundle()
    for source in sources:
        if source.kind in FLAT:
            by_folder[source.path.parent].files[source.kind].append(source.path)
            whole.files[source.kind].append(source.path)
    stand_alone = all(_stands_alone(bundle) for bundle in by_folder.values())
    return list(by_folder.values()) if stand_alone else [whole]


@contextmanager
def damage_named(bundles: Sequence[Bundle], connection: Any, problems: Problems) -> Iterator[None]:
    """Where the engine stops, look which files are damaged inside.

    Raises WrongTable for these, and what the engine said where there is none.
    """
    import duckdb

    try:
        yield
    except duckdb.Error:
        with suppress(Enough):
            for bundle in bundles:
                for path in bundle.paths():
                    _name_damage(path, connection, problems)
        problems.settle()
        raise


def _name_damage(path: Path, connection: Any, problems: Problems) -> None:
    """Report a file that cannot be read to its end."""
    import duckdb

    try:
        connection.execute(f"FROM read_parquet([{quoted(path)}]) SELECT max(hash(COLUMNS(*)))").fetchall()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        problems.bad_file("broken", str(path), f"The Parquet file cannot be read ({reason}). {AGAIN}")


def _report_missing(column: Column, path: Path, problems: Problems) -> None:
    names = " or ".join(column.names)
    message = f"The column {names} is missing. Write the file with it."
    problems.bad_file("missing-column", f"{path}, {names}", message)


def _stands_alone(bundle: Bundle) -> bool:
    kinds = set(bundle.files)
    return kinds >= _COMPLETE or kinds == {Kind.FLAT_INSTITUTIONS}
