"""Engines: what runs the expressions of this room.

DuckDB on one machine, Spark on a cluster, from the same expressions and to the same bits.

An engine is given tables as Parquet files under a name, and expressions over ``Table.unbound()`` tables of these names.
An expression is compiled to the engine's SQL once and kept. Results have the types of the table they are meant for:
engines widen sums in their own ways, so every column is cast at the end, in SQL, where it cannot be left out.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, Self

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.strengths.enums import EngineName
from tsunagu.strengths.errors import StoreProblem, TooLarge
from tsunagu.strengths.storage import sessions
from tsunagu.strengths.tables import Table

# For computing where nothing is said: more is hardly faster, and what does not fit is kept on disk.
MEMORY = f"{256 * max(os.cpu_count() or 1, 2)}MB"
SERVING = "1GB"  # for answering questions: of a process, which writes nothing for it
TEXTS = 256  # compiled statements that are kept, for all engines together
ROW_GROUP = 2**16  # rows; a university's page reads one or two groups of each table


class Engine(Protocol):
    """What runs expressions."""

    dialect: str

    def bind(self, name: str, paths: Iterable[Path], table: Table) -> None:
        """Give Parquet files a name; without any file the table is empty."""

    def hold(self, name: str, rows: pa.Table) -> None:
        """Give a small table a name."""

    def keep(self, name: str, *parts: ir.Table) -> None:
        """Compute rows once and give the result a name.

        parts: one after the other, which takes less memory; a later one may use what is there.
        """

    def slice(self, name: str, **values: str | int) -> pa.Table:
        """The rows of a named table that have these values."""

    def fetch(self, rows: ir.Table, **given: pa.Table) -> pa.Table:
        """Compute rows and hand them over, with the types that the expression says.

        given: small tables by the name that the expression uses.
        """

    def rows(self, rows: ir.Table, **given: pa.Table) -> list[dict[str, Any]]:
        """Compute a few rows and hand them over as Python values."""

    def write(self, rows: ir.Table, table: Table, path: Path) -> int:
        """Compute rows and write them as one Parquet file in the order of the table; returns their number."""

    def close(self) -> None:
        """Let go of everything."""


class _Compiled:
    """SQL text of expressions, with every result column cast to its type."""

    dialect = ""

    def sql(self, rows: ir.Table, schema: ibis.Schema | None = None) -> str:
        """One SELECT statement; compiled once per expression, those not asked for the longest anew."""
        return self._select(rows.op(), schema or rows.schema())

    @classmethod
    @lru_cache(TEXTS)
    def _select(cls, rows: ops.Relation, schema: ibis.Schema) -> str:
        columns = ", ".join(cls._cast(cls._quoted(name), name, schema[name]) for name in schema)
        computed = ibis.to_sql(rows.to_expr(), dialect=cls.dialect)
        return f"SELECT {columns} FROM (\n{computed}\n) AS computed"

    @classmethod
    def _nothing(cls, schema: ibis.Schema) -> str:
        """A SELECT statement without rows, of these columns."""
        columns = ", ".join(cls._cast("NULL", name, kind) for name, kind in schema.items())
        return f"SELECT {columns} WHERE false"

    @classmethod
    def _cast(cls, value: str, name: str, kind: dt.DataType) -> str:
        return f"CAST({value} AS {cls._type(kind)}) AS {cls._quoted(name)}"

    @staticmethod
    def _quoted(name: str) -> str:
        return f'"{name}"'

    @staticmethod
    def _type(kind: dt.DataType) -> str:
        return _SQL_TYPES[str(kind).replace("!", "").partition("(")[0]]


_SQL_TYPES = {
    "boolean": "BOOLEAN",
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INT",
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "string": "STRING",
    "date": "DATE",
}


class DuckDB(_Compiled):
    """DuckDB in this process.

    memory: the most it takes, in DuckDB's words ("1GB"); beyond it spills to ``scratch``. threads: 1 or more; all
    processors by default. spills: whether it may write to a folder at all; where not, what needs more memory raises
    TooLarge.
    """

    dialect = "duckdb"

    def __init__(
        self,
        *,
        memory: str | None = None,
        threads: int | None = None,
        scratch: Path | None = None,
        spills: bool = True,
    ) -> None:
        import duckdb

        limits: dict[str, Any] = {
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": str(scratch) if scratch else None if spills else "",
        }
        config = {name: value for name, value in limits.items() if value is not None}
        self.connection = duckdb.connect(config=config)
        self.connection.execute("SET preserve_insertion_order = false")

    def bind(self, name: str, paths: Iterable[Path], table: Table) -> None:
        """Give Parquet files a name; without any file the table is empty."""
        files = quoted(*paths)
        columns = ", ".join(self._quoted(column) for column in table.columns)
        source = f"SELECT {columns} FROM read_parquet([{files}])" if files else self._nothing(table.schema)
        self.connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {source}')

    def hold(self, name: str, rows: pa.Table) -> None:
        """Give a small table a name."""
        self.connection.register("rows given", rows)
        self._named(name, 'FROM "rows given"')
        self.connection.unregister("rows given")

    def keep(self, name: str, *parts: ir.Table) -> None:
        """Compute rows once and give the result a name.

        parts: one after the other, which takes less memory; a later one may use what is there.
        """
        self._named(name, self.sql(parts[0]))
        for part in parts[1:]:
            self.connection.execute(f'INSERT INTO "{name} kept" {self.sql(part)}')
            self.connection.execute("CHECKPOINT")  # which is when tables in memory are compressed, some to a quarter

    def _named(self, name: str, text: str) -> None:
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name} kept" AS {text}')
        self.connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS FROM "{name} kept"')

    def slice(self, name: str, **values: str | int) -> pa.Table:
        """The rows of a named table that have these values. Safe to call from several threads."""
        tests = " AND ".join(f'"{column}" = ?' for column in values)
        with _within_memory(), self.connection.cursor() as cursor:
            return cursor.sql(f'FROM "{name}" WHERE {tests}', params=[*values.values()]).to_arrow_table()

    def fetch(self, rows: ir.Table, **given: pa.Table) -> pa.Table:
        """Compute rows and hand them over, with the types that the expression says.

        given: small tables by the name that the expression uses.

        Safe to call from several threads.
        """
        text = self.sql(rows)
        with _within_memory(), self.connection.cursor() as cursor:
            for name, table in given.items():
                cursor.register(name, table)
            return cursor.sql(text).to_arrow_table()

    def rows(self, rows: ir.Table, **given: pa.Table) -> list[dict[str, Any]]:
        """Compute a few rows and hand them over as Python values: planned once, where ``fetch`` plans twice.

        Safe to call from several threads.
        """
        text = self.sql(rows)
        with _within_memory(), self.connection.cursor() as cursor:
            for name, table in given.items():
                cursor.register(name, table)
            values = cursor.execute(text).fetchall()
        return [dict(zip(rows.columns, row, strict=True)) for row in values]

    def write(self, rows: ir.Table, table: Table, path: Path) -> int:
        """Compute rows and write them as one Parquet file in the order of the table; returns their number."""
        return self.copy(self.sql(rows.select(*table.columns), table.schema), table, path)

    def copy(self, text: str, table: Table, path: Path) -> int:
        """Write the rows of a SELECT statement."""
        # What files are cut by is the same in a whole file, and sorting by it would cost a third more.
        columns = [column for column in table.order if column not in table.cut.split("-")]
        order = ", ".join(self._quoted(column) for column in columns)
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
        copied = self.connection.execute(f"COPY ({text} ORDER BY {order}) TO {quoted(path)} ({options})")
        ((number,),) = copied.fetchall()
        return int(number)

    def close(self) -> None:
        """Let go of everything."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _within_memory() -> Iterator[None]:
    """Say in our words that a question takes more memory than it may."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise TooLarge(f"A question takes more memory than DuckDB is given here. {error}") from error


class Spark(_Compiled):
    """A Spark session, of a cluster or of Sail.

    session: a ``pyspark.sql.SparkSession``; its machines must see the folders of the files. Statements are computed
    there; the last sorting into one file is done by DuckDB here, so that both engines leave the same files.
    """

    dialect = "pyspark"

    def __init__(self, session: Any, *, scratch: Path, memory: str | None = None) -> None:
        from ibis.backends.pyspark import Backend

        Backend.register_options()  # without them Ibis cannot write down a column of floating point
        self.session = session
        self.scratch = Path(tempfile.mkdtemp(prefix="spark-", dir=scratch))
        self._writer = DuckDB(memory=memory, scratch=scratch)
        self._named: dict[str, Any] = {}

    def bind(self, name: str, paths: Iterable[Path], table: Table) -> None:
        """Give Parquet files a name; without any file the table is empty."""
        files = [str(path) for path in paths]
        if files:
            rows = self.session.read.parquet(*files).select(*table.columns)
        else:
            rows = self.session.sql(self._nothing(table.schema))
        self._name(name, rows)

    def hold(self, name: str, rows: pa.Table) -> None:
        """Give a small table a name."""
        self._name(name, self._read(rows))

    def _name(self, name: str, rows: Any) -> None:
        self._named[name] = rows
        rows.createOrReplaceTempView(name)

    def _read(self, rows: pa.Table) -> Any:
        path = Path(tempfile.mkdtemp(dir=self.scratch)) / "rows.parquet"
        pq.write_table(rows, path)
        return self.session.read.parquet(str(path))

    def keep(self, name: str, *parts: ir.Table) -> None:
        """Compute rows once and give the result a name.

        parts: one after the other, which takes less memory; a later one may use what is there.
        """
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        for number, part in enumerate(parts):
            text = self.sql(part)
            self.session.sql(text).write.parquet(str(folder / f"{number}"))
            files = sorted(str(path) for path in folder.glob("*/*.parquet"))
            rows = self.session.read.parquet(*files) if files else self.session.sql(f"{text} LIMIT 0")
            self._name(name, rows)

    def slice(self, name: str, **values: str | int) -> pa.Table:
        """The rows of a named table that have these values."""
        rows = self.session.table(name)
        for column, value in values.items():
            rows = rows.filter(rows[column] == value)
        return rows.toArrow()

    def fetch(self, rows: ir.Table, **given: pa.Table) -> pa.Table:
        """Compute rows and hand them over, with the types that the expression says.

        given: small tables by the name that the expression uses.
        """
        for name, table in given.items():
            self._read(table).createOrReplaceTempView(name)
        try:
            return self.session.sql(self.sql(rows)).toArrow()
        finally:
            for name in given.keys() & self._named.keys():  # what was given stood in its place for this once
                self._named[name].createOrReplaceTempView(name)

    def rows(self, rows: ir.Table, **given: pa.Table) -> list[dict[str, Any]]:
        """Compute a few rows and hand them over as Python values."""
        values: list[dict[str, Any]] = self.fetch(rows, **given).to_pylist()
        return values

    def write(self, rows: ir.Table, table: Table, path: Path) -> int:
        """Compute rows and write them as one Parquet file in the order of the table; returns their number."""
        folder = Path(tempfile.mkdtemp(dir=self.scratch)) / "rows"
        text = self.sql(rows.select(*table.columns), table.schema)
        self.session.sql(text).write.parquet(str(folder))
        self._writer.bind(table.name, sorted(folder.glob("*.parquet")), table)
        number = self._writer.write(table.unbound(), table, path)
        shutil.rmtree(folder.parent)
        return number

    def close(self) -> None:
        """Let go of everything but the session, which is its owner's."""
        self._writer.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @staticmethod
    def _quoted(name: str) -> str:
        return f"`{name}`"


@contextmanager
def engine(
    name: str,
    *,
    scratch: Path,
    memory: str | None = None,
    remote: str | None = None,
) -> Iterator[Engine]:
    """The engine of a name, one of ``EngineName``, for the time of a block.

    scratch: an existing folder for what does not fit in memory. memory: the most that DuckDB takes, such as "1GB".
    remote: the address of a Spark Connect server ("sc://host:15002"); without one, Sail is started in this process
    where it is installed. Raises StoreProblem where Spark cannot be had, or for the address of a server that would not
    be asked, and ValueError for another name.
    """
    if name not in set(EngineName):
        raise ValueError(f"the engine is duckdb or spark, not {name}")
    if name == EngineName.DUCKDB and remote is not None:
        raise StoreProblem(
            "Only the engine spark asks a Spark Connect server (--remote). "
            "Add --engine spark, or leave the address out."
        )
    memory = memory or MEMORY
    if name == EngineName.DUCKDB:
        with DuckDB(memory=memory, scratch=scratch) as duck:
            yield duck
    else:
        with sessions.session(remote) as session, Spark(session, scratch=scratch, memory=memory) as spark:
            yield spark


def quoted(*paths: Path) -> str:
    """Paths as texts of SQL, separated by commas."""
    texts = (str(path).replace("'", "''") for path in paths)
    return ", ".join(f"'{text}'" for text in texts)
