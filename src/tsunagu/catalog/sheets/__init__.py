"""The catalog as spreadsheet, and back: the yearly work of the officer who keeps it current.

``columns`` writes the sheets; ``kernel.spreadsheets.finding`` finds their tables again, ``reader`` turns those of a map
edition into map files, ``lists`` those of documents, programs and eligibility rules into edits of the text files; both
read single cells by ``rows`` and ``references``. ``differences`` sets two editions side by side.
"""

from tsunagu.catalog.sheets.columns import NAMES, holds_edition, holds_lists, in_words, listed, tables
from tsunagu.catalog.sheets.differences import DIFFERENCES, Difference, differences, sentence
from tsunagu.catalog.sheets.lists import ListReader
from tsunagu.catalog.sheets.reader import Reader
from tsunagu.kernel.spreadsheets.rows import together

__all__ = [
    "DIFFERENCES",
    "NAMES",
    "Difference",
    "ListReader",
    "Reader",
    "differences",
    "holds_edition",
    "holds_lists",
    "in_words",
    "listed",
    "sentence",
    "tables",
    "together",
]
