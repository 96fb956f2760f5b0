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


class TooLarge(StoreProblem):
    """A question takes more memory than a server gives it."""


class Unanswerable(ValueError):
    """A question that the data at hand cannot answer.

    where: the parameter that is at fault. The message says what can be asked instead.
    """

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


class NoSuchThing(Unanswerable):
    """What a question is about is not in the data at hand."""


class SeveralNamed(Unanswerable):
    """More than one institution bears the name that was given. names: those found, in the language of the reader."""

    def __init__(self, where: str, message: str, names: list[str]) -> None:
        super().__init__(where, message)
        self.names = names
