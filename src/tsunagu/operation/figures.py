"""Figures for monitoring, in the text format of Prometheus, added up over the processes of a site."""

from __future__ import annotations

import os
from pathlib import Path

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


def text() -> bytes:
    """The figures of all processes."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest, multiprocess

    if not os.environ.get(FOLDER):
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
