"""A document's file taken apart into pages: their text, where each letter stands, and a picture.

A PDF is read and drawn by another process under limits of memory and time (``originals.drawing``), so that a broken
file, or one made to explode, takes nothing down and the site itself never opens one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.text import decoded

MAX_FILE = 60 * 2**20
MAX_TEXT = 10 * 2**20
USUAL_SECONDS = 600
_HEAD = 1024  # bytes in which a PDF says that it is one


def kind_of(path: Path) -> str:
    """``pdf`` or ``text``. Raises ``Rejected`` where a file is neither, or too large."""
    if not path.is_file():
        raise refuse("no_file", "there is no such file", path)
    with path.open("rb") as file:
        is_pdf = b"%PDF-" in file.read(_HEAD)
    most = MAX_FILE if is_pdf else MAX_TEXT
    if path.stat().st_size > most:
        raise refuse("too_large", f"the file is larger than {most // 2**20} MB; attach the part that is cited", path)
    return "pdf" if is_pdf else "text"


def take_apart(
    path: Path,
    kind: str,
    folder: Path,
    seconds: int,
) -> int:
    """Write the pages of a file into ``folder``, one JSON file each and for a PDF a picture, and count them.

    seconds: for all pages of a PDF. Raises ``Rejected``.
    """
    folder.mkdir()
    if kind == "pdf":
        _in_another_process(path, folder, seconds)
    else:
        for number, text in enumerate(_decoded(path).split("\f"), start=1):
            _write_page(folder, number, {"text": text})
    return len(list(folder.glob("*.json")))


def refuse(code: str, message: str, path: Path) -> Rejected:
    """The refusal of one file."""
    return Rejected([Problem(code, message, where=path.name)])


def _decoded(path: Path) -> str:
    text = decoded(path.read_bytes()) or ""
    if not text.strip() or "\0" in text:
        raise refuse("not_text", "the file is neither a PDF nor a text; save it as a PDF or as a text in UTF-8", path)
    return text


def _write_page(folder: Path, number: int, page: dict[str, Any]) -> None:
    (folder / f"{number}.json").write_text(json.dumps(page, ensure_ascii=False))


def _in_another_process(path: Path, folder: Path, seconds: int) -> None:
    command = [sys.executable, "-m", "tsunagu.catalog.originals.drawing", str(path), str(folder), str(seconds)]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise refuse("too_slow", _TOO_SLOW.format(seconds=seconds), path) from error
    if result.returncode < 0:  # stopped by its limits
        raise refuse("too_slow", _TOO_MUCH.format(page=_drawn(folder) + 1), path)
    if result.returncode:
        _, refused, reason = result.stderr.strip().rpartition("refused: ")
        raise refuse("not_pdf", reason if refused else _BROKEN, path)


def _drawn(folder: Path) -> int:
    return len(list(folder.glob("*.webp")))


_TOO_SLOW = "the file takes more than {seconds} seconds to draw; attach the part that is cited, or give more --seconds"
_TOO_MUCH = "page {page} takes too much time or memory to draw; attach the part that is cited"
_BROKEN = "the file cannot be read as a PDF; open it in a viewer and save it again, without a password"
