"""Reference data as dated text files, shipped with the package. ``SOURCES.md`` says where each fact is from."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a packaged CSV file, such as ``worktime.csv``, as texts by column."""
    text = (files(__name__) / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text, newline=""), strict=True))
