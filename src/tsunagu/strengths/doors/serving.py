"""What a server does for this room: prepares data to show, and loads what takes seconds before somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from django.conf import settings

from tsunagu.kernel import versions

_FOLDERS = ("domains", "corrections")  # of the store, read when they are asked for


def is_computed() -> bool:
    """Whether there are numbers to show; what was only read in shows none yet."""
    return any((settings.STRENGTHS / "current" / "cell").glob("*.parquet"))


def beside(tell: Callable[[str], object]) -> Iterator[list[str]]:
    """On a site without bibliographic data, the command that prepares some to show."""
    if not is_computed():
        tell("strengths: preparing data to show, half a minute in the background")
        yield ["strengths", "demo", "--store", str(settings.STRENGTHS)]


def warm() -> None:
    """Load the engines, and compute what all pages share."""
    if is_computed():
        from tsunagu.strengths.questions import university
        from tsunagu.strengths.questions.reading import reading

        university.warm(reading(settings.STRENGTHS))


def updated() -> datetime | None:
    """When the store that pages show was put in place; none without data."""
    current = settings.STRENGTHS / "current"
    return datetime.fromtimestamp(current.lstat().st_mtime, UTC) if current.exists() else None


def version() -> str:
    """The state that was computed last, and the files that an administrator lays into the store."""
    store = settings.STRENGTHS
    own = chain.from_iterable((store / folder).glob("*.csv") for folder in _FOLDERS)
    return f"{(store / 'current').resolve()} {versions.of(own)}"


def irreplaceable() -> dict[str, Path]:
    """What people wrote beside the tables; the tables themselves are made again from the bibliographic data."""
    return {f"strengths/{name}": settings.STRENGTHS / name for name in (*_FOLDERS, "names", "schemes")}
