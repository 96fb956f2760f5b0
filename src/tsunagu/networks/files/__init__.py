"""The text files below ``data/networks``: read as types, checked against the bodies and programs that they name."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TypeVar

import msgspec

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.networks.files.shapes import (
    AgreementFile,
    CoordinatorFile,
    CountFile,
    Fact,
    Files,
    LinkFile,
    MeetingFile,
    NetworkFile,
    OfferFile,
    RequirementFile,
    ServiceFile,
    StepFile,
    StrategyFile,
)

__all__ = [
    "AgreementFile",
    "CoordinatorFile",
    "CountFile",
    "Fact",
    "Files",
    "LinkFile",
    "MeetingFile",
    "NetworkFile",
    "OfferFile",
    "RequirementFile",
    "ServiceFile",
    "StepFile",
    "StrategyFile",
    "checksum",
    "named_bodies",
    "problems",
    "read",
]

_Row = TypeVar("_Row")
_FOLDER = "networks"
Keys = Iterable[str]


def read(data: Path) -> Files:
    """Read every file of the room below ``data``. Raises ``Rejected`` with what cannot be read, file by file."""
    reading = _Reading(data / _FOLDER)
    found = Files(
        networks=reading.list_of(NetworkFile, "networks.toml"),
        links=reading.list_of(LinkFile, "links.toml"),
        strategies=reading.list_of(StrategyFile, "strategies.toml"),
        counts=reading.list_of(CountFile, "counts.toml"),
        requirements=reading.list_of(RequirementFile, "requirements.toml"),
    )
    if reading.problems:
        raise Rejected(reading.problems)
    return found


def checksum(data: Path) -> str:
    """What changes with any file of the room; empty where its folder is not there."""
    contents = hashlib.sha256()
    every = sorted((data / _FOLDER).glob("*.toml"))
    for path in every:
        contents.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return contents.hexdigest() if every else ""


def named_bodies(found: Files) -> set[str]:
    """The keys of all bodies that the files name."""
    return set(chain.from_iterable(map(_bodies, found.networks)))


def _bodies(row: NetworkFile) -> Iterator[str]:
    yield row.key
    yield from (one.body for one in row.coordinator if one.body)
    yield from chain.from_iterable(one.parties for one in row.agreement)


def problems(found: Files, bodies: Keys, programs: Keys) -> Iterator[Problem]:
    """What the files name that is not there, or is there twice. bodies, programs: the keys of those that are there."""
    networks = [row.key for row in found.networks]
    yield from _unknown(sorted(named_bodies(found)), bodies, "body", "networks.toml")
    yield from _unknown([row.program for row in found.networks], programs, "program", "networks.toml")
    linked = chain.from_iterable((row.one, row.other) for row in found.links)
    yield from _unknown(linked, networks, "network", "links.toml")
    yield from _twice(networks, "networks.toml")
    yield from _twice([row.key for row in found.counts], "counts.toml")
    yield from _twice([f"{row.kind} {row.key}" for row in found.requirements], "requirements.toml")
    yield from _twice([str(row.number) for row in found.strategies], "strategies.toml")


def _unknown(keys: Keys, known: Keys, what: str, where: str) -> Iterator[Problem]:
    there = set(known)
    for key in dict.fromkeys(keys):
        if key and key not in there:
            yield Problem("unknown", f"there is no {what} {key}", where)


def _twice(keys: Keys, where: str) -> Iterator[Problem]:
    for key, times in Counter(keys).items():
        if times > 1:
            yield Problem("twice", f"{key} is there {times} times", where)


class _Reading:
    """Files read so far, and the problems of those that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def list_of(self, kind: type[_Row], name: str) -> list[_Row]:
        """The records of a TOML file that is one list: ``[[network]]``."""
        try:
            content = (self.folder / name).read_bytes()
            table = msgspec.toml.decode(content, type=dict[str, list[kind]])  # type: ignore[valid-type]
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
            self.problems.append(Problem("file", str(error), where=name))
            return []
        return next(iter(table.values()), [])
