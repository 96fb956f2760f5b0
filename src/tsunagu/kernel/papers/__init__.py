"""PDFs of the house: a room hands a template of its own and what it shows, and typst sets them.

The same paper is the same file, byte by byte, also on another day. Files are tagged for those who do not see (PDF/UA-1)
and hold all that they need for later (PDF/A-2a): their font, their language, bookmarks, and no link to other files.
"""

from tsunagu.kernel.papers.bounds import Bounds
from tsunagu.kernel.papers.fonts import NoFont
from tsunagu.kernel.papers.setting import Busy, Failed, Paper, made

__all__ = ["Bounds", "Busy", "Failed", "NoFont", "Paper", "made"]
