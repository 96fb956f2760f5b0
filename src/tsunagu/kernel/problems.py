"""What is wrong with an input, as records: all of them at once, each with its place and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``code`` for machines, ``where`` and ``message`` for people."""

    code: str
    message: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class Rejected(Exception):
    """An input was refused as a whole; nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Conflict(Rejected):
    """An input that is sound was refused for how things stand, as after a deadline. Doors for machines answer 409."""


class Hidden(Exception):
    """Whoever asks may not see this; for them it is not there."""


class Forbidden(Exception):
    """Whoever asks may see this, but not do with it what they want to; the message names that."""


class Unavailable(Exception):
    """What an answer needs is not there yet; whoever asks again later may get it.

    The message is for the operator's log and the terminal, since it may name folders.
    """
