"""The members of a network as a spreadsheet, and back: ``columns`` writes the sheet, ``reader`` reads its rows."""

from tsunagu.networks.sheets.columns import LAYOUT, facts, table
from tsunagu.networks.sheets.reader import Reader, Wrote

__all__ = ["LAYOUT", "Reader", "Wrote", "facts", "table"]
