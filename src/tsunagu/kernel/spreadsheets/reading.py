"""A file given to the reading process, and its sheets taken back within bounds."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from tsunagu.kernel.problems import Problem, Rejected, Unavailable
from tsunagu.kernel.spreadsheets import frames
from tsunagu.kernel.spreadsheets.bounds import Bounds, Refused
from tsunagu.kernel.spreadsheets.cells import Flawed

Sheets = Mapping[str, list[list[str]]]

_TABLES = Bounds()
_PATIENCE = 2  # seconds to wait while another file is read
_turn = threading.BoundedSemaphore()
_INHERITED = ("PATH", "PYTHONPATH")  # of the environment; what else stands there is no business of a file's reader
_STOPPED = {  # by which signal, and what that says of the file
    -signal.SIGABRT: "bomb",  # no more memory
    -signal.SIGKILL: "too_slow",
    -signal.SIGXCPU: "too_slow",
}


class Busy(Unavailable):
    """Another file is being read; of a server process each reads one at a time."""


def read(path: Path, bounds: Bounds = _TABLES) -> Sheets:
    """All sheets of an XLSX file, or one CSV file, or the CSV files of a folder (a sheet each), as texts row by row.

    Raises ``Rejected`` with what is wrong and what to do.
    """
    if path.is_dir():
        return {file.stem: _only_sheet(file, bounds) for file in sorted(path.iterdir()) if _is_csv(file.name)}
    if not path.exists():
        raise _refusal(Refused("no_file"), path.name, bounds)
    with path.open("rb") as file:
        return read_sent(file.read(bounds.file + 1), path.name, bounds)


def read_sent(content: bytes, name: str, bounds: Bounds) -> Sheets:
    """The sheets of a file that was sent under a name. Raises ``Rejected``, and ``Busy`` where one has to wait."""
    kind = "csv" if _is_csv(name) else "xlsx"
    try:
        if len(content) > bounds.file:
            raise Refused("too_large")
        with _one_at_a_time():
            return _sheets(content, kind, Path(name).stem, bounds)
    except Refused as refused:
        refused.code = f"not_{kind}" if refused.code == "unreadable" else refused.code
        raise _refusal(refused, name, bounds) from refused


def _only_sheet(file: Path, bounds: Bounds) -> list[list[str]]:
    [sheet] = read(file, bounds).values()
    return sheet


def _is_csv(name: str) -> bool:
    return name.lower().endswith(".csv")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _turn.acquire(timeout=_PATIENCE):
        raise Busy("another spreadsheet is being read")
    try:
        yield
    finally:
        _turn.release()


def _sheets(content: bytes, kind: str, stem: str, bounds: Bounds) -> Sheets:
    """The sheets as the reading process says them; the one of a CSV file bears the file's name."""
    rows: list[list[str]] = []
    sheets: dict[str, list[list[str]]] = {stem: rows} if kind == "csv" else {}
    with contextlib.closing(_said(content, kind, bounds)) as messages:
        for message in messages:
            if isinstance(message, dict):
                raise Refused(message["code"], message["where"])
            if isinstance(message, str):
                rows = sheets.setdefault(message, [])
            elif isinstance(message, list):
                rows.append(list(map(_cell, message)))
    return sheets


def _cell(cell: frames.Cell) -> str:
    return cell if isinstance(cell, str) else Flawed(*cell)


def _said(content: bytes, kind: str, bounds: Bounds) -> Generator[frames.Message]:
    """What the reading process says. Raises ``Refused`` where it was stopped."""
    command = [sys.executable, "-P", "-m", "tsunagu.kernel.spreadsheets.child", kind, json.dumps(asdict(bounds))]
    environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        clock = threading.Timer(bounds.seconds, process.kill)
        clock.start()
        try:
            for message in _conversation(process, content, bounds):
                if message is None:
                    return
                yield message
            raise Refused(_STOPPED.get(process.wait(), "unreadable"))
        finally:
            clock.cancel()
            process.kill()


def _conversation(process: subprocess.Popen[bytes], content: bytes, bounds: Bounds) -> Iterator[frames.Message]:
    if process.stdin is None or process.stdout is None:
        return
    with contextlib.suppress(BrokenPipeError), process.stdin:
        process.stdin.write(content)
    yield from frames.read(process.stdout, bounds.answer)


def _refusal(refused: Refused, name: str, bounds: Bounds) -> Rejected:
    message = _MESSAGES[refused.code].format(size=_size(bounds.file), rows=bounds.rows)
    return Rejected([Problem(refused.code, message, where=f"{name} {refused.where}".strip())])


def _size(count: int) -> str:
    return f"{count // 2**20} MB" if count >= 2**20 else f"{count // 1000} kB"


_MESSAGES = {
    "no_file": "there is no such file",
    "too_large": "the file is larger than {size}; keep only the sheets that are needed",
    "encoding": "the file is neither UTF-8 nor Shift_JIS; save it as CSV UTF-8",
    "not_text": "the file is not a CSV file; save it as .xlsx or CSV UTF-8",
    "not_csv": "the file is not a readable CSV file, since a quotation mark in it is not closed; save it as .xlsx",
    "xlsx_as_csv": "the file is an Excel file that is called .csv; call it .xlsx",
    "not_xlsx": "the file cannot be read as an Excel file (.xlsx); save it again as .xlsx or CSV UTF-8",
    "locked": "the file is protected by a password, or an old .xls; take the password off and save it as .xlsx",
    "bomb": "the file unpacks to far more than such a table needs and was not opened; copy its cells into a new file",
    "too_slow": "the file takes too long to read; copy its cells as values into a new file",
    "too_many_rows": "the sheet has more than {rows:,} rows",
    "too_much": "the file holds more columns or text than such a table needs; copy the table alone into a new file",
    "far_cell": "the used range is huge, since a value stands far from the table; delete its row and its column",
}
