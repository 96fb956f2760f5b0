"""Measuring a step in a process of its own, so that its processor time and its peak of memory are its own."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from typing import Any

Step = Callable[..., Callable[[], Any]]  # prepares what is then timed
Figures = dict[str, Any]
REPEATS = 3


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
