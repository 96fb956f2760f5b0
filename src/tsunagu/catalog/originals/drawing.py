"""A PDF read and drawn page by page, in a process of its own: ``python -m tsunagu.catalog.originals.drawing``.

It is given the file, the folder for the pages and the seconds for all of them, and ends with ``refused: `` and the
reason where it may not go on. A page that takes too long ends it at once, also within the library that draws.
"""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

Corners = Callable[[float, float], tuple[int, int]]  # a place on the page as pixels of its picture

MAX_PAGES = 600
MAX_LETTERS = 30_000  # of one page
MAX_MEMORY = 2**28
MAX_FILE = 20 * 2**20  # bytes of a picture, far more than one takes
MAX_FILES = 32  # open at a time
PAGE_SECONDS = 5  # to open the file, and for each page
_WIDTH = 1400  # of a picture, in pixels
_TALLEST = 4 * _WIDTH  # a page longer than this is drawn smaller
_QUALITY = 80
_SURROGATES = range(0xD800, 0xE000)


def draw(path: str, folder: Path, seconds: int) -> None:
    """Read and draw one PDF under limits."""
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit of memory but does not take it
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE, MAX_FILE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MAX_FILES, MAX_FILES))
    _begin_page()
    document = pypdfium2.PdfDocument(path)
    if not 0 < len(document) <= MAX_PAGES:
        sys.exit(f"refused: the file has {len(document):,} pages, more than {MAX_PAGES}; attach the part that is cited")
    for number, page in enumerate(document, start=1):
        _begin_page()
        drawn = _draw(page)
        read = _read(_letters(page, number), drawn.get_posconv(page).to_bitmap)
        read |= {"width": drawn.width, "height": drawn.height}
        (folder / f"{number}.json").write_text(json.dumps(read, ensure_ascii=False))
        drawn.to_pil().save(folder / f"{number}.webp", quality=_QUALITY)


def _begin_page() -> None:
    """The process is ended by ``SIGALRM`` unless the next page begins in time."""
    signal.setitimer(signal.ITIMER_REAL, PAGE_SECONDS)


def _draw(page: Any) -> Any:
    width, height = page.get_size()
    return page.render(scale=min(_WIDTH / width, _TALLEST / height))


def _letters(page: Any, number: int) -> Any:
    """The letters of a page, if they are not too many."""
    letters = page.get_textpage()
    if letters.count_chars() > MAX_LETTERS:
        sys.exit(f"refused: page {number} holds more than {MAX_LETTERS:,} letters; attach the part that is cited")
    return letters


def _read(letters: Any, on_picture: Corners) -> dict[str, Any]:
    """The text of a page and the box of each of its letters.

    There is one letter for each place, also where the file names none, so that text and boxes stay side by side.
    """
    places = range(letters.count_chars())
    text = "".join(_letter(raw.FPDFText_GetUnicode(letters, place)) for place in places)
    return {"text": text, "boxes": [_box(letters.get_charbox(place), on_picture) for place in places]}


def _letter(code: int) -> str:
    return chr(code) if 0 < code < _SURROGATES.start or _SURROGATES.stop <= code <= sys.maxunicode else "\ufffd"


def _box(box: tuple[float, float, float, float], on_picture: Corners) -> list[int]:
    """Left, top, right and bottom of a letter in pixels of the picture, however the page is turned."""
    across, down = zip(on_picture(*box[:2]), on_picture(*box[2:]), strict=True)
    return [min(across), min(down), max(across), max(down)]


if __name__ == "__main__":
    draw(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
