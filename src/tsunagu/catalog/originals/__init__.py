"""原本: the documents themselves, where an operator attached them: kept under ``var/sources``, read and drawn once.

``matching`` finds printed words in a text, ``reading`` takes a file apart, ``store`` keeps what came out.
"""

from tsunagu.catalog.originals.matching import Span, found, holds, pieces
from tsunagu.catalog.originals.reading import USUAL_SECONDS
from tsunagu.catalog.originals.store import Box, Original, Page, attached, is_attached, remove, version, write

__all__ = [
    "USUAL_SECONDS",
    "Box",
    "Original",
    "Page",
    "Span",
    "attached",
    "found",
    "holds",
    "is_attached",
    "pieces",
    "remove",
    "version",
    "write",
]
