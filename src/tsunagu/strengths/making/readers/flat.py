"""Flat Parquet files with the documented columns: checked where they are, and read from there.

The files of a folder belong together: the authorships of ``authorships*.parquet`` are those of the works in
``works*.parquet`` beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.strengths.conventions.vocabulary import (
    CONCEPTS,
    COUNTRIES,
    SECTORS,
    SUBFIELDS,
    TOP_CONCEPTS,
    TYPES,
    Vocabulary,
)
from tsunagu.strengths.making.readers.checks import (
    AGAIN,
    FIRST_YEAR,
    LAST_YEAR,
    LATITUDE,
    LIMIT,
    LONGITUDE,
    Enough,
    Problems,
)
from tsunagu.strengths.making.readers.sources import FLAT, Kind, Source
from tsunagu.strengths.tables import INT16, INT32

_MOST = 10**18


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a flat table: its names, its kind, and whether a file must have it.

    Numbers have limits, some columns a vocabulary.
    """

    names: tuple[str, ...]
    kind: str
    needed: bool = False
    least: int = 0
    most: int = _MOST
    known: bool = False  # whether every row must have a value
    among: Vocabulary | None = None

    def wrong(self, name: str) -> str:
        """When a value is wrong, as SQL that is never unknown; empty where any value is right."""
        if not self.among and self.kind not in ("integer", "number"):
            return ""
        outside = (
            self.among.outside(self._filled(name)) if self.among else f"{name} < {self.least} OR {name} > {self.most}"
        )
        return f"coalesce({outside}, {str(self.known).lower()})"

    def said(self, value: object, of: str) -> str:
        """What is wrong with a value."""
        if value is None:
            return "The value is missing."
        return self.among.form(value, of) if self.among else f"{value}{of} is not between {self.least} and {self.most}."

    def typed(self, name: str, *, time: bool) -> str:
        """A value of the column in SQL; times in UTC and in the form of OpenAlex, so that texts compare as times do."""
        kind = {"integer": "BIGINT", "text": "VARCHAR", "boolean": "BOOLEAN", "number": "DOUBLE", "date": "VARCHAR"}[
            self.kind
        ]
        cast = f"CAST({f'make_timestamp(epoch_us({name}))' if time else self._filled(name)} AS {kind})"
        return f"replace({cast}, ' ', 'T')" if self.kind == "date" else cast

    def _filled(self, name: str) -> str:
        """A column in SQL in which an empty text is no word of a vocabulary but unknown."""
        return f"nullif({name}, '')" if self.among and self.kind == "text" else name


def _id(name: str, *, needed: bool = False, known: bool = False) -> Column:
    return Column((name,), "integer", needed, known=known)


def _texts(*names: str) -> tuple[Column, ...]:
    return tuple(Column((name,), "text") for name in names)


_YEAR = Column(("year",), "integer", needed=True, least=FIRST_YEAR, most=LAST_YEAR)
COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.FLAT_WORKS: (
        _id("work_id", needed=True, known=True),
        _YEAR,
        Column(("type",), "text", needed=True, among=TYPES),
        Column(("cited_by", "cited_by_count"), "integer", needed=True, most=INT32, known=True),
        *_texts("doi", "title", "lang"),
        _id("source_id"),
        Column(("subfield",), "integer", among=SUBFIELDS),
        Column(("concept",), "integer", among=CONCEPTS),
        Column(("field_l0_id",), "integer", among=TOP_CONCEPTS),
        Column(("is_retracted",), "boolean"),
        Column(("cited_4y",), "integer", most=INT32),
        Column(("updated",), "date"),
    ),
    Kind.FLAT_AUTHORSHIPS: (
        _id("work_id", needed=True, known=True),
        Column(("author_seq",), "integer", needed=True, most=INT16 - 1, known=True),
        _id("author_id", needed=True),
        _id("institution_id", needed=True),
        Column(("is_corresponding",), "boolean"),
    ),
    Kind.FLAT_INSTITUTIONS: (
        _id("institution_id", needed=True, known=True),
        *(Column((name,), "text", needed=True) for name in ("display_name", "ror")),
        Column(("country_code",), "text", needed=True, among=COUNTRIES),
        Column(("type",), "text", needed=True, among=SECTORS),
        *_texts("name_ja", "prefecture"),
        Column(("lat",), "number", least=-LATITUDE, most=LATITUDE),
        Column(("lon",), "number", least=-LONGITUDE, most=LONGITUDE),
        Column(("updated",), "date"),
    ),
    Kind.FLAT_CITATIONS: (
        _id("work_id", needed=True, known=True),
        Column(("year",), "integer", needed=True, least=FIRST_YEAR, most=LAST_YEAR, known=True),
        Column(("cited_by_count",), "integer", needed=True, most=INT32, known=True),
    ),
}


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
        source = self._scan(kind)
        right = f"WHERE NOT ({self._wrong(kind)})" if problems.skip_bad else ""
        names = [self._name(kind, column) or "NULL" for column in COLUMNS[kind]]
        typed = [column.typed(name, time=name in self.times) for column, name in zip(COLUMNS[kind], names, strict=True)]
        columns = ", ".join(f"{value} AS {column.names[0]}" for value, column in zip(typed, COLUMNS[kind], strict=True))
        return f"(FROM {source} SELECT {columns}, (file_index::BIGINT << 40) + file_row_number AS position {right})"

    def sizes(self) -> list[tuple[Path, int]]:
        """Its files with their numbers of rows."""
        return [(path, pq.read_metadata(path).num_rows) for files in self.files.values() for path in files]

    def check(self, connection: Any, problems: Problems) -> None:
        """Look at columns, types and values of all files."""
        for kind, files in self.files.items():
            self.have[kind] = set()
            wrong = [path for path in files if not self._columns(kind, path, problems)]
            if not wrong:
                self._values(kind, connection, problems)
        authorships, works = self.files.get(Kind.FLAT_AUTHORSHIPS), self.files.get(Kind.FLAT_WORKS)
        if works and not authorships:
            problems.file(
                "missing-file",
                str(works[0]),
                "There are no authorships beside these works. Add authorships*.parquet to the folder.",
            )
        if (authorships or self.files.get(Kind.FLAT_CITATIONS)) and not works:
            first = next(
                path for kind in (Kind.FLAT_AUTHORSHIPS, Kind.FLAT_CITATIONS) for path in self.files.get(kind, ())
            )
            problems.file(
                "missing-file", str(first), "There are no works beside this file. Add works*.parquet to the folder."
            )

    def _columns(self, kind: Kind, path: Path, problems: Problems) -> bool:
        schema = pq.read_schema(path)
        right = True
        if not pq.read_metadata(path).num_rows:
            problems.file("empty", str(path), "The file has no rows. Remove it, or write it with rows.")
            right = False
        for column in COLUMNS[kind]:
            name = next((name for name in column.names if name in schema.names), None)
            if name is None and column.needed:
                listed = " or ".join(column.names)
                problems.file(
                    "missing-column", f"{path}, {listed}", f"The column {listed} is missing. Write the file with it."
                )
                right = False
            elif name is not None and not _is(schema.field(name).type, column.kind):
                is_now = schema.field(name).type
                message = f"The column holds {is_now}; it must be {_WORDS[column.kind]}. Write the file with that type."
                problems.file("wrong-type", f"{path}, {name}", message)
                right = False
            elif name is not None:
                self.have[kind].add(name)
                self.times |= {name} if pa.types.is_timestamp(schema.field(name).type) else set()
        return right

    def _values(self, kind: Kind, connection: Any, problems: Problems) -> None:
        """Count the wrong rows in one pass, and look for their places only where there are any."""
        (wrong,) = connection.execute(f"FROM {self._scan(kind)} SELECT count(*) WHERE {self._wrong(kind)}").fetchone()
        if wrong and problems.skip_bad:
            problems.count(self.files[kind][0].name, wrong)
        elif wrong:
            for column in COLUMNS[kind]:
                self._places(kind, column, connection, problems)

    def _places(self, kind: Kind, column: Column, connection: Any, problems: Problems) -> None:
        rule, name = self._rule(kind, column), self._name(kind, column)
        if not rule:
            return
        work = "work_id" if "work_id" in self.have[kind] and name != "work_id" else "NULL"
        text = f"FROM {self._scan(kind)} SELECT file_index, file_row_number, {name}, {work} WHERE {rule}"
        for file, row, value, of in connection.execute(
            f"{text} ORDER BY file_index, file_row_number LIMIT {LIMIT}"
        ).fetchall():
            said = column.said(value, f" of work {of}" if of is not None else "")
            problems.row(
                "value", f"{self.files[kind][file]}, row {row + 1}, {name}", said, file=self.files[kind][file].name
            )

    def _scan(self, kind: Kind) -> str:
        return f"read_parquet([{listed(self.files[kind])}], union_by_name = true, file_row_number = true)"

    def _wrong(self, kind: Kind) -> str:
        return " OR ".join(rule for column in COLUMNS[kind] if (rule := self._rule(kind, column))) or "false"

    def _rule(self, kind: Kind, column: Column) -> str:
        name = self._name(kind, column)
        return column.wrong(name) if name else ""

    def _name(self, kind: Kind, column: Column) -> str | None:
        return next((name for name in column.names if name in self.have[kind]), None)


def bundles(sources: Iterable[Source]) -> list[Bundle]:
    """Flat files put together by folder, or all of them where tables lie in folders of their own."""
    by_folder: dict[Path, Bundle] = defaultdict(Bundle)
    flat = [source for source in sources if source.kind in FLAT]
    for source in flat:
        by_folder[source.path.parent].files[source.kind].append(source.path)
    both = {Kind.FLAT_WORKS, Kind.FLAT_AUTHORSHIPS}
    if all(both <= set(bundle.files) or set(bundle.files) == {Kind.FLAT_INSTITUTIONS} for bundle in by_folder.values()):
        return list(by_folder.values())
    whole = Bundle()
    for source in flat:
        whole.files[source.kind].append(source.path)
    return [whole]


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
            for path in (path for bundle in bundles for files in bundle.files.values() for path in files):
                try:
                    connection.execute(f"FROM read_parquet([{listed([path])}]) SELECT max(hash(COLUMNS(*)))").fetchall()
                except duckdb.Error as error:
                    problems.file(
                        "broken", str(path), f"The Parquet file cannot be read ({str(error).splitlines()[0]}). {AGAIN}"
                    )
        problems.settle()
        raise


def listed(paths: Sequence[Path]) -> str:
    """Paths as a list of SQL texts."""
    return ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)


_WORDS = {
    "integer": "whole numbers (int64)",
    "text": "text",
    "boolean": "true or false",
    "number": "numbers (float64)",
    "date": "dates, times or text such as 2026-10-14",
}


def _is(kind: pa.DataType, wanted: str) -> bool:
    if pa.types.is_dictionary(kind):
        return _is(kind.value_type, wanted)
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    fits = {
        "integer": pa.types.is_integer(kind),
        "text": text,
        "boolean": pa.types.is_boolean(kind),
        "number": pa.types.is_floating(kind) or pa.types.is_integer(kind),
        "date": text or pa.types.is_date(kind) or pa.types.is_timestamp(kind),
    }
    return bool(fits[wanted] or pa.types.is_null(kind))
