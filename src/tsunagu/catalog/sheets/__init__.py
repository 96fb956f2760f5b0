"""A map edition as spreadsheet, and back: the yearly work of the officer who keeps the maps current.

``columns`` writes the sheets; ``finding`` finds their tables again, ``reader`` turns them into map files, ``rows``
reads single cells for it; ``differences`` sets two editions side by side.
"""

from tsunagu.catalog.sheets.columns import NAMES, in_words, tables
from tsunagu.catalog.sheets.differences import DIFFERENCES, Difference, differences, sentence
from tsunagu.catalog.sheets.reader import Reader

__all__ = ["DIFFERENCES", "NAMES", "Difference", "Reader", "differences", "in_words", "sentence", "tables"]
