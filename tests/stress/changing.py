"""Honest and hostile files changed at random, and read in processes that are forked for each, under the same limits."""

from __future__ import annotations

import io
import os
import random
import resource
import signal
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.stress import hostile
from tsunagu.kernel.spreadsheets import Bounds, child, frames

_SMALL = 50_000  # bytes of a file that is worth changing
_TOKENS = (b"<", b">", b"&", b"\0", b'"', b"]]>", b"<!DOCTYPE a>", b"1e308", b"-1", b"XFD1048576", b"\x1b$B")
_STOPS = {signal.SIGXCPU, signal.SIGKILL, signal.SIGALRM, signal.SIGABRT}  # by a limit


@dataclass
class Found:
    """What the changed files did. memory, seconds: the most of one. broken: those that no limit ended."""

    outcomes: Counter[str] = field(default_factory=Counter)
    memory: int = 0
    seconds: float = 0.0
    broken: list[bytes] = field(default_factory=list)


def change(seconds: float, seed: int, bounds: Bounds) -> Found:
    """Change and read files for so long."""
    chance = random.Random(seed)
    seeds = {name: content for name, make in hostile.MAKERS.items() if len(content := make(4 * _SMALL)) <= _SMALL}
    seeds |= {"honest.xlsx": hostile.honest(), "honest.csv": '地図,名前\r\nmaas,"地域,の足"\r\n'.encode()}
    found, until = Found(), time.monotonic() + seconds
    while time.monotonic() < until:
        name, content = chance.choice(list(seeds.items()))
        kind = name.rpartition(".")[2]
        _read(changed(content, kind, chance), kind, bounds, found)
    return found


def changed(content: bytes, kind: str, chance: random.Random) -> bytes:
    """A file with a few changes; of an archive mostly inside one of its entries, so that it still opens."""
    if kind == "xlsx" and chance.random() < 0.8:
        try:
            return _changed_inside(content, chance)
        except (zipfile.BadZipFile, OSError, ValueError):
            pass
    return _mixed(content, chance)


def _changed_inside(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(entries))
    entries[name] = _mixed(entries[name], chance)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, entry in entries.items():
            archive.writestr(name, entry)
    return out.getvalue()


def _mixed(content: bytes, chance: random.Random) -> bytes:
    mixed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        start, end = sorted(chance.randrange(len(mixed) + 1) for _ in range(2))
        end = min(end, start + chance.choice((1, 4, 30, 400)))
        kind = chance.randrange(5)
        if kind == 0:
            mixed[start:end] = chance.randbytes(end - start)
        elif kind == 1:
            del mixed[start:end]
        elif kind == 2:
            mixed[start:start] = bytes(mixed[start:end]) * chance.choice((1, 10, 1000))
        elif kind == 3:
            mixed[start:start] = chance.choice(_TOKENS)
        else:
            mixed[start:end] = chance.choice(_TOKENS)
        del mixed[20 * _SMALL :]
    return bytes(mixed)


def _read(content: bytes, kind: str, bounds: Bounds, found: Found) -> None:
    began = time.monotonic()
    if not (process := os.fork()):
        _in_the_child(content, kind, bounds)
    _, status, usage = os.wait4(process, 0)
    found.memory = max(found.memory, usage.ru_maxrss * 1024)
    found.seconds = max(found.seconds, time.monotonic() - began)
    code = os.waitstatus_to_exitcode(status)
    found.outcomes[_OUTCOMES.get(code, signal.Signals(-code).name if code < 0 else "unreadable")] += 1
    if code < 0 and -code not in _STOPS:
        found.broken.append(content)


_OUTCOMES = {0: "read", 1: "refused"}


def _in_the_child(content: bytes, kind: str, bounds: Bounds) -> None:
    code = 2
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        signal.alarm(bounds.seconds)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        child.limit(bounds)
        with Path(os.devnull).open("wb") as nowhere:
            for message in child.messages(content, kind, bounds):
                frames.write(nowhere, message)
                code = 1 if isinstance(message, dict) else 0
    except BaseException:  # noqa: BLE001  as the process that reads would end: with a code
        code = 2
    finally:
        os._exit(code)
