"""Spreadsheets on their way in: XLSX and CSV from people, read without trusting them.

A file is read by another process under limits of memory and time, which counts what it gives (``child``); what comes
back is read up to a bound (``reading``). So a file made to explode takes nothing down. Each form names its bounds.
"""

from tsunagu.kernel.spreadsheets.bounds import LONG_LIST, Bounds
from tsunagu.kernel.spreadsheets.cells import Flaw, Flawed
from tsunagu.kernel.spreadsheets.reading import Busy, Sheets, read, read_sent

__all__ = ["LONG_LIST", "Bounds", "Busy", "Flaw", "Flawed", "Sheets", "read", "read_sent"]
