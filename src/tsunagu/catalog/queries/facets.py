"""What the list of programs can be narrowed by, with the number of programs of each value."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from tsunagu.catalog.enums import Phase
from tsunagu.catalog.models import Box, Contact
from tsunagu.catalog.queries.editions import shown


@dataclass(frozen=True, slots=True)
class Facet:
    """One value with the number of programs it would leave."""

    value: str
    label: str
    count: int


def themes() -> list[Facet]:
    """The themes and frameworks in the order of the maps."""
    places: set[tuple[str, int]] = set()
    for rows in (Box.objects, Contact.objects):
        places.update(rows.filter(map__in=shown()).order_by().values_list("map__key", "program"))
    sizes = Counter(theme for theme, _ in places)
    names = {map_.key: map_.display_name for map_ in shown()}
    return [Facet(key, name, sizes[key]) for key, name in names.items() if key in sizes]


def phases() -> list[Facet]:
    """The phases in which a program has a box."""
    sizes = dict(
        Box.objects.filter(map__in=shown())
        .order_by()
        .values_list("phase")
        .annotate(size=Count("program", distinct=True))
    )
    return [Facet(phase.value, phase.label, sizes[phase]) for phase in Phase if phase in sizes]
