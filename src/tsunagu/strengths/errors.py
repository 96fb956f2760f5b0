"""What goes wrong with data and tables of this room; the messages are for the person at the terminal or the page."""

from __future__ import annotations

from tsunagu.kernel.problems import Rejected, Unavailable


class WrongTable(Rejected):
    """Files or rows that are not the table they should be.

    Every problem names the file and the column, and the row where there is one.
    """


class StoreProblem(Unavailable):
    """The store cannot be used as asked: it is missing, empty, or being written by somebody else.

    The message says what to do.
    """
