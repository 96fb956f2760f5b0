"""What the library of strengths costs.

`make bench` prints everything, as times and as ratios to a floor measured in the same run.

Every step runs in a process of its own, so that its processor time and its peak of memory are its own; of three repeats
the median is printed. Where a goal has a bar (G1 to G9), the bar stands beside the figure with whether it is met; G3
and G5 are meant for 10 M works, G2 for 5 M. Corpora are synthetic (no statement about anybody) and made once under
var/bench. `make bench ARGS="--works 1000000"` measures one size.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks import peers, steps
from benchmarks.timing import REPEATS, Figures, Step, measured

SIZES = (1_000_000, 5_000_000, 10_000_000)
ENTRY, CONTRIBUTE, CELLS, ANSWER, WINDOWS = (
    "ingest",
    "contributions and thresholds",
    "thresholds and cells",
    "the question",
    "windows from cells",
)
LEAST = {"naive SQL in DuckDB": 4, "pandas": 6}  # G2: how many times ours they must take


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
    flat, home, out = str(steps.corpus(works)), str(steps.HOME / f"store-{works}"), str(steps.HOME / f"out-{works}")
    once = 1 if works > SIZES[0] else REPEATS
    report = Report()
    computing(report, flat, home, out, once)
    questions(report, home)
    draws(report, home)
    by_hand(report, home)
    for name in peers.PEERS:
        report.add(name, "scan flat", steps.peer, name, flat, repeats=once)
    compare(report, works)
    return report


def memory(figures: Figures, _ratio: float) -> str:
    """The bar of the memory that a computation takes."""
    return bar("G5, GB", figures["peak"], 1)


def thrift(_figures: Figures, ratio: float) -> str:
    """The bar of cells over reading and writing."""
    return bar("G1", ratio, 6)


def promptness(figures: Figures, _ratio: float) -> str:
    """The bar of the time that an answer takes."""
    return bar("G3, s of wall", figures["wall"], 0.5)


def computing(report: Report, flat: str, home: str, out: str, repeats: int) -> None:
    """From the flat files to cells, and the floors beneath."""
    report.add("scan flat", "", steps.scan_flat, flat)
    report.add(ENTRY, "scan flat", steps.ingest, flat, home, repeats=1)
    report.add("build", "scan flat", steps.build, home, repeats=1, goal=memory)
    report.add("scan", "", steps.scan, home)
    report.add("write", "", steps.write, home, out)
    report.add(CONTRIBUTE, "scan+write", steps.years, home, out, "contribution", "threshold", repeats=repeats)
    report.add(CELLS, "scan+write", steps.years, home, out, "threshold", "cell", goal=thrift)


def questions(report: Report, home: str) -> None:
    """The question from contributions and from cells, and a university's page."""
    report.add(ANSWER, "scan", steps.question, home, "contribution")
    report.add(WINDOWS, "scan", steps.question, home, "cell", goal=promptness)
    median, late = (seconds * 1000 for seconds in report.add("university pages", "", steps.pages, home, repeats=1))
    print(f"    one page: median {median:.0f} ms, 95th percentile {late:.0f} ms {bar('G3, ms', late, 50)}")


def draws(report: Report, home: str) -> None:
    """Intervals, and papers drawn one by one."""
    drawn = report.add("intervals and one by one", "", steps.intervals_of_japan, home, repeats=1)
    print(
        f"    intervals: {drawn['seconds']:.2f} s for {drawn['groups']:,} groups of {drawn['papers']:,} papers, "
        f"one by one {drawn['seconds one by one']:.1f} s, "
        f"{drawn['ratio']:.1f}x {bar('G4', drawn['ratio'], 20, least=True)}, "
        f"{drawn['ratio for the groups drawn']:.1f}x without groups that need no draw"
    )


def by_hand(report: Report, home: str) -> None:
    """The expressions beside SQL by hand."""
    written = report.add("expressions and SQL by hand", "", steps.beside_sql, home, repeats=1)
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
