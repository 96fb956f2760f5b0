"""How many pages a second, and where it ends: ``python -m tests.stress.load``.

A site is started on this machine over the data of TSUNAGU_VAR, or one that runs is asked with --address and --pid. Each
row is bounded in time. The client runs on the same processors; read the processor time a request, not the rate alone,
and on a machine that does other things compare rows of one run with each other.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import resource
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.stress import asking
from tests.stress.asking import Counted, readers
from tests.stress.sites import TOOL, free_port

_TICKS = os.sysconf("SC_CLK_TCK")
HEAD = (
    f"{'':34} {'together':>8} {'200/s':>8} {'200':>7} {'503':>7} {'other':>6} {'lost':>5} "
    f"{'p50 ms':>8} {'p95 ms':>8} {'CPU ms':>7}"
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", help="of a site that runs, with --pid of its first process")
    parser.add_argument("--pid", type=int)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each row")
    chosen = parser.parse_args()
    if chosen.address:
        _measure(chosen.address.rstrip("/"), chosen.pid, chosen.seconds)
        return
    with site() as (address, pid):
        _measure(address, pid, chosen.seconds)


def _measure(address: str, pid: int, seconds: float) -> None:
    """Every row, the gentle ones first."""
    stamp = f"{time.time_ns() // 1_000_000:x}"
    asked, unasked = asking.in_turn(asking.PAGES), asking.new(asking.PAGES, stamp)
    asyncio.run(readers(address, asked, together=2, seconds=1))
    for path in asking.PAGES * 2:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address + path, timeout=30).close()
    print(HEAD)
    for together in (1, 4, 16, 64):
        _row("asked before", address, pid, asked, together, seconds)
    for together in (1, 2, 4, 8):
        _row("new", address, pid, unasked, together, seconds)
    for together in (4, 16):
        _row("mixed, one in ten new", address, pid, asking.mixed(asked, unasked), together, seconds)
    asyncio.run(_storm(address, pid, stamp, seconds))
    print(f"processor time of the client: {resource.getrusage(resource.RUSAGE_SELF).ru_utime:.1f} s")


def _row(name: str, address: str, pid: int, paths: Callable[[], str], together: int, seconds: float) -> None:
    before = _processor_time(pid)
    counted = asyncio.run(readers(address, paths, together=together, seconds=seconds))
    _print(name, together, counted, _processor_time(pid) - before)


async def _storm(address: str, pid: int, stamp: str, seconds: float) -> None:
    """Two hundred who ask different questions, and beside them some who read what others read, and one who watches."""
    before = _processor_time(pid)
    storm, honest, watching = await asyncio.gather(
        readers(address, asking.different_questions(stamp), together=200, seconds=seconds),
        readers(address, asking.in_turn(asking.PAGES), together=4, seconds=seconds, pause=0.05),
        readers(address, lambda: "/api/v1/health", together=1, seconds=seconds, pause=0.05),
    )
    spent = _processor_time(pid) - before
    _print("storm of different questions", 200, storm, spent)
    _print("  beside it: pages asked before", 4, honest, None)
    _print("  beside it: health", 1, watching, None)


def _print(name: str, together: int, counted: Counted, spent: float | None) -> None:
    ok, full = counted.statuses[200], counted.statuses[503]
    other = counted.answers - ok - full
    cost = "" if spent is None else f"{spent * 1000 / max(counted.answers, 1):7.2f}"
    print(
        f"{name:34} {together:8} {counted.rate:8.1f} {ok:7} {full:7} {other:6} {counted.lost:5} "
        f"{counted.within(0.5):8.1f} {counted.within(0.95):8.1f} {cost:>7}",
        flush=True,
    )


# Processes ------------------------------------------------------------------------------------------------------------


def _processor_time(pid: int) -> float:
    """Seconds that a process and all that it started have computed."""
    return sum(_own_time(one) for one in _family(pid))


def _own_time(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _family(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from _family(int(child))


@contextlib.contextmanager
def site() -> Iterator[tuple[str, int]]:
    """A site over the data of the environment, and its first process."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([*TOOL, "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        _wait(address)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/api/v1/health", timeout=5).close()
            return
        time.sleep(0.1)
    raise SystemExit("the site does not answer")


if __name__ == "__main__":
    main()
