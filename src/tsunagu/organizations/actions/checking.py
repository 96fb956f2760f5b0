"""What every write of this room checks, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from django.core.exceptions import ValidationError
from django.db.models import Model

from tsunagu.kernel.problems import Problem, Rejected


def refuse(*found: Iterable[Problem]) -> None:
    """Raise ``Rejected`` with all that was found, if anything was."""
    problems = list(chain.from_iterable(found))
    if problems:
        raise Rejected(problems)


def unfit(row: Model, *without: str) -> list[Problem]:
    """What of a row does not fit its columns. without: columns whose own rules say it better."""
    try:
        row.clean_fields(exclude=without)
    except ValidationError as error:
        told = error.message_dict
        return [Problem("invalid", " ".join(texts), field) for field, texts in told.items()]
    return []
