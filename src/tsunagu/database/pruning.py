"""What a folder of backups need not hold any more: base backups before the newest ones, and the log before these."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from tsunagu.database import vault
from tsunagu.database.segments import Segment
from tsunagu.database.vault import Base, Log

_GONE = ".gone-"  # begins the name of what is being removed


@dataclass(frozen=True, slots=True)
class Superseded:
    """Base backups, oldest first, and files of the log that only they need."""

    bases: tuple[Path, ...]
    log: tuple[Path, ...]

    @property
    def bytes(self) -> int:
        """How much of the disk they take."""
        files = chain(self.log, *(home.iterdir() for home in self.bases))
        return sum(file.stat().st_size for file in files)


def superseded(folder: Path, keep: int) -> Superseded:
    """What is older than the newest base backups. keep: how many of them stay, at least one."""
    if keep < 1:
        raise ValueError("the newest backup stays")
    found = vault.bases(folder)
    newest_first = sorted(found, key=lambda home: found[home].instant, reverse=True)
    old = tuple(reversed(newest_first[keep:]))
    kept = {home: found[home] for home in newest_first[:keep]}
    systems = sorted({found[home].system for home in old})
    needless = chain.from_iterable(_needless(Log(folder, system), system, kept) for system in systems)
    return Superseded(old, tuple(needless))


def _needless(log: Log, system: str, kept: Mapping[Path, Base]) -> Iterator[Path]:
    """The segments before those that the oldest kept backup of a cluster begins with; without one, all of its log."""
    ends = [base.end for base in kept.values() if base.system == system]
    for segment, file in sorted(log.files().items(), key=lambda pair: (pair[0].timeline, pair[0].number)):
        if all(_is_before(segment, end) for end in ends):
            yield file


def _is_before(segment: Segment, end: Segment) -> bool:
    """Whether a segment lies before this one; what a later timeline left behind on an earlier one stays."""
    return segment.timeline <= end.timeline and segment.number < end.number


def remove(folder: Path, what: Superseded) -> None:
    """Remove it, base backups first; one that is cut off is removed whole the next time."""
    with vault.alone(folder):
        for home in what.bases:
            home.rename(home.with_name(f"{_GONE}{home.name}"))
        for left in folder.glob(f"{_GONE}*"):
            shutil.rmtree(left)
        for file in what.log:
            file.unlink(missing_ok=True)
