"""The file of the book, made once for a version of the data."""

from __future__ import annotations

import threading

from tsunagu.catalog.book.contents import paper
from tsunagu.kernel import papers
from tsunagu.kernel.labels import language
from tsunagu.kernel.remembering import remembered

_making = threading.Lock()


def file() -> bytes:
    """The book as PDF, in the reader's language. Of several who ask at once the others wait for the first one's.

    Raises ``papers.NoFont``, ``papers.Busy`` and ``papers.Failed``.
    """
    with _making:
        return _file()


@remembered(language)
def _file() -> bytes:
    return papers.made(paper())
