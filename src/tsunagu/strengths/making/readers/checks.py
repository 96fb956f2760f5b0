"""Problems of an input, collected: the first twenty with their place, and the number of rows that were left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from tsunagu.kernel.problems import Problem
from tsunagu.strengths.errors import WrongTable

LIMIT = 20  # problems that a person is shown at once
FIRST_YEAR, LAST_YEAR = 1, 2100
LATITUDE, LONGITUDE = 90, 180  # degrees, in both directions
LEAVE_OUT = "Correct it, or leave such rows out (--skip-bad, in Python skip_bad=True)."
AGAIN = "Download or write the file again."


class Enough(Exception):
    """There are as many problems as a person is shown; reading on has no use."""


@dataclass(slots=True)
class Problems:
    """What is wrong so far.

    With ``skip_bad`` wrong rows are counted and left out; a wrong file is a problem all the same.
    """

    skip_bad: bool = False
    collected: list[Problem] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)

    def bad_row(self, code: str, where: str, message: str, *, file: str) -> None:
        """Report a row that cannot be used, or count it where such rows are left out."""
        if self.skip_bad:
            self.leave_out(file, 1)
        else:
            self.bad_file(code, where, f"{message} {LEAVE_OUT}")

    def bad_file(self, code: str, where: str, message: str) -> None:
        """Report a file that cannot be used. Raises Enough when the list is full."""
        self.collected.append(Problem(code, message, where))
        if len(self.collected) >= LIMIT:
            raise Enough

    def leave_out(self, file: str, rows: int) -> None:
        """Count rows of a file that are left out."""
        self.left_out[file] = self.left_out.get(file, 0) + rows

    def settle(self) -> None:
        """Raise WrongTable where anything is wrong."""
        if self.collected:
            raise WrongTable(self.collected[:LIMIT])
