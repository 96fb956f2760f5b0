"""The everyday suite stays quick: what each test takes of the processor is counted, and one that takes too much fails.

Processor time is that of this process and of the processes a test started and waited for. On a busy machine it grows
by half or doubles, where time by the clock grows tenfold; the limit leaves room for that.
"""

from __future__ import annotations

import gc
import resource
from collections.abc import Iterator

import pytest

LIMIT = 8.0  # seconds; what is imported at a test's first use counts, too
NEAR = LIMIT / 4
_SPENT = "processor seconds"


def spent() -> float:
    """Seconds of the processor that this process and its ended children have had."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def pytest_collection_finish() -> None:
    """What was imported for the tests stays until the end: no collection of garbage needs to walk through it again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Count what a test takes, and fail an everyday one that takes more than the limit."""
    before = spent()
    result = yield
    seconds = spent() - before
    item.user_properties.append((_SPENT, seconds))
    if seconds > LIMIT and item.get_closest_marker("long") is None:
        pytest.fail(
            f"This everyday test took {seconds:.1f} s of the processor; {LIMIT:.0f} s is the most. Make it faster, "
            "or mark it long (@pytest.mark.long) and leave a quick one of its kind for every day.",
            pytrace=False,
        )
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that come near the limit."""
    reports = terminalreporter.stats.get("passed", [])
    costs = [(seconds, report.nodeid) for report in reports for seconds in _seconds(report)]
    terminalreporter.write_line(f"Processor time within tests: {sum(seconds for seconds, _ in costs):.0f} s")
    for seconds, name in sorted(costs, reverse=True):
        if seconds > NEAR:
            terminalreporter.write_line(f"{seconds:6.1f} s  {name}")


def _seconds(report: pytest.TestReport) -> list[float]:
    return [value for name, value in report.user_properties if name == _SPENT]
