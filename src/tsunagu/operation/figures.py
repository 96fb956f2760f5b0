"""Figures for monitoring, in the text format of Prometheus, added up over the processes of a site."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import Metric

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
TYPE = "text/plain; version=0.0.4; charset=utf-8"


def collect_in(folder: Path) -> None:
    """Have this process and its children write their figures into an empty folder.

    Before anything imports ``prometheus_client``, which looks at the environment once.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.db"):
        left.unlink()
    os.environ[FOLDER] = str(folder)


def text(measured: Mapping[str, tuple[str, float]]) -> bytes:
    """The figures of all processes, and those that were measured for this answer: by name what each means, and is."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess

    registry = CollectorRegistry()
    registry.register(_Measured(measured))
    if not os.environ.get(FOLDER):
        return generate_latest(REGISTRY) + generate_latest(registry)
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class _Measured:
    """What was measured, as ``prometheus_client`` collects it."""

    def __init__(self, measured: Mapping[str, tuple[str, float]]) -> None:
        self.measured = measured

    def collect(self) -> Iterator[Metric]:
        """A gauge for each."""
        from prometheus_client.core import GaugeMetricFamily

        for name, (meaning, value) in self.measured.items():
            yield GaugeMetricFamily(name, meaning, value=value)


class Restarts:
    """Counts how often each process was started again. names: those that are counted from nought on."""

    def __init__(self, names: Iterable[str]) -> None:
        from prometheus_client import Counter

        self._counter = Counter("tsunagu_restarts", "How often a process was started again", ["process"])
        for name in names:
            self._counter.labels(name)

    def count(self, name: str) -> None:
        """One more."""
        self._counter.labels(name).inc()
