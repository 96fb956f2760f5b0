"""The figures that count: what a reader may see, as it was known on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from tsunagu.access.actors import NOBODY, Actor
from tsunagu.indicators.models import Observation
from tsunagu.indicators.rights import OBSERVATIONS
from tsunagu.indicators.rules.series import standing

Place = tuple[Any, ...]


def written(by: Actor = NOBODY, as_of: date | None = None) -> QuerySet[Observation]:
    """Every row that a reader may see of what was known by a day, the oldest first."""
    rows = OBSERVATIONS.among(by, Observation.objects.select_related("definition__indicator", "subject"))
    return rows.filter(known__lte=as_of) if as_of else rows


def counting(rows: Iterable[Observation]) -> list[Observation]:
    """Of the history of several figures those rows that count, by period."""
    histories: dict[Place, list[Observation]] = {}
    for row in rows:
        histories.setdefault(row.place, []).append(row)
    heads = [head for history in histories.values() if (head := standing(history))]
    return sorted(heads, key=lambda row: (row.period.last, row.definition.version))
