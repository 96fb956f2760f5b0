"""The catalog as one printed book (S16): by theme, with contents, an index of the programs and the sources."""

from tsunagu.catalog.book.contents import paper
from tsunagu.catalog.book.file import file

__all__ = ["file", "paper"]
