"""The store: a folder with each table as ``DIR/<table>/*.parquet``, changed as a whole or not at all.

Every change makes a new folder under ``DIR/runs`` and then turns one link, ``DIR/current``; files that did not change
are shared by hard links. A reader that has resolved the link goes on reading the tables it began with: the run before
the current one is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu import __version__
from tsunagu.strengths.enums import Cut
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.storage import arrays, folders
from tsunagu.strengths.storage.files import RowsAndHash, Writer, read_file, values_hash
from tsunagu.strengths.tables import RUN, TABLES

# By ``table/file``: the number of rows and the hash of the values.
Contents = Mapping[str, Sequence[Any]]

_JSON_COLUMNS = ("parameters", "row_counts", "hashes", "files")  # of the table ``run``


@dataclass(frozen=True, slots=True)
class Run:
    """One entry of the run table.

    What was done, on what data, and the rows and the hash of each table after it (``files``: of each file).
    """

    run_id: str
    kind: str
    snapshot: str
    parameters: Mapping[str, Any]
    row_counts: Mapping[str, int]
    hashes: Mapping[str, str]
    files: Contents
    code_version: str = __version__
    at: str = ""


class Store:
    """A folder of tables. Reading needs nothing but the files; ``change`` is the only way to write."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory).absolute()

    @property
    def home(self) -> Path:
        """The folder that holds the tables now, with links resolved."""
        link = self.directory / "current"
        return link.resolve() if link.exists() else self.directory

    def files(
        self,
        table: str,
        *,
        scheme: str | None = None,
        year: int | None = None,
    ) -> list[Path]:
        """The files of a table, of one scheme or year where it is cut by them."""
        return _files(self.home, table, scheme, year)

    def need(self, table: str, what_to_do: str) -> list[Path]:
        """The files of a table, or a StoreProblem that says what to do where there are none."""
        paths = self.files(table)
        if not paths:
            raise StoreProblem(f"{self.directory} holds no table {table} yet. {what_to_do}")
        return paths

    def years(self, table: str) -> list[int]:
        """The years for which a table has a file."""
        return sorted({int(path.stem.rpartition("-")[2]) for path in self.files(table)})

    def schemes(self, table: str = "work_field") -> list[str]:
        """The field schemes for which a table has a file."""
        return sorted({path.stem.rpartition("-")[0] for path in self.files(table)})

    def runs(self) -> list[Run]:
        """What was done, oldest first."""
        return [_recorded(row) for row in self.arrow("run").to_pylist()]

    def last(self, kind: str) -> Run | None:
        """The newest run of a kind, one of ``RunKind``."""
        return next((run for run in reversed(self.runs()) if run.kind == kind), None)

    def arrow(self, table: str) -> pa.Table:
        """A whole small table."""
        schema = TABLES[table].arrow
        parts = [read_file(path).cast(schema) for path in self.files(table)]
        return pa.concat_tables(parts) if parts else schema.empty_table()

    @contextmanager
    def change(
        self,
        kind: str,
        *,
        snapshot: str,
        parameters: Mapping[str, Any],
    ) -> Iterator[Change]:
        """A change of tables: all of it lands when the block ends, or nothing.

        Tables that the block did not touch stay as they are. ``parameters`` are recorded as they are at its end.
        Raises StoreProblem where another process is changing the store.
        """
        with folders.writable(self.directory), self._locked():
            self._drop_leftovers()
            draft = Change(self, Path(tempfile.mkdtemp(prefix=".change-", dir=self.directory)))
            try:
                yield draft
                self._land(draft, kind, snapshot, parameters)
            finally:
                shutil.rmtree(draft.folder, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the store against other writers; a folder that was made for a change that failed is taken away again."""
        runs, path = self.directory / "runs", self.directory / ".lock"
        with folders.kept_if_used(self.directory):
            runs.mkdir(exist_ok=True)
            with path.open("w") as file:
                if not folders.lock(file, path):
                    raise StoreProblem(
                        f"{self.directory} is being written by another process. Wait until it is done and try again."
                    )
                try:
                    yield
                finally:
                    with suppress(OSError):  # there are runs: the store stays, and its lock with it
                        runs.rmdir()
                        path.unlink()

    def _drop_leftovers(self) -> None:
        """Remove what changes left behind whose process died."""
        for folder in (*self.directory.glob(".change-*"), *self.directory.glob(".staging/.*")):
            shutil.rmtree(folder)
        for folder in self.directory.glob(".scratch-*"):
            folders.drop_unheld(folder)

    def _land(self, draft: Change, kind: str, snapshot: str, parameters: Mapping[str, Any]) -> None:
        """Make a draft the current state, and record it as a run."""
        draft.keep_untouched()
        before, home_before = self.runs(), self.home
        contents = draft.contents(before[-1].files if before else {})
        run = _finished(kind, snapshot, parameters, contents)
        _write_runs(draft.folder, [*before, run])
        home = self._move_in(draft.folder, run)
        self._drop_runs_but(home, home_before)

    def _move_in(self, folder: Path, run: Run) -> Path:
        """Put a finished folder among the runs and turn all links to it; returns where it is then."""
        home = self.directory / "runs" / f"{run.at[:26].replace(':', '')}-{run.run_id}"
        folder.chmod(0o755)
        folder.rename(home)
        folders.point(self.directory / "current", Path("runs") / home.name)
        for table in TABLES:
            if (home / table).is_dir() and not (self.directory / table).exists():
                folders.point(self.directory / table, Path("current") / table)
        return home

    def _drop_runs_but(self, *homes: Path) -> None:
        names = {home.name for home in homes}
        for home in (self.directory / "runs").iterdir():
            if home.name not in names:  # by name and not by time: a clock may have been set back
                shutil.rmtree(home)


@contextmanager
def scratch(directory: Path) -> Iterator[Path]:
    """A folder inside the store's for what does not fit into memory.

    The next change removes it where its process died.
    """
    with (
        folders.writable(directory),
        folders.kept_if_used(directory),
        tempfile.TemporaryDirectory(prefix=".scratch-", dir=directory) as folder,
        folders.shared(Path(folder)),
    ):
        yield Path(folder)


class Change:
    """The draft of a store's next state."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self._base = store.home
        self._touched: set[str] = set()
        self._kept: set[str] = set()
        self._writers: dict[str, Writer] = {}

    def path(
        self,
        table: str,
        *,
        scheme: str | None = None,
        year: int | None = None,
    ) -> Path:
        """Where to write a file of a table; from now on only what is written or carried over belongs to it."""
        self.clear(table)
        path = self.folder / table / f"{_stem(TABLES[table].cut, scheme, year)}.parquet"
        name = f"{table}/{path.name}"
        if name in self._kept:
            # The file is shared with the run before: written through, it would change there too.
            path.unlink()
            self._kept.remove(name)
        self._writers.pop(name, None)
        return path

    def writer(
        self,
        table: str,
        *,
        scheme: str | None = None,
        year: int | None = None,
    ) -> Writer:
        """What writes a file of a table piece by piece, to be closed by the caller; its hash is known then."""
        path = self.path(table, scheme=scheme, year=year)
        writer = Writer(path, TABLES[table])
        self._writers[f"{table}/{path.name}"] = writer
        return writer

    def clear(self, table: str) -> None:
        """Begin a table anew: nothing of it is taken over unless it is carried."""
        self._touched.add(table)
        (self.folder / table).mkdir(exist_ok=True)

    def carry(
        self,
        table: str,
        *,
        scheme: str | None = None,
        year: int | None = None,
    ) -> None:
        """Take a file over as it is, if there is one."""
        path = self.path(table, scheme=scheme, year=year)
        source = self._base / table / path.name
        if source.exists():
            self._share(source)

    def files(
        self,
        table: str,
        *,
        scheme: str | None = None,
        year: int | None = None,
    ) -> list[Path]:
        """The files of a table as they stand in the draft."""
        home = self.folder if table in self._touched else self.store.home
        return _files(home, table, scheme, year)

    def keep_untouched(self) -> None:
        """Share the files of all tables that were not touched."""
        for table in TABLES.keys() - self._touched - {"run"}:
            for source in sorted((self._base / table).glob("*.parquet")):
                (self.folder / table).mkdir(exist_ok=True)
                self._share(source)

    def contents(self, before: Contents) -> Contents:
        """What is in every file of the draft.

        before: the contents of the last run, so that files that were kept need not be read.
        """
        names = sorted(f"{path.parent.name}/{path.name}" for path in self.folder.glob("*/*.parquet"))

        def content(name: str) -> Sequence[Any]:
            return (name in self._kept and before.get(name)) or self._written(name)

        with ThreadPoolExecutor(os.cpu_count()) as threads:  # reading and hashing both run beside the interpreter
            contents = threads.map(content, names)
        return {name: list(content) for name, content in zip(names, contents, strict=True)}

    def _share(self, source: Path) -> None:
        """Take a file of the run before in, by a hard link."""
        table = source.parent.name
        os.link(source, self.folder / table / source.name)
        self._kept.add(f"{table}/{source.name}")

    def _written(self, name: str) -> RowsAndHash:
        """What is in a file: known by its writer, else read."""
        if name in self._writers:
            return self._writers[name].close()
        return values_hash(self.folder / name)


def _files(home: Path, table: str, scheme: str | None, year: int | None) -> list[Path]:
    """The files of a table in a folder, of one scheme or year where it is cut by them."""
    cut, paths = TABLES[table].cut, (home / table).glob("*.parquet")
    return sorted(path for path in paths if _fits(path.stem, cut, scheme, year))


def _stem(cut: Cut, scheme: str | None, year: int | None) -> str:
    """The name of a file, without its ending, by how its table is cut."""
    stems = {
        Cut.WHOLE: "part-000",
        Cut.SCHEME: f"{scheme}",
        Cut.YEAR: f"{year}",
        Cut.SCHEME_YEAR: f"{scheme}-{year}",
    }
    return stems[cut]


def _fits(stem: str, cut: Cut, scheme: str | None, year: int | None) -> bool:
    """Whether a file is of a scheme and year; of any where none is named or the table is not cut by them."""
    if cut is Cut.WHOLE:
        return True
    of_scheme, _, of_year = (stem, "", "") if cut is Cut.SCHEME else stem.rpartition("-")
    right_scheme = scheme is None or cut is Cut.YEAR or of_scheme == scheme
    right_year = year is None or cut is Cut.SCHEME or of_year == str(year)
    return right_scheme and right_year


def _finished(kind: str, snapshot: str, parameters: Mapping[str, Any], contents: Contents) -> Run:
    """The run that left these files. Its id follows from what was done and what came out, not from the time."""
    by_table = _by_table(contents)
    counts = {table: _row_count(held) for table, held in by_table.items()}
    hashes = {table: _table_hash(held) for table, held in by_table.items()}
    key = json.dumps([kind, snapshot, parameters, hashes], sort_keys=True)
    run_id = hashlib.sha256(key.encode()).hexdigest()[:12]
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    return Run(run_id, kind, snapshot, parameters, counts, hashes, contents, at=at)


def _by_table(contents: Contents) -> dict[str, dict[str, Sequence[Any]]]:
    """By table and name of the file, both in order."""
    by_table: dict[str, dict[str, Sequence[Any]]] = {}
    for name, content in sorted(contents.items()):
        table, _, file = name.partition("/")
        by_table.setdefault(table, {})[file] = content
    return by_table


def _row_count(contents: Contents) -> int:
    return sum(rows for rows, _ in contents.values())


def _table_hash(contents: Contents) -> str:
    """One hash of a table from those of its files: equal where the values are equal, whatever engine wrote them."""
    lines = [f"{name} {value}\n" for name, (_, value) in contents.items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _recorded(row: Mapping[str, Any]) -> Run:
    """A run from its row of the table ``run``."""
    parsed = {name: json.loads(row[name]) for name in _JSON_COLUMNS}
    return Run(**{**row, **parsed})


def _write_runs(folder: Path, runs: list[Run]) -> None:
    (folder / "run").mkdir(exist_ok=True)
    columns = {name: _texts(map(attrgetter(name), runs)) for name in RUN.columns}
    pq.write_table(pa.table(columns), folder / "run" / "part-000.parquet", compression="zstd")


def _texts(values: Iterable[object]) -> pa.Array:
    """Values as texts, those that are none as JSON."""
    return pa.concat_arrays([arrays.repeated(_text(value), 1) for value in values])


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
