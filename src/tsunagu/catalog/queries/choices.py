"""What can be chosen in a form, and how much there is of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from tsunagu.catalog.enums import Axis, BodyKind
from tsunagu.catalog.models import Box, BudgetFigure, Contact, Document, Edition, Map, Program
from tsunagu.kernel.labels import Label, language
from tsunagu.kernel.questions import Choices, Door, asked
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


# What can be chosen, as pairs of value and label ------------------------------------------------------------


def _themes() -> Choices:
    return [(map_.key, map_.display_name) for map_ in themes()]


def _ministries() -> Choices:
    return [(row.key, row.display_name) for row in ministries()]


def _spending_ministries() -> Choices:
    """Without the agencies that only pass money on."""
    return [(row.key, row.display_name) for row in ministries() if row.kind != "funder"]


def known_years() -> Choices:
    """The fiscal years of which anything is known."""
    return _year_choices(years())


def map_years() -> Choices:
    """The fiscal years that have maps."""
    found = Map.objects.order_by().values_list("fiscal_year", flat=True).distinct()
    return _year_choices(sorted(map(FiscalYear, found), reverse=True))


def years_of_budgets() -> Choices:
    """The fiscal years that have figures."""
    return _year_choices(budget_years())


def _year_choices(found: Sequence[FiscalYear]) -> Choices:
    return [(str(int(year)), year.text(language())) for year in found]


def body_groups() -> Choices:
    """Kinds of bodies under the four general ones."""
    broad = [kind for kind in BodyKind if kind.broader is kind]
    return [(kind.label, [(one.value, one.label) for one in BodyKind if one.broader is kind]) for kind in broad]


# What several questions ask ---------------------------------------------------------------------------------

LONGEST = 200  # characters of a typed text; a want is a sentence
_NOT_SAID = Label("指定しない", "Not specified")

theme = partial(
    asked,
    Label("政策課題・座組", "Theme or framework"),
    "",
    most=60,
    choices=_themes,
    help="only programs on this map, e.g. maas",
)
_of_ministry = partial(
    asked, Label("府省・機関", "Ministry or agency"), "", most=60, help="only programs of this ministry, e.g. mext"
)
ministry = partial(_of_ministry, choices=_ministries)
spending_ministry = partial(_of_ministry, choices=_spending_ministries)
applicant = partial(asked, Label("申請する人", "Who applies"), None, choices=body_groups, blank=_NOT_SAID)
phase = partial(asked, Label("段階", "Phase"), None)
year = partial(asked, Label("年度", "Fiscal year"), None, name="year")
new_call = partial(asked, Label("新規公募", "New call"), None, help="whether the newest year known has a new call")
program = partial(
    asked, Label("事業", "Program"), "", most=80, doors=Door.MACHINES, help="only this program, by its key"
)
