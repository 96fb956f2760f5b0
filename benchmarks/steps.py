"""What is measured: each step prepares and returns a function, and only that function is timed."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.timing import processor_seconds

HOME = Path(__file__).resolve().parents[1] / "var" / "bench"


def corpus(works: int) -> Path:
    """The folder of flat files, made if it is not there."""
    from tsunagu.strengths.making import synthetic

    folder = HOME / f"flat-{works}"
    if not folder.exists():
        made = HOME / f".flat-{works}"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        synthetic.write(made, works, seed=1, institutions=20_000)
        made.rename(folder)
    return folder


def ingest(flat: str, home: str) -> Callable[[], Any]:
    """Flat files to the tables of a store."""
    from tsunagu.strengths.making.ingest import ingest as read_in
    from tsunagu.strengths.storage.store import Store

    shutil.rmtree(home, ignore_errors=True)
    return lambda: read_in(Store(Path(home)), [Path(flat)], snapshot="synthetic bench").row_counts["work"]


def build(home: str) -> Callable[[], Any]:
    """Everything that follows.

    Contributions, thresholds, cells, collaboration, bins, intervals and joint works, in both schemes.
    """
    from tsunagu.strengths.making.build import build as compute
    from tsunagu.strengths.storage.store import Store

    return lambda: compute(Store(Path(home)), anew=True).row_counts["cell"]


def years(home: str, out: str, *names: str) -> Callable[[], Any]:
    """Some tables of the 26 fields from what the store holds, written, year by year, as the computation does it."""
    from tsunagu.strengths.measures import counting
    from tsunagu.strengths.measures.fixed import whole
    from tsunagu.strengths.storage.engines import DuckDB
    from tsunagu.strengths.storage.store import Store
    from tsunagu.strengths.tables import ONE, TABLES

    store, engine, target = Store(Path(home)), DuckDB(scratch=Path(out) / ".spill"), Path(out)
    holdings = counting.holdings(TABLES["authorship"].unbound().mutate(weight=whole(ONE)))
    tables = steps()
    for name in names:
        engine.sql(tables[name], TABLES[name].schema)
        (target / name).mkdir(parents=True, exist_ok=True)

    def of_year(year: int) -> int:
        for name in ("work", "authorship", "work_field", "contribution"):
            engine.bind(name, store.files(name, scheme="field", year=year), TABLES[name])
        if "contribution" in names:
            engine.keep("holding", holdings)
        rows = 0
        for name in names:
            path = target / name / f"field-{year}.parquet"
            rows += engine.write(tables[name], TABLES[name], path)
            engine.bind(name, [path], TABLES[name])
        return rows

    return lambda: sum(of_year(year) for year in store.years("work"))


def steps() -> dict[str, Any]:
    """Contributions, thresholds and cells of the 26 fields as expressions over the tables before them."""
    import ibis

    from tsunagu.strengths.measures import counting, topshare
    from tsunagu.strengths.tables import TABLES

    works = counting.reference(TABLES["work"].unbound(), TABLES["work_field"].unbound())
    counts = topshare.histogram(works)
    columns = {"work_id": "int64", "institution_id": "int32", "k": "int16", "w_author": "int64", "flags": "int16"}
    labels = counting.labels(TABLES["threshold"].unbound())
    tables = {
        "contribution": counting.contributions(works, ibis.table(columns, name="holding")),
        "threshold": topshare.thresholds(counts, 100).union(topshare.thresholds(counts, 10)),
        "cell": counting.cells(TABLES["contribution"].unbound(), labels),
    }
    scheme = ibis.literal("field")
    return {name: rows.mutate(scheme=scheme).select(*TABLES[name].columns) for name, rows in tables.items()}


def scan(home: str) -> Callable[[], Any]:
    """The floor of reading: the sum of every column of the contributions of the 26 fields."""
    connection, files = _plain(home, "contribution")
    columns = ("field", "year", "type_group", "institution_id", "work_id", "k", "w_author", "cited_by", "flags")
    sums = ", ".join(f"sum({column})" for column in columns)
    text = f"select {sums} from read_parquet({files})"
    return lambda: connection.execute(text).fetchall()[0][0]


def write(home: str, out: str) -> Callable[[], Any]:
    """The floor of writing: the cells of the 26 fields, held in memory, to one file."""
    connection, files = _plain(home, "cell")
    connection.execute(f"create table cell as from read_parquet({files})")
    Path(out).mkdir(parents=True, exist_ok=True)
    return lambda: connection.execute(
        f"copy cell to '{out}/copy.parquet' (format parquet, compression zstd)"
    ).fetchall()[0][0]


def scan_flat(flat: str) -> Callable[[], Any]:
    """The floor of the flat files: the sum of the columns that the question needs."""
    import duckdb

    connection = duckdb.connect()
    works = f"select sum(work_id), sum(year), sum(subfield), sum(cited_by) from '{flat}/works_*.parquet'"
    authorships = f"select sum(work_id), sum(institution_id) from '{flat}/authorships_*.parquet'"
    return lambda: [connection.execute(text).fetchall()[0][0] for text in (works, authorships)]


def _plain(home: str, table: str) -> tuple[Any, str]:
    import duckdb

    from tsunagu.strengths.storage.store import Store

    files = Store(Path(home)).files(table, scheme="field")
    return duckdb.connect(), str([str(path) for path in files])


def plan(source: str) -> tuple[Any, Any]:
    """Q of every institution and field in six windows.

    The cells of the 26 fields from contributions and thresholds, and the answer from cells.
    """
    import ibis

    from tsunagu.strengths.measures import counting
    from tsunagu.strengths.tables import TABLES

    columns = ("field", "institution_id", "year", "p_frac", "top_frac")
    stored = TABLES["cell"].unbound().select(*columns)
    labels = counting.labels(TABLES["threshold"].unbound())
    computed = counting.cells(TABLES["contribution"].unbound(), labels).select(*columns)
    cells = ibis.table(stored.schema(), name="kept") if source == "contribution" else stored
    known = counting.quality(ibis.union(*(in_span(cells, *span) for span in peers.SPANS)))
    top = known.top_frac.cast("float64").sum()
    return computed, known.agg(n=known.count(), top=top, q=known.q.mean())


def in_span(cells: Any, first: int, last: int) -> Any:
    """Papers and top papers of every institution and field in a span of years that is known beforehand.

    Spans one after the other take half of what a join with a table of spans does, as in ``counting.windows``.
    """
    import ibis

    years = {"first_year": ibis.literal(first, "int16"), "last_year": ibis.literal(last, "int16")}
    rows = cells.filter(cells.year >= years["first_year"], cells.year <= years["last_year"])
    amounts = {name: rows[name].sum() for name in ("p_frac", "top_frac")}
    return rows.group_by("field", "institution_id").agg(**amounts).mutate(**years)


def bound(home: str) -> Any:
    """An engine with the tables of the 26 fields."""
    from tsunagu.strengths.storage.engines import DuckDB
    from tsunagu.strengths.storage.store import Store
    from tsunagu.strengths.tables import TABLES

    engine, store = DuckDB(), Store(Path(home))
    for name in ("contribution", "threshold", "cell"):
        engine.bind(name, store.files(name, scheme="field"), TABLES[name])
    return engine


def question(home: str, source: str) -> Callable[[], Any]:
    """Q of every institution and field in six windows, from the contributions and thresholds or from the cells."""
    engine, (computed, answer) = bound(home), plan(source)
    for rows in (computed, answer):
        engine.sql(rows)

    def run() -> list[Any]:
        if source == "contribution":
            engine.keep("kept", computed)
        return list(engine.fetch(answer).to_pylist()[0].values())

    return run


def beside_sql(home: str) -> Callable[[], Any]:
    """The expressions beside SQL written by hand for the same.

    Times its processor seconds for cells and for windows, milliseconds to plan.
    """
    engine = bound(home)
    run_sql = engine.connection.execute

    def seconds(text: str) -> float:
        before = processor_seconds()
        run_sql(text).fetchall()
        return processor_seconds() - before

    def fastest(text: str, by_hand: str) -> float:
        pairs = [(seconds(text), seconds(by_hand)) for _ in range(5)]
        ours, theirs = (min(times) for times in zip(*pairs, strict=True))
        return float(ours / theirs)

    def run() -> dict[str, float]:
        cells, windows, planned = planning(engine)
        into_ours = f"create or replace temp table ours as {cells}"
        into_by_hand = f"create or replace temp table by_hand as {peers.CELLS}"
        ratios = {"cells": fastest(into_ours, into_by_hand), "windows": fastest(windows, peers.WINDOWS)}
        if run_sql("select count(*) from (from ours except all from by_hand)").fetchall() != [(0,)]:
            raise AssertionError("the cells written by hand are others")
        return planned | ratios

    return run


def planning(engine: Any) -> tuple[str, str, dict[str, float]]:
    """The SQL of cells and of windows, and the seconds that writing both took the first time and again."""
    begun = time.perf_counter()
    cells, windows = plan("cell")
    texts = engine.sql(cells), engine.sql(windows)
    first = time.perf_counter()
    engine.sql(cells)
    engine.sql(windows)
    return *texts, {"first": first - begun, "cached": time.perf_counter() - first}


def intervals_of_japan(home: str) -> Callable[[], Any]:
    """Intervals of Japan's universities x the eight fields x the windows, and drawing papers one by one."""
    from tests.strengths.measure_intervals import cost, of_japan

    from tsunagu.strengths.storage.store import Store

    bins = of_japan(Store(Path(home)))
    return lambda: cost(bins)


def pages(home: str) -> Callable[[], Any]:
    """Seconds of answering one university's page, for 60 universities after three to warm up.

    Median and 95th percentile.
    """
    from tsunagu.strengths.questions import university
    from tsunagu.strengths.questions.reading import reading
    from tsunagu.strengths.questions.records import UniversityQuestion

    opened = reading(Path(home))
    institutions = opened.institutions.values()
    universities = [one for one in institutions if one.country == "JP" and one.sector == "education"]

    def seconds(institution: Any) -> float:
        begun = time.perf_counter()
        university.answer(opened, UniversityQuestion(university=str(institution.openalex_id)))
        return time.perf_counter() - begun

    def run() -> tuple[float, float]:
        times = [seconds(institution) for institution in universities[:63]][3:]
        return statistics.median(times), statistics.quantiles(times, n=20)[-1]

    return run


def peer(name: str, flat: str) -> Callable[[], Any]:
    """Another tool on the flat files."""
    return lambda: [float(value) for value in peers.PEERS[name](Path(flat))]
