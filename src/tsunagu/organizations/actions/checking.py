"""What every write of this room checks, all problems at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Model

from tsunagu.kernel.problems import Problem, Rejected


def refuse(*found: Iterable[Problem]) -> None:
    """Raise ``Rejected`` with all that was found, if anything was."""
    problems = [problem for part in found for problem in part]
    if problems:
        raise Rejected(problems)


def unfit(row: Model, *without: str) -> list[Problem]:
    """What of a row does not fit its columns. without: columns whose own rules say it better."""
    try:
        row.clean_fields(exclude=without)
    except ValidationError as error:
        told = error.message_dict.items()
        return [Problem("invalid", text, field) for field, texts in told for text in texts]
    return []
