"""Attach a document's own file, so that citations open its pages, and take it back."""

from __future__ import annotations

from pathlib import Path

from tsunagu.catalog import originals
from tsunagu.catalog.models import Document
from tsunagu.catalog.originals import Original
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.spreadsheets.rows import suggestion


def attach(*, document: str, file: Path, seconds: int = originals.USUAL_SECONDS) -> Original:
    """Keep the file, read and drawn, under ``var/``. Raises ``Rejected``; then nothing is changed.

    seconds: to draw all pages of a PDF.
    """
    _known(document)
    return originals.write(document, file, seconds)


def detach(*, document: str) -> None:
    """Take back what was attached. Raises ``Rejected`` where nothing was."""
    _known(document)
    if not originals.remove(document):
        raise Rejected([Problem("not_attached", "nothing is attached to this document", where=document)])


def _known(key: str) -> None:
    keys = list(Document.objects.values_list("key", flat=True))
    if key not in keys:
        message = f"there is no document {key!r}{suggestion(key, keys)}; `tsunagu sources` lists them"
        raise Rejected([Problem("unknown_document", message)])
