"""A cell as it is typed, and what may be wrong with it."""

from __future__ import annotations

from enum import Enum


class Flaw(Enum):
    """What a cell of a workbook holds in the place of a text."""

    ERROR = "error"  # #N/A, #REF!
    NO_VALUE = "no_value"  # a formula that no program has calculated
    DATE = "date"
    MERGED = "merged"  # with others, whose values are gone
    NUMBER = "number"  # whose zeros in front and separators are gone; only where a text is meant is that a flaw


class Flawed(str):
    """A cell as it is typed, with what is wrong with it; who does not ask reads it as any other."""

    flaw: Flaw

    def __new__(cls, text: str, flaw: Flaw) -> Flawed:
        """Keep the flaw beside the text."""
        cell = super().__new__(cls, text)
        cell.flaw = flaw
        return cell

    def __reduce__(self) -> tuple[type[Flawed], tuple[str, Flaw]]:
        """What a copy is made of."""
        return Flawed, (str(self), self.flaw)
