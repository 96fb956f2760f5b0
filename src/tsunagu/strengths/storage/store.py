"""The store: a folder with each table as ``DIR/<table>/*.parquet``, changed as a whole or not at all.

Every change makes a new folder under ``DIR/runs`` and then turns one link, ``DIR/current``; files that did not change
are shared by hard links. A reader that has resolved the link goes on reading the tables it began with: the run before
the current one is kept.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu import __version__
from tsunagu.strengths.errors import StoreProblem
from tsunagu.strengths.storage.files import Writer, read_file, repeated, values_hash
from tsunagu.strengths.tables import RUN, TABLES, Table

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EEXIST, errno.ENOTDIR)


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
    files: Mapping[str, Sequence[Any]]
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

    def files(self, table: str, *, scheme: str | None = None, year: int | None = None) -> list[Path]:
        """The files of a table, of one scheme or year where it is cut by them."""
        return sorted(
            path for path in (self.home / table).glob("*.parquet") if _fits(path.stem, TABLES[table], scheme, year)
        )

    def need(self, table: str, what_to_do: str) -> list[Path]:
        """The files of a table, or a StoreProblem that says what to do where there are none."""
        files = self.files(table)
        if not files:
            raise StoreProblem(f"{self.directory} holds no table {table} yet. {what_to_do}")
        return files

    def years(self, table: str) -> list[int]:
        """The years for which a table has a file."""
        return sorted({int(path.stem.rpartition("-")[2]) for path in self.files(table)})

    def schemes(self, table: str = "work_field") -> list[str]:
        """The field schemes for which a table has a file."""
        return sorted({path.stem.rpartition("-")[0] for path in self.files(table)})

    def runs(self) -> list[Run]:
        """What was done, oldest first."""
        rows = [row for path in self.files("run") for row in read_file(path).to_pylist()]
        return [
            Run(**{**row, **{name: json.loads(row[name]) for name in ("parameters", "row_counts", "hashes", "files")}})
            for row in rows
        ]

    def last(self, kind: str) -> Run | None:
        """The newest run of a kind."""
        return next((run for run in reversed(self.runs()) if run.kind == kind), None)

    def arrow(self, table: str) -> pa.Table:
        """A whole small table."""
        files = self.files(table)
        return (
            pa.concat_tables([read_file(path).cast(TABLES[table].arrow) for path in files])
            if files
            else TABLES[table].arrow.empty_table()
        )

    @contextmanager
    def change(self, kind: str, *, snapshot: str, parameters: Mapping[str, Any]) -> Iterator[Change]:
        """A change of tables: all of it lands when the block ends, or nothing.

        Tables that the block did not touch stay as they are. Raises StoreProblem where another process is changing the
        store.
        """
        with _writable(self.directory), self._locked():
            for left in (*self.directory.glob(".change-*"), *self.directory.glob(".staging/.*")):
                shutil.rmtree(left)
            for left in self.directory.glob(".scratch-*"):
                _drop_unheld(left)
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
        with _made(self.directory):
            runs.mkdir(exist_ok=True)
            with path.open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    held = path.exists() and os.path.samestat(os.fstat(lock.fileno()), path.stat())
                except BlockingIOError:
                    held = False
                if not held:
                    raise StoreProblem(
                        f"{self.directory} is being written by another process. Wait until it is done and try again."
                    )
                try:
                    yield
                finally:
                    with suppress(OSError):
                        runs.rmdir()
                        path.unlink()

    def _land(self, draft: Change, kind: str, snapshot: str, parameters: Mapping[str, Any]) -> None:
        draft.keep_untouched()
        before, was = self.runs(), self.home
        known = before[-1].files if before else {}
        names = draft.names()
        with ThreadPoolExecutor(os.cpu_count()) as threads:  # reading and hashing both run beside the interpreter
            found = threads.map(lambda name: (draft.kept(name) and known.get(name)) or draft.written(name), names)
        files = {name: list(value) for name, value in zip(names, found, strict=True)}
        tables = sorted({name.partition("/")[0] for name in files})
        counts = {
            table: sum(rows for name, (rows, _) in files.items() if name.partition("/")[0] == table) for table in tables
        }
        hashes = {table: _table_hash(files, table) for table in tables}
        run_id = hashlib.sha256(json.dumps([kind, snapshot, parameters, hashes], sort_keys=True).encode()).hexdigest()[
            :12
        ]
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        _write_runs(draft.folder, [*before, Run(run_id, kind, snapshot, parameters, counts, hashes, files, at=at)])
        home = self.directory / "runs" / f"{at[:26].replace(':', '')}-{run_id}"
        draft.folder.chmod(0o755)
        draft.folder.rename(home)
        _turn(self.directory / "current", Path("runs") / home.name)
        for table in TABLES:
            if (home / table).is_dir() and not (self.directory / table).exists():
                _turn(self.directory / table, Path("current") / table)
        # By name and not by time: a clock may have been set back.
        for old_home in (self.directory / "runs").iterdir():
            if old_home.name not in (home.name, was.name):
                shutil.rmtree(old_home)


@contextmanager
def scratch(directory: Path) -> Iterator[Path]:
    """A folder inside the store's for what does not fit into memory.

    The next change removes it where its process died.
    """
    with (
        _writable(directory),
        _made(directory),
        tempfile.TemporaryDirectory(prefix=".scratch-", dir=directory) as folder,
    ):
        held = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_SH)
            yield Path(folder)
        finally:
            os.close(held)


@contextmanager
def _made(directory: Path) -> Iterator[None]:
    """A folder for the time of a block and, where the block left anything in it, beyond."""
    new = not directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        if new:
            with suppress(OSError):
                directory.rmdir()


@contextmanager
def _writable(directory: Path) -> Iterator[None]:
    """Say what is wrong and where, where a folder cannot be written or is full."""
    try:
        yield
    except Exception as error:
        if reason := _hindrance(error, directory):
            message = (
                f"{directory} cannot be written ({reason}). Nothing was changed. "
                "Make room, or see that you may write there, and try again."
            )
            raise StoreProblem(message) from error
        raise


def _hindrance(error: Exception, directory: Path) -> str | None:
    if isinstance(error, OSError):
        here = str(error.filename or "").startswith(str(directory))
        return os.strerror(error.errno) if error.errno in _NO_ROOM or (here and error.errno in _NOT_ALLOWED) else None
    # What an engine says of the system's answer.
    return next((text for number in _NO_ROOM if (text := os.strerror(number)) in str(error)), None)


def _drop_unheld(folder: Path) -> None:
    """Remove a scratch folder whose process died."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    except BlockingIOError:
        pass
    finally:
        os.close(held)


class Change:
    """The draft of a store's next state."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self._base = store.home
        self._touched: set[str] = set()
        self._kept: set[str] = set()
        self._writers: dict[str, Writer] = {}

    def path(self, table: str, *, scheme: str | None = None, year: int | None = None) -> Path:
        """Where to write a file of a table; from now on only what is written or carried over belongs to it."""
        self.clear(table)
        stem = {"whole": "part-000", "scheme": f"{scheme}", "year": f"{year}", "scheme-year": f"{scheme}-{year}"}[
            TABLES[table].cut
        ]
        path = self.folder / table / f"{stem}.parquet"
        name = f"{table}/{path.name}"
        if self.kept(name):
            # The file is shared with the run before: written through, it would change there too.
            path.unlink()
            self._kept.remove(name)
        self._writers.pop(name, None)
        return path

    def writer(self, table: str, *, scheme: str | None = None, year: int | None = None) -> Writer:
        """What writes a file of a table piece by piece, to be closed by the caller; its hash is known then."""
        path = self.path(table, scheme=scheme, year=year)
        self._writers[f"{table}/{path.name}"] = writer = Writer(path, TABLES[table])
        return writer

    def clear(self, table: str) -> None:
        """Begin a table anew: nothing of it is taken over unless it is carried."""
        self._touched.add(table)
        (self.folder / table).mkdir(exist_ok=True)

    def carry(self, table: str, *, scheme: str | None = None, year: int | None = None) -> None:
        """Take a file over as it is, if there is one."""
        path = self.path(table, scheme=scheme, year=year)
        source = self._base / table / path.name
        if source.exists():
            os.link(source, path)
            self._kept.add(f"{table}/{path.name}")

    def files(self, table: str, *, scheme: str | None = None, year: int | None = None) -> list[Path]:
        """The files of a table as they stand in the draft."""
        if table not in self._touched:
            return self.store.files(table, scheme=scheme, year=year)
        return sorted(
            path for path in (self.folder / table).glob("*.parquet") if _fits(path.stem, TABLES[table], scheme, year)
        )

    def keep_untouched(self) -> None:
        """Share the files of all tables that were not touched."""
        for table in TABLES.keys() - self._touched - {"run"}:
            for source in sorted((self._base / table).glob("*.parquet")):
                (self.folder / table).mkdir(exist_ok=True)
                os.link(source, self.folder / table / source.name)
                self._kept.add(f"{table}/{source.name}")

    def names(self) -> list[str]:
        """Every file of the draft as ``table/file``."""
        return sorted(f"{path.parent.name}/{path.name}" for path in self.folder.glob("*/*.parquet"))

    def written(self, name: str) -> tuple[int, str]:
        """Number of rows and hash of the values of a file."""
        return self._writers[name].close() if name in self._writers else values_hash(self.folder / name)

    def kept(self, name: str) -> bool:
        """Whether a file is the one of before."""
        return name in self._kept


def _table_hash(files: Mapping[str, Sequence[Any]], table: str) -> str:
    """One hash of a table from those of its files: equal where the values are equal, whatever engine wrote them."""
    lines = [
        f"{name.partition('/')[2]} {value}\n"
        for name, (_, value) in sorted(files.items())
        if name.partition("/")[0] == table
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _fits(stem: str, table: Table, scheme: str | None, year: int | None) -> bool:
    if table.cut == "whole":
        return True
    of_scheme, _, of_year = (stem, "", "") if table.cut == "scheme" else stem.rpartition("-")
    return (scheme is None or table.cut == "year" or of_scheme == scheme) and (
        year is None or table.cut == "scheme" or of_year == str(year)
    )


def _write_runs(folder: Path, runs: list[Run]) -> None:
    (folder / "run").mkdir(exist_ok=True)
    columns = {name: pa.concat_arrays([repeated(_text(getattr(run, name)), 1) for run in runs]) for name in RUN.columns}
    pq.write_table(pa.table(columns), folder / "run" / "part-000.parquet", compression="zstd")


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _turn(link: Path, target: Path) -> None:
    """Point a link at something else, without a moment in between."""
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(link)
