"""What can be chosen in a form, and how much there is of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from tsunagu.catalog.enums import Axis
from tsunagu.catalog.models import Box, BudgetFigure, Contact, Document, Edition, Map, Program
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import queries as organizations

if TYPE_CHECKING:
    from tsunagu.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the catalog holds."""

    programs: int
    maps: int
    boxes: int
    contacts: int
    figures: int
    documents: int


def counts() -> Counts:
    """The size of the catalog; of the maps, the newest edition."""
    year = Map.objects.order_by().aggregate(newest=Max("fiscal_year"))["newest"]
    return Counts(
        Program.objects.count(),
        Map.objects.filter(fiscal_year=year).count(),
        Box.objects.filter(map__fiscal_year=year).count(),
        Contact.objects.filter(map__fiscal_year=year).count(),
        BudgetFigure.objects.count(),
        Document.objects.count(),
    )


def themes() -> list[Map]:
    """One map a theme or framework: the newest edition of each, in the order of the maps."""
    newest: dict[str, Map] = {}
    for map_ in Map.objects.annotate(
        size=Count("boxes", distinct=True), windows=Count("contacts", distinct=True)
    ).order_by("-fiscal_year", "order", "id"):
        newest.setdefault(map_.key, map_)
    return sorted(newest.values(), key=lambda map_: (list(Axis).index(Axis(map_.axis)), map_.order))


def ministries() -> list[Organization]:
    """Ministries and agencies that have programs, those with most first, funding agencies last."""
    sizes = Counter(key for pair in Program.objects.order_by().values_list("ministry", "agency") for key in pair if key)
    rows = [row for row in organizations.organizations() if sizes[row.pk]]
    return sorted(rows, key=lambda row: (row.kind == "funder", -sizes[row.pk]))


def years() -> list[FiscalYear]:
    """Fiscal years for which anything is known of a program, newest first."""
    found = (
        Edition.objects.order_by()
        .values_list("fiscal_year")
        .union(
            Map.objects.order_by().values_list("fiscal_year"),
            BudgetFigure.objects.order_by().values_list("fiscal_year"),
        )
    )
    return sorted({FiscalYear(year) for (year,) in found}, reverse=True)


def budget_years() -> list[FiscalYear]:
    """Fiscal years that have budget figures, newest first."""
    return sorted(
        {FiscalYear(year) for year in BudgetFigure.objects.order_by().values_list("fiscal_year", flat=True).distinct()},
        reverse=True,
    )


def tags() -> list[str]:
    """Tags that programs carry, the most frequent first."""
    counted: dict[str, int] = {}
    for row in Program.objects.order_by().values_list("tags", flat=True):
        for tag in row:
            counted[tag] = counted.get(tag, 0) + 1
    return sorted(counted, key=lambda tag: -counted[tag])


def named(keys: Sequence[str]) -> list[Program]:
    """The programs with these keys."""
    return list(Program.objects.filter(key__in=keys).only("key", "name", "name_en"))


def similar(key: str) -> list[Program]:
    """Programs whose key or name looks like a mistyped key."""
    keys = Program.objects.values_list("key", flat=True)
    near = get_close_matches(key.lower(), keys, n=4, cutoff=0.5) + [found for found in keys if key.lower() in found]
    wanted = list(dict.fromkeys(near))[:6]
    rows = {program.key: program for program in Program.objects.filter(key__in=wanted).select_related("ministry")}
    return [rows[found] for found in wanted]
