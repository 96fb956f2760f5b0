"""The merge of what was given with what a store holds.

The newest record of every work, numbers for institutions, and what follows from both.

Works are put together year by year, so that memory is bounded; a year that nothing in the input touches is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

from tsunagu.strengths.conventions import schemes
from tsunagu.strengths.conventions.vocabulary import SECTORS, TYPES
from tsunagu.strengths.making.readers import statements
from tsunagu.strengths.making.readers.given import VIEWS, Given
from tsunagu.strengths.making.readers.landing import land
from tsunagu.strengths.measures import collaboration
from tsunagu.strengths.storage.engines import DuckDB
from tsunagu.strengths.storage.files import read_file
from tsunagu.strengths.storage.store import Change, Store
from tsunagu.strengths.tables import AUTHORSHIP, CORRECTION, INSTITUTION, TITLE, WORK, WORK_FIELD

HELD = 2_000_000  # works that are held in memory at a time; more are first sorted into files by year
MOST_TOUCHED = 5_000  # fields and years that are named one by one

_AT_ONCE = 2  # years that are written at the same time
_ROWS = 2**16  # rows that the engine hands over at a time
_CUT = (WORK, TITLE, AUTHORSHIP, WORK_FIELD)
_TABLES = "place incoming same affected gone touched".split()


class Merge:
    """One merge on an engine, of views ``given_*`` with the tables of a store.

    whole: what was given is all there is.
    """

    def __init__(self, engine: DuckDB, store: Store, given: Given, type_rule: str, *, whole: bool) -> None:
        given.bind(engine.connection)
        self.engine, self.store, self.given, self.whole = engine, store, given, whole
        self.keys, self.record, self.chosen = given.keys, given.keys, statements.CHOSEN
        self._macro("group_of", schemes.type_groups(type_rule), schemes.NOT_COMPARED)
        concepts = {str(field.source_id): field.field for field in schemes.fields("concept")}
        self._macro("concept_of", concepts, None)
        for table in (*_CUT, INSTITUTION, CORRECTION):
            engine.bind(f"stored_{table.name}", store.files(table.name), table)
        self._run(statements.TOUCHED, statements.ROWS)

    def newest(self) -> tuple[str | None, int, int]:
        """Choose the newest record of each work.

        Returns the newest date, and how many records give way to newer ones and how many have no year.
        """
        works, distinct, newest = self._row("SELECT count(*), count(DISTINCT work_id), max(updated) FROM given_work")
        (merged,) = self._row("SELECT count(*) FROM given_merged")
        if works != distinct:
            self.record = "work_id, source, part, position"  # a file of flat works may hold a work twice
            self._run(statements.PICK, statements.DROP_MERGED)
        elif merged or self.store.files("work"):
            self._run(statements.TAKE, statements.DROP_MERGED)
        else:
            self.chosen = ""
            self._run(statements.ALL)
        (undated,) = self._row("SELECT count(*) FROM incoming WHERE year IS NULL")
        return newest, works - distinct, undated

    def unknown_types(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many works and how many institutions of snapshots are of types that are not in our lists, by type."""
        if not self.given.staged:
            return {}, {}
        bundles, texts = (
            len(self.given.bundles),
            ((statements.UNKNOWN_TYPES, TYPES), (statements.UNKNOWN_SECTORS, SECTORS)),
        )
        works, places = (
            dict(self._all(text.format(bundles=bundles, outside=known.outside("nullif(type, '')"))))
            for text, known in texts
        )
        return works, places

    def overlap(self) -> int:
        """How many of the works the store holds already."""
        (works,) = self._row("SELECT count(*) FROM incoming SEMI JOIN stored_work USING (work_id)")
        return int(works)

    def compare(self) -> list[tuple[int, int]]:
        """Number the institutions, and tell which works are new, changed or gone.

        Returns the years to write anew with their sizes.
        """
        self._run(statements.PLACES)
        if self.store.files("work"):
            self._run(self._keyed(statements.SAME), statements.DROP_SAME, statements.AFFECTED)
            self._run(statements.GONE_WHOLE if self.whole else statements.GONE, statements.TOUCHED_OLD)
        else:
            self._run(*statements.NO_STORE)
        years: list[tuple[int, int]] = self.engine.connection.execute(statements.YEARS).fetchall()
        return years

    def unnamed(self) -> int:
        """How many institutions works name of which nothing is known: no record says their name or country."""
        (number,) = self._row(statements.UNNAMED)
        return int(number)

    def write(
        self, change: Change, years: Sequence[tuple[int, int]], spill: Path, progress: Callable[[str], None]
    ) -> int:
        """Write the years that changed into the draft, and take all others over.

        Returns how many authorships were given without their work.

        spill: a folder for what does not fit into memory.
        """
        touched = [year for year, _ in years]
        for table in _CUT:
            change.clear(table.name)
            for path in self.store.files(table.name):
                scheme, _, of_year = path.stem.rpartition("-")
                if int(of_year) not in touched:
                    change.carry(table.name, scheme=scheme or None, year=int(of_year))
        self.engine.copy("FROM place", INSTITUTION, change.path("institution"))
        places = collaboration.Places.of(read_file(*change.files("institution")))
        large = self._row("SELECT count(*) FROM incoming") > (HELD,)
        self._take("work", statements.TAKEN_WORK, spill if large else None)
        taken = self._take("authorship", statements.TAKEN_AUTHORSHIP, spill if large else None)
        progress(f"{taken:,} authorships{' sorted by year' if large else ''}")
        self._run(statements.TOUCHED_NEW)
        for year, table in product(touched, _CUT):
            self.engine.bind(f"kept_{table.name}_{year}", self.store.files(table.name, year=year), table)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            written = threads.map(lambda year: self._year(change, year, places), touched)
            for year, works in zip(touched, written, strict=True):
                progress(f"{year}: {works:,} works merged")
        return self._without_work(taken)

    def touched(self) -> list[list[Any]] | str:
        """The fields and years, by scheme, in which anything changed; "all" where they are too many to name."""
        rows = self.engine.connection.execute(
            "SELECT DISTINCT scheme, field, year FROM touched ORDER BY ALL"
        ).fetchall()
        return "all" if len(rows) > MOST_TOUCHED else [list(row) for row in rows]

    def close(self) -> None:
        """Take everything off the engine again."""
        made = self.engine.connection.execute("SELECT table_name, table_type FROM information_schema.tables").fetchall()
        for name, kind in sorted(made, key=lambda row: row[1] != "VIEW"):
            if name in _TABLES or name in VIEWS or name.startswith(("stored_", "kept_", "given_", "taken_")):
                self._run(f'DROP {"VIEW" if kind == "VIEW" else "TABLE"} IF EXISTS "{name}"')
        self._run("DROP MACRO IF EXISTS group_of", "DROP MACRO IF EXISTS concept_of")

    def _take(self, name: str, text: str, spill: Path | None) -> int:
        """Hold chosen rows in memory, or in a folder for each year; returns their number."""
        rows = self._keyed(text)
        if spill is not None:
            folder = quoted(spill / name)
            (number,) = self._row(
                f"COPY ({rows}) TO '{folder}' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (year))"
            )
            if number:
                files = (
                    f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true, hive_types = {{'year': SMALLINT}})"
                )
                self._run(f"CREATE OR REPLACE VIEW taken_{name} AS FROM {files}")
                return int(number)
        (number,) = self._row(f"CREATE OR REPLACE TABLE taken_{name} AS {rows}")
        return int(number)

    def _without_work(self, taken: int) -> int:
        """How many authorships of flat files are of no work; looked at one by one only where not all were taken."""
        bundles = len(self.given.bundles)
        if not bundles or self._row("SELECT count(*) FROM given_authorship") == (taken,):
            return 0
        (without,) = self._row(self._keyed(statements.NO_WORK).format(bundles=bundles))
        return int(without)

    def _year(self, change: Change, year: int, places: collaboration.Places) -> int:
        """Put together and write the works of a year; years run beside one another."""
        with self.engine.connection.cursor() as works, self.engine.connection.cursor() as authorships:
            texts = statements.WORKS.format(year=year), statements.AUTHORSHIPS.format(year=year)
            streams = [
                cursor.sql(text).to_arrow_reader(_ROWS)
                for cursor, text in zip((works, authorships), texts, strict=True)
            ]
            return land(change, year, streams[0], streams[1], places)

    def _keyed(self, text: str) -> str:
        return text.replace("{chosen}", self.chosen).replace("{keys}", self.keys).replace("{record}", self.record)

    def _macro(self, name: str, values: Mapping[str, int], otherwise: int | None) -> None:
        """A function in SQL that looks a text up."""
        cases = " ".join(f"WHEN '{key}' THEN {value}" for key, value in values.items())
        self._run(
            f"CREATE OR REPLACE MACRO {name}(key) AS CASE key::VARCHAR {cases} ELSE "
            f"{'NULL' if otherwise is None else otherwise} END"
        )

    def _run(self, *texts: str) -> None:
        for text in texts:
            self.engine.connection.execute(text)

    def _row(self, text: str) -> tuple[Any, ...]:
        (row,) = self._all(text)
        return row

    def _all(self, text: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.engine.connection.execute(text).fetchall()
        return rows


def quoted(path: Path) -> str:
    """A path within a text of SQL."""
    return str(path).replace("'", "''")
