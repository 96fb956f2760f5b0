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
from tsunagu.strengths.conventions.vocabulary import SECTORS, TYPES, Vocabulary
from tsunagu.strengths.making.readers import statements
from tsunagu.strengths.making.readers.given import Given
from tsunagu.strengths.making.readers.landing import land
from tsunagu.strengths.measures import collaboration
from tsunagu.strengths.storage.engines import DuckDB, quoted
from tsunagu.strengths.storage.files import read_file
from tsunagu.strengths.storage.store import Change, Store
from tsunagu.strengths.tables import AUTHORSHIP, CORRECTION, INSTITUTION, TITLE, WORK, WORK_FIELD

HELD = 2_000_000  # works that are held in memory at a time; more are first sorted into files by year
MOST_TOUCHED = 5_000  # fields and years that are named one by one

_AT_ONCE = 2  # years that are written at the same time
_ROWS = 2**16  # rows that the engine hands over at a time
_CUT = (WORK, TITLE, AUTHORSHIP, WORK_FIELD)
_TABLES = "place incoming same affected gone touched".split()
_PREFIXES = ("stored_", "kept_", "given_", "taken_")

Progress = Callable[[str], None]
Years = Sequence[tuple[int, int]]  # each with about how many works it will have


class Merge:
    """One merge on an engine, of views ``given_*`` with the tables of a store.

    whole: what was given is all there is.
    """

    def __init__(
        self,
        engine: DuckDB,
        store: Store,
        given: Given,
        type_rule: str,
        *,
        whole: bool,
    ) -> None:
        given.bind(engine.connection)
        self.engine, self.store, self.given, self.whole = engine, store, given, whole
        self.keys, self.record, self.chosen = given.keys, given.keys, statements.CHOSEN
        self._define_words(type_rule)
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
        return self._outside(statements.UNKNOWN_TYPES, TYPES), self._outside(statements.UNKNOWN_SECTORS, SECTORS)

    def overlap(self) -> int:
        """How many of the works the store holds already."""
        (works,) = self._row("SELECT count(*) FROM incoming SEMI JOIN stored_work USING (work_id)")
        return int(works)

    def compare(self) -> Years:
        """Number the institutions, and tell which works are new, changed or gone.

        Returns the years to write anew with their sizes.
        """
        self._run(statements.PLACES)
        if self.store.files("work"):
            self._run(self._keyed(statements.SAME), statements.DROP_SAME, statements.AFFECTED)
            self._run(statements.GONE_WHOLE if self.whole else statements.GONE, statements.TOUCHED_OLD)
        else:
            self._run(*statements.NO_STORE)
        return [(int(year), int(works)) for year, works in self._all(statements.YEARS)]

    def unnamed(self) -> int:
        """How many institutions works name of which nothing is known: no record says their name or country."""
        (number,) = self._row(statements.UNNAMED)
        return int(number)

    def write(self, change: Change, years: Years, spill: Path, progress: Progress) -> int:
        """Write the years that changed into the draft, and take all others over.

        Returns how many authorships were given without their work.

        spill: a folder for what does not fit into memory.
        """
        touched = [year for year, _ in years]
        self._carry_untouched(change, touched)
        self.engine.copy("FROM place", INSTITUTION, change.path("institution"))
        places = collaboration.Places.of(read_file(*change.files("institution")))
        authorships = self._take_all(spill, progress)
        self._run(statements.TOUCHED_NEW)
        for year, table in product(touched, _CUT):
            self.engine.bind(f"kept_{table.name}_{year}", self.store.files(table.name, year=year), table)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            written = threads.map(lambda year: self._year(change, year, places), touched)
            for year, works in zip(touched, written, strict=True):
                progress(f"{year}: {works:,} works merged")
        return self._without_work(authorships)

    def _carry_untouched(self, change: Change, touched: Sequence[int]) -> None:
        for table in _CUT:
            change.clear(table.name)
            for path in self.store.files(table.name):
                scheme, _, year = path.stem.rpartition("-")
                if int(year) not in touched:
                    change.carry(table.name, scheme=scheme or None, year=int(year))

    def _take_all(self, spill: Path, progress: Progress) -> int:
        """Take the chosen works and authorships, into memory unless they are too many; the number of the latter."""
        (works,) = self._row("SELECT count(*) FROM incoming")
        aside = spill if works > HELD else None
        self._take("work", statements.TAKEN_WORK, aside)
        authorships = self._take("authorship", statements.TAKEN_AUTHORSHIP, aside)
        progress(f"{authorships:,} authorships{' sorted by year' if aside else ''}")
        return authorships

    def touched(self) -> list[list[Any]] | str:
        """The fields and years, by scheme, in which anything changed; "all" where they are too many to name."""
        rows = self._all("SELECT DISTINCT scheme, field, year FROM touched ORDER BY ALL")
        return "all" if len(rows) > MOST_TOUCHED else [list(row) for row in rows]

    def close(self) -> None:
        """Take everything off the engine again."""
        tables = self._all("SELECT table_name, table_type FROM information_schema.tables")
        for name, kind in sorted(tables, key=lambda row: row[1] != "VIEW"):
            if name in _TABLES or name.startswith(_PREFIXES):
                self._run(f'DROP {"VIEW" if kind == "VIEW" else "TABLE"} IF EXISTS "{name}"')
        self._run("DROP MACRO IF EXISTS group_of", "DROP MACRO IF EXISTS concept_of")

    def _take(self, name: str, text: str, spill: Path | None) -> int:
        """Hold chosen rows in memory, or in a folder for each year; returns their number."""
        rows = self._keyed(text)
        if spill is not None and (number := self._spill(name, rows, spill / name)):
            return number
        (number,) = self._row(f"CREATE OR REPLACE TABLE taken_{name} AS {rows}")
        return int(number)

    def _spill(self, name: str, rows: str, folder: Path) -> int:
        """Sort rows into files by year; returns their number. There is no folder where there are none."""
        options = "FORMAT parquet, COMPRESSION snappy, PARTITION_BY (year)"
        (number,) = self._row(f"COPY ({rows}) TO {quoted(folder)} ({options})")
        if number:
            files = quoted(folder / "*" / "*.parquet")
            source = f"read_parquet({files}, hive_partitioning = true, hive_types = {{'year': SMALLINT}})"
            self._run(f"CREATE OR REPLACE VIEW taken_{name} AS FROM {source}")
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
        connection = self.engine.connection
        with connection.cursor() as for_works, connection.cursor() as for_authorships:
            works = for_works.sql(statements.WORKS.format(year=year)).to_arrow_reader(_ROWS)
            authorships = for_authorships.sql(statements.AUTHORSHIPS.format(year=year)).to_arrow_reader(_ROWS)
            return land(change, year, works, authorships, places)

    def _outside(self, text: str, vocabulary: Vocabulary) -> dict[str, int]:
        """How many rows of snapshots there are of each word that a vocabulary does not have."""
        outside = vocabulary.outside("nullif(type, '')")
        return dict(self._all(text.format(bundles=len(self.given.bundles), outside=outside)))

    def _keyed(self, text: str) -> str:
        return text.replace("{chosen}", self.chosen).replace("{keys}", self.keys).replace("{record}", self.record)

    def _define_words(self, type_rule: str) -> None:
        """Functions in SQL: the group in which a type of document is compared, and the number of a top concept."""
        concepts = {str(field.source_id): field.field for field in schemes.fields("concept")}
        self._macro("group_of", schemes.type_groups(type_rule), f"{schemes.NOT_COMPARED}")
        self._macro("concept_of", concepts, "NULL")

    def _macro(self, name: str, values: Mapping[str, int], otherwise: str) -> None:
        """A function in SQL that looks a text up."""
        cases = " ".join(f"WHEN '{key}' THEN {value}" for key, value in values.items())
        self._run(f"CREATE OR REPLACE MACRO {name}(key) AS CASE key::VARCHAR {cases} ELSE {otherwise} END")

    def _run(self, *texts: str) -> None:
        for text in texts:
            self.engine.connection.execute(text)

    def _row(self, text: str) -> tuple[Any, ...]:
        (row,) = self._all(text)
        return row

    def _all(self, text: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.engine.connection.execute(text).fetchall()
        return rows
