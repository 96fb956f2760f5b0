"""The merge of what was given with what a store holds: the newest record of every work, numbers for institutions, and what follows from both.

Works are put together a few years at a time, so that memory is bounded; a year that nothing in the input touches is not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis

from tsunagu.kernel.problems import Problem
from tsunagu.strengths import collaboration, schemes
from tsunagu.strengths.engines import DuckDB
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.readers import statements
from tsunagu.strengths.readers.checks import LIMIT
from tsunagu.strengths.readers.given import VIEWS, Given
from tsunagu.strengths.store import Change, Store
from tsunagu.strengths.tables import AUTHORSHIP, INSTITUTION, INT16, TITLE, WORK, WORK_FIELD

BAND = 1_000_000  # works that are put together at a time
AGAIN = 4  # bands for which the input is read again each time; for more, it is first sorted into one file a band
MOST_TOUCHED = 5_000  # fields and years that are named one by one

_TAKEN = {"work": statements.TAKEN_WORK, "authorship": statements.TAKEN_AUTHORSHIP}
_CUT = (WORK, TITLE, AUTHORSHIP, WORK_FIELD)
_FLAGS = collaboration.flags(
    ibis.table({"work_id": "int64", "institution_id": "int32"}, name="band_authorship"), ibis.table(INSTITUTION.schema, name="place")
)
_TABLES = "place incoming same affected gone touched band band_new band_kept band_field band_authorship band_size band_work".split()


class Merge:
    """One merge on an engine, of views ``given_*`` with the tables of a store. whole: what was given is all there is."""

    def __init__(self, engine: DuckDB, store: Store, given: Given, type_rule: str, *, whole: bool) -> None:
        given.bind(engine.connection)
        self.engine, self.store, self.whole = engine, store, whole
        self.keys, self.record = given.keys, given.keys
        self.authorships = statements.AUTHORSHIP_ONCE if given.repeats else statements.AUTHORSHIP_YEAR
        self._macro("group_of", schemes.type_groups(type_rule), schemes.NOT_COMPARED)
        concepts = {str(field.source_id): field.field for field in schemes.fields("concept")}
        self._macro("concept_of", concepts, None)
        for table in (*_CUT, INSTITUTION):
            engine.bind(f"stored_{table.name}", store.files(table.name), table)
        self._run(statements.TOUCHED, statements.ROWS)

    def newest(self) -> tuple[str | None, int]:
        """Choose the newest record of each work; returns the newest date of all, and how many works have no year and are left out."""
        works, distinct, newest = self._row("SELECT count(*), count(DISTINCT work_id), max(updated) FROM given_work")
        if works != distinct:
            self.record = "work_id, source, part, position"  # a file of flat works may hold a work twice
        self._run(statements.TAKE if works == distinct else statements.PICK, statements.DROP_MERGED)
        (undated,) = self._row("SELECT count(*) FROM incoming WHERE year IS NULL")
        return newest, undated

    def overlap(self) -> int:
        """How many of the works the store holds already."""
        (works,) = self._row("SELECT count(*) FROM incoming SEMI JOIN stored_work USING (work_id)")
        return int(works)

    def compare(self) -> list[tuple[int, int]]:
        """Number the institutions, and tell which works are new, changed or gone; returns the years to write anew with their sizes."""
        self._run(statements.PLACES)
        if self.store.files("work"):
            self._run(self._keyed(statements.SAME), statements.DROP_SAME, statements.AFFECTED)
            self._run(statements.GONE_WHOLE if self.whole else statements.GONE, statements.TOUCHED_OLD)
        else:
            self._run(*statements.NO_STORE)
        years: list[tuple[int, int]] = self.engine.connection.execute(statements.YEARS).fetchall()
        return years

    def write(self, change: Change, years: Sequence[tuple[int, int]], spill: Path, progress: Callable[[str], None]) -> None:
        """Write the years that changed into the draft, and take all others over. spill: a folder for what does not fit into memory."""
        touched = {year for year, _ in years}
        for table in _CUT:
            change.clear(table.name)
            for path in self.store.files(table.name):
                scheme, _, year = path.stem.rpartition("-")
                if int(year) not in touched:
                    change.carry(table.name, scheme=scheme or None, year=int(year))
        self.engine.write(INSTITUTION.unbound("place"), INSTITUTION, change.path("institution"))
        bands = list(_bands(years))
        self._run("CREATE OR REPLACE TABLE band (year SMALLINT, band INTEGER)")
        of_year = [[year, number] for number, band in enumerate(bands) for year in band]
        if of_year:
            self.engine.connection.executemany("INSERT INTO band VALUES (?, ?)", of_year)
        sort = len(bands) > AGAIN
        if sort:
            self._sort(spill, progress)
        for number, band in enumerate(bands):
            self._take(number, spill if sort else None)
            works = self._band(change, band)
            progress(f"{_span(band)}: {works:,} works merged")

    def touched(self) -> list[list[Any]] | str:
        """The fields and years, by scheme, in which anything changed; "all" where they are too many to name."""
        rows = self.engine.connection.execute("SELECT DISTINCT scheme, field, year FROM touched ORDER BY ALL").fetchall()
        return "all" if len(rows) > MOST_TOUCHED else [list(row) for row in rows]

    def close(self) -> None:
        """Take everything off the engine again."""
        made = self.engine.connection.execute("SELECT table_name, table_type FROM information_schema.tables").fetchall()
        for name, kind in sorted(made, key=lambda row: row[1] != "VIEW"):
            if name in _TABLES or name in VIEWS or name.startswith(("stored_", "kept_", "given_", "taken_", "band_", "year_")):
                self._run(f'DROP {"VIEW" if kind == "VIEW" else "TABLE"} IF EXISTS "{name}"')

    def _sort(self, spill: Path, progress: Callable[[str], None]) -> None:
        """Sort the chosen records and their authorships into one folder a band."""
        for name, text in _TAKEN.items():
            chosen = self._keyed(text, "")
            self._run(f"COPY ({chosen}) TO '{_quoted(spill / name)}' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY (band))")
            progress(f"{name}s sorted by year")

    def _take(self, number: int, spill: Path | None) -> None:
        """Show the chosen records of one band, from the input or from what was sorted."""
        for name, text in _TAKEN.items():
            rows = self._keyed(text, f"WHERE band = {number}")
            if spill and (folder := spill / name / f"band={number}").exists():
                rows = f"FROM read_parquet('{_quoted(folder)}/*.parquet', hive_partitioning = false) SELECT *, {number} AS band"
            self._run(f"CREATE OR REPLACE VIEW taken_{name} AS {rows}")

    def _band(self, change: Change, years: Sequence[int]) -> int:
        """Put together and write the works of some years."""
        for table in _CUT:
            files = [path for year in years for path in self.store.files(table.name, year=year)]
            self.engine.bind(f"kept_{table.name}", files, table)
        self._run(*statements.BAND, statements.TOUCHED_NEW)
        self._check()
        self.engine.keep("band_flags", _FLAGS)
        self._run(statements.WORKS)
        for (year,) in self._all("SELECT DISTINCT year FROM band_work ORDER BY year"):
            texts = {WORK: statements.WORK_YEAR, TITLE: statements.TITLE_YEAR, AUTHORSHIP: self.authorships}
            for table, text in texts.items():
                self._write(change, table, text.format(year=year), year=year)
        for scheme, year in self._all("SELECT DISTINCT scheme, year FROM band_field ORDER BY ALL"):
            self._write(change, WORK_FIELD, statements.FIELD_YEAR.format(scheme=scheme, year=year), scheme=scheme, year=year)
        (works,) = self._row("SELECT count(*) FROM band_work")
        return int(works)

    def _write(self, change: Change, table: Any, text: str, **cut: Any) -> None:
        self._run(f"CREATE OR REPLACE VIEW year_{table.name} AS {text}")
        self.engine.write(table.unbound(f"year_{table.name}"), table, change.path(table.name, **cut))

    def _check(self) -> None:
        """Works with more authors or institutions than can be counted are an error: to cut them silently would change numbers."""
        large = self._all(statements.TOO_MANY)
        if large:
            message = f"The work has more than {INT16} authors or institutions. Correct it or leave it out."
            raise WrongTable([Problem("too-many", message, f"work {work}") for (work,) in large[:LIMIT]])

    def _keyed(self, text: str, only: str = "") -> str:
        return text.format(keys=self.keys, record=self.record, only=only)

    def _macro(self, name: str, values: Mapping[str, int], otherwise: int | None) -> None:
        """A function in SQL that looks a text up."""
        cases = " ".join(f"WHEN '{key}' THEN {value}" for key, value in values.items())
        self._run(f"CREATE OR REPLACE TEMP MACRO {name}(key) AS CASE key::VARCHAR {cases} ELSE {'NULL' if otherwise is None else otherwise} END")

    def _run(self, *texts: str) -> None:
        for text in texts:
            self.engine.connection.execute(text)

    def _row(self, text: str) -> tuple[Any, ...]:
        (row,) = self._all(text)
        return row

    def _all(self, text: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.engine.connection.execute(text).fetchall()
        return rows


def _bands(years: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Years put together until their works are as many as are handled at a time."""
    band: list[int] = []
    size = 0
    for year, works in years:
        if band and size + works > BAND:
            yield band
            band, size = [], 0
        band.append(year)
        size += works
    if band:
        yield band


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _span(years: Sequence[int]) -> str:
    return f"{years[0]}" if len(years) == 1 else f"{years[0]} to {years[-1]}"
