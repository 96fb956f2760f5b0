"""How a row is put into the history of a figure: behind the last one, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tsunagu.indicators.models import Observation
from tsunagu.indicators.rules.series import standing
from tsunagu.kernel import turns
from tsunagu.kernel.problems import Problem, Rejected

COPIED = (
    "definition", "subject", "year", "day", "kind", "value", "numerator", "denominator",
    "document", "page", "printed", "link",
)  # fmt: skip


def take_turn() -> None:
    """Wait until nobody else writes figures, until the end of the transaction."""
    turns.take("indicators.write")  # two who write at once would both stand behind the same row


def history(row: Observation) -> list[Observation]:
    """What was written of the figure of a row, the oldest first."""
    same = {name: getattr(row, name) for name in ("definition_id", "subject_id", "year", "day", "kind")}
    return list(Observation.objects.filter(**same).order_by("id"))


def counting(rows: Iterable[Observation]) -> Observation | None:
    """Of the history of a figure the row that counts; what is known since later comes later."""
    return standing(sorted(rows, key=lambda row: (row.known, row.pk)))


def copied(row: Observation) -> dict[str, Any]:
    """What a row tells, for one that stands in its place."""
    return {name: getattr(row, name) for name in COPIED}


def refuse(problems: Iterable[Problem]) -> None:
    """Raise ``Rejected`` if there is anything wrong."""
    found = list(problems)
    if found:
        raise Rejected(found)
