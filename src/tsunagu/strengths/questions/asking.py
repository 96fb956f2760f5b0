"""Any question of this room asked and answered as tables: what the API, the terminal and files give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from tsunagu.kernel.tables import Table
from tsunagu.strengths.questions.records import Counted, Entry, ListQuestion

if TYPE_CHECKING:
    from tsunagu.strengths.questions.choice import Choice
    from tsunagu.strengths.questions.reading import Reading

EVERYTHING = 2**31  # lines of a list
Listed = TypeVar("Listed", bound=ListQuestion)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the same as tables, and how its numbers are counted."""

    answer: Any = field(compare=False)
    choice: Choice
    tables: Sequence[Table]


def ask(reading: Reading, entry: Entry, question: Counted) -> Answered:
    """The answer of the modules that the entry names, in the language of the reader. Raises Unanswerable."""
    answering = import_module(f"tsunagu.strengths.questions.{entry.module}")
    showing = import_module(f"tsunagu.strengths.questions.{entry.tables or entry.module}")
    answer = answering.answer(reading, question)
    return Answered(answer, answer.choice, showing.tables(reading, answer))


def everything(question: Listed) -> Listed:
    """The same question for the whole list, as a file holds it."""
    return replace(question, offset=0, limit=EVERYTHING)
