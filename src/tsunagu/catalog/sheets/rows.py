"""One row of a sheet that an officer filled in: its cells as values, and what is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tsunagu.kernel.labels import Labeled
from tsunagu.kernel.problems import Problem
from tsunagu.kernel.text import normalize

_MOST_DIGITS = 17
_TRUE, _FALSE = {"true", "1", "有", "yes"}, {"false", "0", "無", "no"}
_APPLICANT_TYPES = {"1", "2", "3", "4"}


class Broken:
    """Stands for the value of a cell that cannot be read."""


BROKEN: Final = Broken()


@dataclass(frozen=True)
class Row:
    """One row with its place; missing cells are empty. What is wrong with a cell is added to ``problems``."""

    values: Mapping[str, str]
    where: str
    problems: list[Problem]

    @property
    def sheet(self) -> str:
        """The sheet the row stands in."""
        return self.where.split()[0]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "").strip()

    def refuse(self, column: str, code: str, message: str) -> Broken:
        """Something is wrong with a cell."""
        self.problems.append(Problem(code, message, where=f"{self.where} {column}"))
        return BROKEN

    def texts(self, *columns: str) -> dict[str, str]:
        """Several cells by column name."""
        return {column: self[column] for column in columns}

    def choice(self, column: str, words: type[Labeled]) -> Any:
        """One word of a list."""
        try:
            return words(self[column])
        except ValueError:
            allowed = ", ".join(word.value for word in words)
            return self.refuse(column, "choice", f"{self[column]!r} must be one of {allowed}")

    def number(self, column: str, *, most: int = 10**16) -> int | Broken | None:
        """A whole number, or none where the cell is empty."""
        text = normalize(self[column]).replace(",", "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS and int(text) <= most:
            return int(text)
        advice = "is not a whole number; leave the cell empty where no figure is printed"
        return self.refuse(column, "number", f"{self[column]!r} {advice}")

    def flag(self, column: str, *, required: bool = False) -> bool | Broken:
        """Yes or no; an empty cell is no unless an answer is required."""
        text = self[column].lower()
        if text in _TRUE:
            return True
        if text in _FALSE or not (text or required):
            return False
        return self.refuse(column, "flag", f"{self[column]!r} must be true or false")

    def applicant_types(self, column: str, *, required: bool = False) -> list[int] | Broken:
        """Numbers like 1;2;3."""
        parts = [part.strip() for part in self[column].replace(",", ";").split(";") if part.strip()]
        if _APPLICANT_TYPES.issuperset(parts) and (parts or not required):
            return [int(part) for part in parts]
        return self.refuse(column, "applicants", f"{self[column]!r} must name applicant types like 1;2;3")

    def path(self, column: str) -> list[str]:
        """The parts of a department's name."""
        return [part for part in self[column].split("/") if part]

    def require(self, column: str) -> None:
        """The cell must not be empty."""
        if not self[column]:
            self.refuse(column, "empty", "this cell must not be empty")

    def check_length(self, column: str, text: str, most: int | None) -> None:
        """A text must fit into its column of the database."""
        if most is not None and len(text) > most:
            self.refuse(column, "too_long", f"this text has {len(text)} characters; {most} is the most")


def suggestion(text: str, known: Iterable[str]) -> str:
    """What may have been meant, to stand behind a refusal."""
    near = difflib.get_close_matches(text, list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
