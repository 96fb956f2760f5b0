"""CSV: decoded, parted at what stands between its cells, and counted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from tsunagu.kernel.quotes import unquoted
from tsunagu.kernel.spreadsheets.bounds import Bounds, Refused, Tally
from tsunagu.kernel.text import decoded

_ARCHIVE = b"PK\x03\x04"  # how an XLSX file begins


def rows(content: bytes, bounds: Bounds) -> Iterator[list[str]]:
    """The rows of a CSV file. Raises ``Refused``."""
    if content.startswith(_ARCHIVE):
        raise Refused("xlsx_as_csv")
    text = decoded(content)
    if text is None:
        raise Refused("encoding")
    if "\0" in text:
        raise Refused("not_text")
    tally = Tally(bounds)
    before = csv.field_size_limit(bounds.file)  # the tally says more exactly what is too much
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text)):
            tally.take(row)
            yield list(map(unquoted, row))
    except csv.Error as error:
        raise Refused("not_csv") from error
    finally:
        csv.field_size_limit(before)


def _delimiter(text: str) -> str:
    """What stands between the headings: a comma, or what some programs write in its place."""
    headings = text.partition("\n")[0]
    return max(",;\t", key=headings.count)
