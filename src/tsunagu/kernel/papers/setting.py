"""A paper given to the process that sets it, and its file taken back within bounds."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tsunagu.kernel.papers import fonts
from tsunagu.kernel.papers.bounds import Bounds
from tsunagu.kernel.problems import Unavailable

HOUSE = Path(__file__).with_name("house.typ")
_BOUNDS = Bounds()
_PATIENCE = 30  # seconds to wait while another paper is set
_turn = threading.BoundedSemaphore()
_INHERITED = ("PATH", "PYTHONPATH")  # of the environment; what else stands there is no business of a template


class Busy(Unavailable):
    """Another paper is being set; each process sets one at a time."""


class Failed(Exception):
    """A paper could not be set, or took more than it may: a mistake in a template, or far too much to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is set. template: a file of typst, which finds ``data``, and what ``house.typ`` gives every paper.

    title, language: of the file, for those who list or read it aloud. day: of what it shows; never the day of today,
    so that the same data are the same file.
    """

    template: Path
    title: str
    language: str
    day: date
    data: Mapping[str, Any]


def made(paper: Paper, bounds: Bounds = _BOUNDS) -> bytes:
    """The paper as PDF. Raises ``NoFont``, ``Busy`` and ``Failed``."""
    asked = json.dumps(_asked(paper, bounds), ensure_ascii=False).encode()
    with _one_at_a_time():
        return _set(asked, bounds)


def _asked(paper: Paper, bounds: Bounds) -> dict[str, Any]:
    data = {"title": paper.title, "language": paper.language, **paper.data}
    return {
        "source": f"{HOUSE.read_text()}\n{paper.template.read_text()}",
        "data": json.dumps(data, ensure_ascii=False),
        "font": str(fonts.font()),
        "timestamp": int(datetime(*paper.day.timetuple()[:3], tzinfo=UTC).timestamp()),
        "bounds": asdict(bounds),
    }


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _turn.acquire(timeout=_PATIENCE):
        raise Busy("another PDF is being made")
    try:
        yield
    finally:
        _turn.release()


def _set(asked: bytes, bounds: Bounds) -> bytes:
    command = [sys.executable, "-P", "-m", "tsunagu.kernel.papers.child"]
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    try:
        done = subprocess.run(
            command, input=asked, capture_output=True, env=environment, timeout=bounds.seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"a PDF took longer than {bounds.seconds} seconds") from None
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip()
        raise Failed(f"a PDF could not be made ({done.returncode}): {said or 'it took more than it may'}")
    return done.stdout
