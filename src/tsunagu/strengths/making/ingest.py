"""Reading in.

Files of bibliographic data become the tables of a store, the newest record of every work, all of it or nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from tsunagu.kernel.problems import Problem
from tsunagu.strengths.errors import WrongTable
from tsunagu.strengths.making.readers import flat, openalex_json, openalex_parquet, sources, staging
from tsunagu.strengths.making.readers.checks import Enough, Problems
from tsunagu.strengths.making.readers.given import Given
from tsunagu.strengths.making.readers.merge import Merge
from tsunagu.strengths.making.readers.sources import FLAT, Kind, Source
from tsunagu.strengths.storage.engines import MEMORY, DuckDB
from tsunagu.strengths.storage.store import Change, Run, Store, scratch

Progress = Callable[[str], None]

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
    type_rule: str = "nistep",
    skip_bad: bool = False,
    whole: bool = False,
) -> Run:
    """Read files in and merge them with what the store holds; returns the run that the store then has as its last.

    paths: files and folders, any mix of OpenAlex snapshots (JSON lines or Parquet: works, institutions, merged
    identifiers) and of flat Parquet with the columns of ``readers.flat.COLUMNS``. Kinds are told by content; other
    entities of a snapshot are passed over. snapshot: the name of the data. type_rule: a rule of
    ``schemes.type_groups``. skip_bad: leave wrong rows out and count them in the run, instead of stopping. whole: the
    files are all there is, so that works of the store that are not in them vanish.

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
    parameters: dict[str, Any] = {"type_rule": type_rule, "skip_bad": skip_bad, "whole": whole}
    home = store.directory / ".staging"
    with (
        scratch(store.directory) as spill,
        store.change("ingest", snapshot=snapshot, parameters=parameters) as change,
        nullcontext(engine) if engine else DuckDB(scratch=spill, memory=MEMORY) as used,
    ):
        given = _read(paths, home, used.connection, problems, progress)
        with flat.damage_named(given.bundles, used.connection, problems):
            _land(change, given, used, spill, parameters, progress)
    shutil.rmtree(home, ignore_errors=True)
    return store.runs()[-1]


def _read(paths: Sequence[Path], home: Path, connection: Any, problems: Problems, progress: Progress) -> Given:
    """Everything that was given, checked; nested files as staged folders."""
    staged: list[staging.Staged] = []
    bundles: list[flat.Bundle] = []
    try:
        found = sources.find(paths, problems, progress)
        bundles = flat.bundles(found)
        for bundle in bundles:
            with flat.damage_named([bundle], connection, problems):
                bundle.check(connection, problems)
            for path, rows in bundle.sizes():
                progress(f"{path.name}: {rows:,} rows")
        nested = (source for source in found if source.kind not in FLAT)
        staged += [folder for source in nested if (folder := _staged(source, home, problems, progress))]
    except Enough:
        pass
    problems.settle()
    for name, rows in problems.left_out.items():
        progress(f"{name}: {rows:,} rows left out")
    return Given(bundles, staged, problems)


def _staged(source: Source, home: Path, problems: Problems, progress: Progress) -> staging.Staged | None:
    """A nested file as flat Parquet: read now, or taken from an earlier reading that did not land.

    None where it has problems.
    """
    name = source.path.name
    folder = staging.target(home, source, problems.skip_bad)
    if done := staging.finished(folder):
        progress(f"{name}: {done.records:,} records, read before")
        if done.left_out:
            problems.count(name, done.left_out)
        return done
    found, out = len(problems.found), problems.left_out.get(name, 0)
    draft = staging.Draft(home)
    try:
        records = shown = 0
        for records, tables in _READERS[source.kind](source, problems):
            draft.write(tables)
            if records - shown >= _STEP:
                progress(f"{name}: {records:,} records ...")
                shown = records
        if len(problems.found) == found:
            progress(f"{name}: {records:,} records")
            return draft.finish(folder, records, problems.left_out.get(name, 0) - out)
    finally:
        draft.drop()
    return None


def _land(
    change: Change, given: Given, engine: DuckDB, spill: Path, parameters: dict[str, Any], progress: Progress
) -> None:
    """Merge what was given with the store and write the tables that change."""
    store = change.store
    merge = Merge(engine, store, given, parameters["type_rule"], whole=parameters["whole"])
    try:
        newest, twice, undated = merge.newest()
        _refuse_older(store, merge, newest)
        if twice:
            progress(f"{twice:,} records of works given more than once give way to newer ones")
        if undated:
            progress(f"{undated:,} works without a year of publication left out")
        unknown, sectors = merge.unknown_types()
        for name, works in unknown.items():
            progress(f"{works:,} works of the type {name!r}, which is not known, are not compared")
        for name, institutions in sectors.items():
            progress(
                f"{institutions:,} institutions of the type {name!r}, which is not known, "
                "count neither as universities nor as companies"
            )
        years = merge.compare()
        if not years and not store.files("work"):
            raise WrongTable(
                [Problem("nothing", "There is no work with a year in these files. Give files with works.")]
            )
        unnamed = merge.unnamed()
        if unnamed:
            progress(
                f"{unnamed:,} institutions are named by works but described nowhere: "
                "their names and countries are unknown"
            )
        progress(f"{len(years)} years to write")
        without_work = merge.write(change, years, spill, progress)
        if without_work:
            progress(f"{without_work:,} authorships of works that are not in the files left out")
        parameters |= {"newest": newest, "given_twice": twice, "without_year": undated, "without_work": without_work}
        parameters |= {"unknown_types": unknown, "unknown_sectors": sectors, "unnamed_institutions": unnamed}
        parameters |= {"left_out": given.problems.left_out, "touched": merge.touched()}
    finally:
        merge.close()


def _refuse_older(store: Store, merge: Merge, newest: str | None) -> None:
    """Files that are older than those the store was made from would put old records in the place of new ones."""
    before = max(
        (run.parameters["newest"] for run in store.runs() if run.kind == "ingest" and run.parameters.get("newest")),
        default=None,
    )
    if newest is not None and before is not None and newest < before and merge.overlap():
        message = (
            f"The newest record is of {newest}, but the store has read records of {before}. "
            "Read newer files, or old and new ones together into a new store."
        )
        raise WrongTable([Problem("older", message)])
