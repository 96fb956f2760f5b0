"""A map edition as spreadsheet, and back: the yearly work of the officer who keeps the maps current.

``columns`` writes the sheets; ``reader`` turns sheets into map files, ``rows`` reads single cells for it.
"""

from tsunagu.catalog.sheets.columns import tables
from tsunagu.catalog.sheets.reader import Reader

__all__ = ["Reader", "tables"]
