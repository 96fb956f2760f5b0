"""Reading in: files of bibliographic data become the tables of a store, the newest record of every work.

All of it lands or nothing. ``readers`` know the files and how records of several readings are put together.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext, suppress
from pathlib import Path
from typing import Any

from tsunagu.kernel.problems import Problem
from tsunagu.strengths.enums import RunKind, TypeRule
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.readers import flat, openalex_json, openalex_parquet, sources, staging
from tsunagu.strengths.making.readers.checks import Enough, Problems
from tsunagu.strengths.making.readers.given import Given
from tsunagu.strengths.making.readers.merge import Merge, Years
from tsunagu.strengths.making.readers.sources import FLAT, Kind, Source
from tsunagu.strengths.storage.engines import MEMORY, DuckDB
from tsunagu.strengths.storage.store import Change, Run, Store, scratch

Progress = Callable[[str], None]
Parameters = dict[str, Any]  # of a run

_READERS = {
    Kind.JSON_WORKS: openalex_json.batches,
    Kind.JSON_INSTITUTIONS: openalex_json.batches,
    Kind.NESTED_WORKS: openalex_parquet.batches,
    Kind.NESTED_INSTITUTIONS: openalex_parquet.batches,
    Kind.MERGED: openalex_json.merged,
}
_STEP = 100_000  # records between two lines of progress


def ingest(
    store: Store,
    paths: Sequence[Path],
    *,
    snapshot: str,
    engine: DuckDB | None = None,
    progress: Progress = lambda line: None,
    type_rule: str = TypeRule.NISTEP,
    skip_bad: bool = False,
    whole: bool = False,
) -> Run:
    """Read files in and merge them with what the store holds; returns the run that the store then has as its last.

    paths: files and folders, any mix of OpenAlex snapshots (JSON lines or Parquet: works, institutions, merged
    identifiers) and of flat Parquet with the columns of ``readers.flat_columns.COLUMNS``. Kinds are told by content;
    other entities of a snapshot are passed over. snapshot: the name of the data. type_rule: one of ``TypeRule``.
    skip_bad: leave wrong rows out and count them in the run, instead of stopping. whole: the files are all there is, so
    that works of the store that are not in them vanish.

    The newest record of a work wins: by its own date, else that of its folder, else by reading order (flat files first,
    then by path). Files read in a later call are taken for newer than the store, and refused where their dates say
    otherwise. Works without a year are left out and counted. Years in which nothing changed are not written again.
    Records of works given more than once, and authorships of flat files without their work, are counted in the run's
    ``parameters["given_twice"]`` and ``["without_work"]``. What changed is in its ``["touched"]``: scheme, field and
    year, or "all". Subfields, top concepts, countries and coordinates that do not exist are refused, in flat files
    types of documents and institutions too; in a snapshot works of a type that is newer than our list are kept without
    being compared, and counted in ``["unknown_types"]``, institutions of such a type in ``["unknown_sectors"]``.
    Institutions of which no record says anything are counted in ``["unnamed_institutions"]``.
    cited_4y is unknown where citations by year begin after the work's year, or end before the last of its four years is
    over.

    Raises WrongTable with the first problems of the files, each with its place and what to do, and StoreProblem while
    another process changes the store. Nothing is changed then; files that were read completely are not read again the
    next time.
    """
    problems = Problems(skip_bad)
    parameters: Parameters = {"type_rule": str(type_rule), "skip_bad": skip_bad, "whole": whole}
    home = store.directory / ".staging"
    with (
        scratch(store.directory) as spill,
        store.change(RunKind.INGEST, snapshot=snapshot, parameters=parameters) as change,
        nullcontext(engine) if engine else DuckDB(scratch=spill, memory=MEMORY) as duck,
    ):
        given = _Reading(home, duck.connection, problems, progress).read(paths)
        with (
            flat.damage_named(given.bundles, duck.connection, problems),
            closing(Merge(duck, store, given, type_rule, whole=whole)) as merge,
        ):
            _land(change, merge, parameters, spill, progress)
        parameters["left_out"] = problems.left_out
    shutil.rmtree(home, ignore_errors=True)
    return store.runs()[-1]


class _Reading:
    """One reading of files: what is found in them, staged where it must be, and what is wrong with them."""

    def __init__(self, home: Path, connection: Any, problems: Problems, progress: Progress) -> None:
        self.home, self.connection, self.problems, self.progress = home, connection, problems, progress

    def read(self, paths: Sequence[Path]) -> Given:
        """Everything that was given, checked; nested files as staged folders."""
        bundles: list[flat.Bundle] = []
        staged: list[staging.Staged] = []
        with suppress(Enough):
            files = sources.find(paths, self.problems, self.progress)
            bundles = flat.bundles(files)
            self._check(bundles)
            for source in files:
                if source.kind not in FLAT:
                    staged += self._staged(source)
        self.problems.settle()
        for name, rows in self.problems.left_out.items():
            self.progress(f"{name}: {rows:,} rows left out")
        return Given(bundles, staged, self.problems)

    def _check(self, bundles: Sequence[flat.Bundle]) -> None:
        for bundle in bundles:
            with flat.damage_named([bundle], self.connection, self.problems):
                bundle.check(self.connection, self.problems)
            for path, rows in bundle.sizes():
                self.progress(f"{path.name}: {rows:,} rows")

    def _staged(self, source: Source) -> list[staging.Staged]:
        """A nested file as flat Parquet: read now, or taken from an earlier reading that did not land.

        Nothing where it has problems.
        """
        folder = staging.target(self.home, source, self.problems.skip_bad)
        before = staging.finished(folder)
        if before is None:
            return self._stage(source, folder)
        name = source.path.name
        self.progress(f"{name}: {before.records:,} records, read before")
        if before.left_out:
            self.problems.leave_out(name, before.left_out)
        return [before]

    def _stage(self, source: Source, folder: Path) -> list[staging.Staged]:
        """Read a nested file into a folder, which is there only where the file has no problems."""
        name, problems = source.path.name, self.problems
        wrong, left_out = len(problems.collected), problems.left_out.get(name, 0)
        draft = staging.Draft(self.home)
        try:
            records = self._copy(source, draft)
            if len(problems.collected) > wrong:
                return []
            self.progress(f"{name}: {records:,} records")
            return [draft.finish(folder, records, problems.left_out.get(name, 0) - left_out)]
        finally:
            draft.drop()

    def _copy(self, source: Source, draft: staging.Draft) -> int:
        """Write the rows of a nested file; returns the number of its records."""
        records = shown = 0
        for records, tables in _READERS[source.kind](source, self.problems):
            draft.write(tables)
            if records - shown >= _STEP:
                self.progress(f"{source.path.name}: {records:,} records ...")
                shown = records
        return records


def _land(change: Change, merge: Merge, parameters: Parameters, spill: Path, progress: Progress) -> None:
    """Write the tables that change, and note in the parameters of the run what became of what was given."""
    newest, twice, undated = merge.newest()
    _refuse_older(change.store, merge, newest)
    parameters |= {"newest": newest, "given_twice": twice, "without_year": undated}
    _tell_left_out(twice, undated, progress)
    parameters |= _note_unknown_types(merge, progress)
    years = merge.compare()
    if not years and not change.store.files("work"):
        raise WrongTable([Problem("nothing", "There is no work with a year in these files. Give files with works.")])
    parameters["unnamed_institutions"] = _note_unnamed(merge, progress)
    progress(f"{len(years)} years to write")
    parameters["without_work"] = _write(change, merge, years, spill, progress)
    parameters["touched"] = merge.touched()


def _tell_left_out(twice: int, undated: int, progress: Progress) -> None:
    if twice:
        progress(f"{twice:,} records of works given more than once give way to newer ones")
    if undated:
        progress(f"{undated:,} works without a year of publication left out")


def _note_unknown_types(merge: Merge, progress: Progress) -> Parameters:
    """Types of documents and institutions that are newer than our lists."""
    types, sectors = merge.unknown_types()
    for name, works in types.items():
        progress(f"{works:,} works of the type {name!r}, which is not known, are not compared")
    for name, institutions in sectors.items():
        progress(
            f"{institutions:,} institutions of the type {name!r}, which is not known, "
            "count neither as universities nor as companies"
        )
    return {"unknown_types": types, "unknown_sectors": sectors}


def _note_unnamed(merge: Merge, progress: Progress) -> int:
    unnamed = merge.unnamed()
    if unnamed:
        progress(
            f"{unnamed:,} institutions are named by works but described nowhere: their names and countries are unknown"
        )
    return unnamed


def _write(change: Change, merge: Merge, years: Years, spill: Path, progress: Progress) -> int:
    """Write the years; returns how many authorships were left out since their work was not given."""
    without_work = merge.write(change, years, spill, progress)
    if without_work:
        progress(f"{without_work:,} authorships of works that are not in the files left out")
    return without_work


def _refuse_older(store: Store, merge: Merge, newest: str | None) -> None:
    """Files that are older than those the store was made from would put old records in the place of new ones."""
    readings = [run.parameters for run in store.runs() if run.kind == RunKind.INGEST]
    before = max((reading["newest"] for reading in readings if reading.get("newest")), default=None)
    if newest is None or before is None or newest >= before:
        return
    if merge.overlap():
        message = (
            f"The newest record is of {newest}, but the store has read records of {before}. "
            "Read newer files, or old and new ones together into a new store."
        )
        raise WrongTable([Problem("older", message)])
