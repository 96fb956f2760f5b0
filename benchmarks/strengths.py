"""What the library of strengths costs.

`make bench` prints everything, as times and as ratios to a floor measured in the same run.

Every step runs in a process of its own, so that its processor time and its peak of memory are its own; of three repeats
the median is printed. Where a goal has a bar (G1 to G9), the bar stands beside the figure with whether it is met; G3
and G5 are meant for 10 M works, G2 for 5 M. Corpora are synthetic (no statement about anybody) and made once under
var/bench. `make bench ARGS="--works 1000000"` measures one size.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import peers

HOME = Path(__file__).resolve().parents[1] / "var" / "bench"
SIZES = (1_000_000, 5_000_000, 10_000_000)
REPEATS = 3
ENTRY, CONTRIBUTE, CELLS, ANSWER, WINDOWS = (
    "ingest",
    "contributions and thresholds",
    "thresholds and cells",
    "the question",
    "windows from cells",
)
Step = Callable[..., Callable[[], Any]]  # prepares what is then timed
Figures = dict[str, Any]
LEAST = {"naive SQL in DuckDB": 4, "pandas": 6}  # G2: how many times ours they must take


def measured(step: Step, *arguments: Any, repeats: int = REPEATS) -> Figures:
    """Median wall and processor seconds, and the greatest peak of memory, of a step in fresh processes."""
    runs = [_in_a_process(step, arguments) for _ in range(repeats)]
    if failed := next((run["error"] for run in runs if "error" in run), None):
        raise SystemExit(f"{step.__name__} failed: {failed}")
    wall, cpu = (statistics.median(run[name] for run in runs) for name in ("wall", "cpu"))
    peak = max(run["peak"] for run in runs)
    return {"wall": wall, "cpu": cpu, "peak": peak, "answer": runs[-1]["answer"]}


def _in_a_process(step: Step, arguments: tuple[Any, ...]) -> Figures:
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(sender, step, arguments))
    child.start()
    sender.close()
    run: Figures = receiver.recv()
    child.join()
    return run


def _child(sender: Any, step: Step, arguments: tuple[Any, ...]) -> None:
    """A step prepares and returns a function; only that function is timed."""
    try:
        prepared = step(*arguments)
        before, begun = processor_seconds(), time.perf_counter()
        answer = prepared()
        wall, cpu = time.perf_counter() - begun, processor_seconds() - before
    except Exception as error:  # noqa: BLE001 - the parent says which step failed and why
        sender.send({"error": repr(error)})
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        sender.send({"wall": wall, "cpu": cpu, "peak": peak, "answer": answer})


def processor_seconds() -> float:
    """What this process has taken of the processors so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


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
        return ours / theirs

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
    from tsunagu.strengths.questions.choice import choice
    from tsunagu.strengths.questions.reading import reading
    from tsunagu.strengths.questions.university import university

    opened = reading(Path(home))
    institutions = opened.institutions.values()
    universities = [one for one in institutions if one.country == "JP" and one.sector == "education"]
    usual = choice(opened.edition)

    def seconds(institution: Any) -> float:
        begun = time.perf_counter()
        university(opened, usual, institution)
        return time.perf_counter() - begun

    def run() -> tuple[float, float]:
        times = [seconds(institution) for institution in universities[:63]][3:]
        return statistics.median(times), statistics.quantiles(times, n=20)[-1]

    return run


def peer(name: str, flat: str) -> Callable[[], Any]:
    """Another tool on the flat files."""
    return lambda: [float(value) for value in peers.PEERS[name](Path(flat))]


def bar(goal: str, value: float, limit: float, *, least: bool = False) -> str:
    """A goal's bar, and whether a figure meets it."""
    met = value >= limit if least else value <= limit
    return f"({goal}: at {'least' if least else 'most'} {limit:g}, {'met' if met else 'not met'})"


class Report:
    """The figures of one size, printed as they come."""

    def __init__(self) -> None:
        self.steps: dict[str, Figures] = {}

    def add(
        self,
        name: str,
        floor: str,
        step: Step,
        *arguments: Any,
        repeats: int = REPEATS,
        goal: Callable[[Figures, float], str] = lambda figures, ratio: "",
    ) -> Any:
        """Measure and print a step, with its ratio to the processor time of earlier ones and the bar of its goal.

        Returns its answer.
        """
        figures = self.steps[name] = measured(step, *arguments, repeats=repeats)
        ratio = figures["cpu"] / self.cpu(*floor.split("+")) if floor else 0.0
        beside = f"{ratio:6.1f}x {floor}" if floor else ""
        times = f"wall {figures['wall']:7.2f} s  cpu {figures['cpu']:7.2f} s  peak {figures['peak']:5.2f} GB"
        print(f"  {name:32} {times} {beside:20} {goal(figures, ratio)}".rstrip(), flush=True)
        return figures["answer"]

    def cpu(self, *names: str) -> float:
        """Processor seconds of steps together."""
        return sum(float(self.steps[name]["cpu"]) for name in names)

    def wall(self, *names: str) -> float:
        """Seconds of steps together."""
        return sum(float(self.steps[name]["wall"]) for name in names)


def one_size(works: int) -> Report:
    """All figures of one size."""
    print(f"\n{works:,} works", flush=True)
    flat, home, out = str(corpus(works)), str(HOME / f"store-{works}"), str(HOME / f"out-{works}")
    once = 1 if works > SIZES[0] else REPEATS
    report = Report()
    computing(report, flat, home, out, once)
    questions(report, home)
    draws(report, home)
    by_hand(report, home)
    for name in peers.PEERS:
        report.add(name, "scan flat", peer, name, flat, repeats=once)
    compare(report, works)
    return report


def memory(figures: Figures, _ratio: float) -> str:
    """The bar of the memory that a computation takes."""
    return bar("G5, GB", figures["peak"], 1)


def promptness(figures: Figures, _ratio: float) -> str:
    """The bar of the time that an answer takes."""
    return bar("G3, s of wall", figures["wall"], 0.5)


def computing(report: Report, flat: str, home: str, out: str, repeats: int) -> None:
    """From the flat files to cells, and the floors beneath."""
    report.add("scan flat", "", scan_flat, flat)
    report.add(ENTRY, "scan flat", ingest, flat, home, repeats=1)
    report.add("build", "scan flat", build, home, repeats=1, goal=memory)
    report.add("scan", "", scan, home)
    report.add("write", "", write, home, out)
    report.add(CONTRIBUTE, "scan+write", years, home, out, "contribution", "threshold", repeats=repeats)
    report.add(CELLS, "scan+write", years, home, out, "threshold", "cell", goal=lambda _, ratio: bar("G1", ratio, 6))


def questions(report: Report, home: str) -> None:
    """The question from contributions and from cells, and a university's page."""
    report.add(ANSWER, "scan", question, home, "contribution")
    report.add(WINDOWS, "scan", question, home, "cell", goal=promptness)
    median, late = (seconds * 1000 for seconds in report.add("university pages", "", pages, home, repeats=1))
    print(f"    one page: median {median:.0f} ms, 95th percentile {late:.0f} ms {bar('G3, ms', late, 50)}")


def draws(report: Report, home: str) -> None:
    """Intervals, and papers drawn one by one."""
    drawn = report.add("intervals and one by one", "", intervals_of_japan, home, repeats=1)
    print(
        f"    intervals: {drawn['seconds']:.2f} s for {drawn['groups']:,} groups of {drawn['papers']:,} papers, "
        f"one by one {drawn['seconds one by one']:.1f} s, "
        f"{drawn['ratio']:.1f}x {bar('G4', drawn['ratio'], 20, least=True)}, "
        f"{drawn['ratio for the groups drawn']:.1f}x without groups that need no draw"
    )


def by_hand(report: Report, home: str) -> None:
    """The expressions beside SQL by hand."""
    written = report.add("expressions and SQL by hand", "", beside_sql, home, repeats=1)
    for name in ("cells", "windows"):
        print(f"    {name} by expressions: {written[name]:.2f}x SQL by hand {bar('G7', written[name], 1.1)}")
    first, cached = (written[name] * 1000 for name in ("first", "cached"))
    print(f"    planning both: {first:.0f} ms the first time, {cached:.1f} ms again {bar('G7, ms', cached, 50)}")


def compare(report: Report, works: int) -> None:
    """What the peers take as a multiple of ours, and whether the answers are the same."""
    all_of_ours = report.cpu(ENTRY, CONTRIBUTE, CELLS, WINDOWS)
    for name in peers.PEERS:
        took = report.cpu(name)
        ratio = took / report.cpu(ANSWER)
        met = bar("G2", ratio, LEAST[name], least=True) if name in LEAST else ""
        print(
            f"    {name:20} {ratio:5.1f}x ours from contributions {met:27} "
            f"{took / report.cpu(WINDOWS):5.1f}x from cells, "
            f"{took / all_of_ours:5.2f}x from the same flat files (with all tables kept)"
        )
    tops = {name: report.steps[name]["answer"][-1] for name in peers.PEERS}
    tops["ours"] = report.steps[ANSWER]["answer"][1] / 2**40
    print("    top papers summed:", ", ".join(f"{name} {value:,.3f}" for name, value in tops.items()))
    wall, cpu = (taken(ENTRY, CONTRIBUTE) * 1e6 / works for taken in (report.wall, report.cpu))
    print(
        "    reading in with contributions and thresholds: "
        f"{wall:.2f} s of wall {bar('G9', wall, 1.5)} and {cpu:.2f} s of processor for 1 M works"
    )


def growth(reports: Mapping[int, Report]) -> None:
    """How processor time grows from the smallest to the largest size."""
    first, last = min(reports), max(reports)
    times = last / first
    print(f"\ngrowth of processor time from {first:,} to {last:,} works, {times:g} times as many")
    bars = {ENTRY: 1.0, CONTRIBUTE: 1.0, ANSWER: 0.5}
    for name in reports[first].steps:
        ratio = reports[last].cpu(name) / reports[first].cpu(name)
        met = bar("G6", ratio, bars[name] * times) if name in bars else ""
        print(f"  {name:32} {ratio:6.1f}x {met}".rstrip())


def main() -> None:
    """Measure the sizes asked for, or all three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, action="append", help="a number of works; several are possible")
    sizes = parser.parse_args().works or SIZES
    reports = {works: one_size(works) for works in sizes}
    if len(reports) > 1:
        growth(reports)


if __name__ == "__main__":
    main()
