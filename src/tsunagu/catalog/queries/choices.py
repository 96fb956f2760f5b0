"""What can be chosen in a form, and how much there is of everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Manager, QuerySet

from tsunagu.catalog.enums import Axis, BodyKind
from tsunagu.catalog.models import Box, BudgetFigure, Contact, Document, Edition, Map, Program
from tsunagu.catalog.queries import days
from tsunagu.catalog.queries.editions import published, shown
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import Choices, Door, asked
from tsunagu.kernel.remembering import remembered
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations import queries as organizations
from tsunagu.organizations.enums import OrganizationKind

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


@remembered(days.looked_at)
def counts() -> Counts:
    """The size of the catalog; of each map, what readers see."""
    maps = shown()
    return Counts(
        Program.objects.count(),
        maps.count(),
        Box.objects.filter(map__in=maps).count(),
        Contact.objects.filter(map__in=maps).count(),
        BudgetFigure.objects.count(),
        Document.objects.count(),
    )


@remembered(days.looked_at)
def themes() -> list[Map]:
    """One map a theme or framework: what readers see of each, in the order of the maps."""
    sizes = {"size": Count("boxes", distinct=True), "windows": Count("contacts", distinct=True)}
    axes = list(Axis)
    maps = shown().annotate(**sizes)
    return sorted(maps, key=lambda map_: (axes.index(Axis(map_.axis)), map_.order))


@remembered(days.looked_at)
def ministries() -> list[Organization]:
    """Ministries and agencies that have programs, those with most first, funding agencies last."""
    sizes: Counter[int] = Counter()
    for pair in Program.objects.order_by().values_list("ministry", "agency"):
        sizes.update(filter(None, pair))
    rows = [row for row in organizations.authorities() if sizes[row.pk]]
    return sorted(rows, key=lambda row: (row.kind == OrganizationKind.FUNDER, -sizes[row.pk]))


@remembered(days.looked_at)
def years() -> list[FiscalYear]:
    """Fiscal years for which anything is known of a program, newest first."""
    return _years_of(Edition.objects, published(), BudgetFigure.objects)


@remembered(days.looked_at)
def map_years() -> list[FiscalYear]:
    """Fiscal years that have maps, newest first."""
    return _years_of(published())


@remembered(days.looked_at)
def budget_years() -> list[FiscalYear]:
    """Fiscal years that have budget figures, newest first."""
    return _years_of(BudgetFigure.objects)


def _years_of(*facts: Manager[Any] | QuerySet[Any]) -> list[FiscalYear]:
    first, *others = (every.order_by().values_list("fiscal_year", flat=True) for every in facts)
    return sorted(map(FiscalYear, first.distinct().union(*others)), reverse=True)


@remembered(days.looked_at)
def tags() -> list[str]:
    """Tags that programs carry, the most frequent first."""
    sizes: Counter[str] = Counter()
    for program_tags in Program.objects.order_by().values_list("tags", flat=True):
        sizes.update(program_tags)
    return [tag for tag, _ in sizes.most_common()]


def named(keys: Sequence[str]) -> list[Program]:
    """The programs with these keys."""
    return list(Program.objects.filter(key__in=keys).only("key", "name", "name_en"))


def documents(keys: Iterable[str]) -> set[str]:
    """Those of these keys that are a document's."""
    return set(Document.objects.filter(key__in=set(keys)).values_list("key", flat=True))


def similar(key: str) -> list[Program]:
    """Programs whose key looks like a mistyped one."""
    typed, keys = key.lower(), list(Program.objects.values_list("key", flat=True))
    near = get_close_matches(typed, keys, n=4, cutoff=0.5)
    inside = [known for known in keys if typed in known]
    chosen = list(dict.fromkeys([*near, *inside]))[:6]
    programs = {program.key: program for program in Program.objects.filter(key__in=chosen).select_related("ministry")}
    return [programs[known] for known in chosen]


# What can be chosen, as pairs of value and label ------------------------------------------------------------


def _themes() -> Choices:
    return [(map_.key, map_.display_name) for map_ in themes()]


def _ministries() -> Choices:
    return [(row.key, row.display_name) for row in ministries()]


def _spending_ministries() -> Choices:
    """Without the agencies that only pass money on."""
    return [(row.key, row.display_name) for row in ministries() if row.kind != OrganizationKind.FUNDER]


def _programs() -> Choices:
    return [(key, name) for key, name in Program.objects.values_list("key", "name")]


def year_choices() -> Choices:
    """The fiscal years of which anything is known."""
    return _year_choices(years())


def map_year_choices() -> Choices:
    """The fiscal years that have maps."""
    return _year_choices(map_years())


def budget_year_choices() -> Choices:
    """The fiscal years that have figures."""
    return _year_choices(budget_years())


def _year_choices(offered: Sequence[FiscalYear]) -> Choices:
    return [(str(int(year)), year.text()) for year in offered]


def body_groups() -> Choices:
    """Kinds of bodies under the four general ones."""
    return [(general.label, _bodies_of(general)) for general in BodyKind.general()]


def _bodies_of(general: BodyKind) -> Choices:
    return [(body.value, body.label) for body in BodyKind if body.broader is general]


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
    example="maas",
)
_of_ministry = partial(
    asked,
    Label("府省・機関", "Ministry or agency"),
    "",
    most=60,
    help="only programs of this ministry, e.g. mext",
    example="mext",
)
ministry = partial(_of_ministry, choices=_ministries)
spending_ministry = partial(_of_ministry, choices=_spending_ministries)
applicant = partial(asked, Label("申請する人", "Who applies"), None, choices=body_groups, blank=_NOT_SAID)
phase = partial(
    asked,
    Label("段階", "Phase"),
    None,
    help="only programs in this column of a map: university, development or deployment",
)
year = partial(asked, Label("年度", "Fiscal year"), None, name="year")
new_call = partial(
    asked,
    Label("新規公募", "New call"),
    None,
    yes=Label("公募中・次回予定", "Open or planned"),
    no=Label("終了・継続のみ", "Closed, continuing or ended"),
    help="whether the program takes applications now or at a call that is planned",
)
updated_since = partial(
    asked,
    Label("更新日", "Updated since"),
    None,
    doors=Door.MACHINES,
    help="only what changed here on this day or later, in Japan, YYYY-MM-DD",
    example="2026-12-01",
)
program = partial(
    asked,
    Label("事業", "Program"),
    "",
    most=80,
    choices=_programs,
    doors=Door.MACHINES,
    help="only this program, by its key",
    example="coi-next",
)
