"""Budget figures, printed totals and what listed figures come to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Prefetch, QuerySet, SmallIntegerField, When

from tsunagu.catalog.enums import BudgetKind, Pillar, RelationKind, TotalRule
from tsunagu.catalog.models import BudgetFigure, Document, Relation, Total
from tsunagu.catalog.queries import choices, days
from tsunagu.catalog.rules.totals import TotalCheck, check_total
from tsunagu.kernel.labels import Label
from tsunagu.kernel.money import Yen
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns, Seen, Table, file_column, page_column
from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True)
class BudgetQuery:
    """Which figures to show. Empty fields do not narrow."""

    pillar: Pillar | None = asked(Label("柱", "Pillar"), None, help="only programs of this pillar of the package")
    ministry: str = choices.spending_ministry()
    fiscal_year: FiscalYear | None = choices.year(choices=choices.budget_year_choices)
    kind: BudgetKind | None = asked(Label("予算の種類", "Kind of figure"), None, help="only figures of this kind")
    program: str = choices.program()
    as_of: datetime.date | None = days.as_of()


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one fiscal year and kind.

    ``added``: the sum of what may be added up; 内数 and unknown figures are only counted.
    """

    fiscal_year: FiscalYear
    kind: BudgetKind
    count: int
    added: Yen
    inside: int
    unknown: int


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A printed total and how its listed figures stand to it; ``check`` is empty where no figures are listed."""

    total: Total
    check: TotalCheck | None


def _title(document: Document | None) -> str:
    return document.title if document else ""


# The pages show a figure's source and its marks in one cell each.
FIGURES = Columns[BudgetFigure](
    Column(
        "program",
        "事業",
        "Program",
        lambda figure: figure.program.name,
        page=lambda figure: figure.program,
        show="catalog/cells/program.html",
    ),
    Column(
        "ministry",
        "府省",
        "Ministry",
        lambda figure: figure.program.ministry.name,
        page=lambda figure: figure.program.ministry,
        show="named",
        style="ministry",
    ),
    file_column("pillar", lambda figure: figure.program.pillar),
    Column("fiscal_year", "年度", "Fiscal year", lambda figure: figure.fiscal_year, seen=Seen.FILE),
    Column("kind", "種類", "Kind", lambda figure: figure.kind, seen=Seen.FILE),
    Column("yen", "額", "Amount", lambda figure: figure.amount, show="yen", style="number"),
    page_column("marks", "注記", "Notes", lambda figure: figure, "catalog/cells/marks.html"),
    file_column("inclusive", lambda figure: figure.inclusive),
    file_column("approximate", lambda figure: figure.approximate),
    file_column("estimate", lambda figure: figure.estimate),
    file_column("new", lambda figure: figure.is_new),
    Column("printed", "原資料の表記", "As printed", lambda figure: figure.printed, show="as_written"),
    page_column("source", "出典", "Sources", lambda figure: figure, "catalog/cells/source.html"),
    file_column("document", lambda figure: _title(figure.document)),
    file_column("page", lambda figure: figure.page),
)

TOTALS = Columns[TotalRow](
    Column("total", "総額", "Total", lambda row: row.total.name, show="as_written"),
    page_column("year_and_kind", "年度・種類", "Year and kind", lambda row: row.total),
    file_column("fiscal_year", lambda row: row.total.fiscal_year),
    file_column("kind", lambda row: row.total.kind),
    file_column("rule", lambda row: row.total.rule),
    Column("printed_yen", "原資料の総額", "Printed total", lambda row: row.total.amount, show="yen"),
    Column("computed_yen", "内訳の合計", "Sum of the parts", lambda row: row.check and row.check.computed, show="yen"),
    Column("gap_yen", "差", "Gap", lambda row: row.check and row.check.gap, show="yen"),
    file_column("figures", lambda row: row.check.figures if row.check else 0),
    file_column("unknown", lambda row: row.check.unknown if row.check else 0),
    Column("adds_up", "判定", "Verdict", lambda row: row.check and row.check.adds_up),
    page_column("source", "出典", "Sources", lambda row: row.total),
    file_column("document", lambda row: _title(row.total.document)),
    file_column("page", lambda row: row.total.page),
)


@days.on_its_day
def budget_figures(query: BudgetQuery, *, limit: int | None = None, offset: int = 0) -> list[BudgetFigure]:
    """Figures by year, kind and program, newest year first."""
    rows = _figures(query).select_related("program__ministry", "document", "counts_in").annotate(place=_KIND_ORDER)
    ordered = rows.order_by("-fiscal_year", "place", "program__id", "id")
    return list(ordered[offset : None if limit is None else offset + limit])


@days.on_its_day
def groups(query: BudgetQuery) -> list[Group]:
    """Figures by fiscal year and kind in the order of ``budget_figures``, each with the sum of what may be added up.

    A program printed twice for the same year and kind (two documents) counts once, with the figure of the newer
    document. A part of a program that has a figure itself is inside that figure and counts with it.
    """
    wholes, members = _wholes(), _members(query)
    return [_group(year, kind, members[year, kind], wholes) for year, kind in sorted(members, key=_newest_first)]


@days.on_its_day
def counted(query: BudgetQuery) -> list[BudgetFigure]:
    """The figures that the sums of ``groups`` are made of: one a program, fiscal year and kind."""
    wholes = _wholes()
    chosen = [figure.id for figures in _members(query).values() for figure in _counted(figures, wholes)]
    return list(BudgetFigure.objects.filter(pk__in=chosen).select_related("program__ministry"))


def totals() -> list[TotalRow]:
    """Every printed total with its check."""
    figures = BudgetFigure.objects.select_related("program").order_by("program__id")
    rows = Total.objects.select_related("document").prefetch_related(Prefetch("figures", queryset=figures))
    return [TotalRow(total, _check(total)) for total in rows]


def budget_table(figures: Sequence[BudgetFigure]) -> Table:
    """Figures as a table, as printed and in yen."""
    return FIGURES.keyed("budgets", figures)


def totals_table(rows: Sequence[TotalRow]) -> Table:
    """The totals report as a table; amounts in yen."""
    return TOTALS.keyed("totals", rows)


_KINDS = list(BudgetKind)
_KIND_ORDER = Case(
    *(When(kind=kind.value, then=place) for place, kind in enumerate(_KINDS)), output_field=SmallIntegerField()
)


def _figures(query: BudgetQuery) -> QuerySet[BudgetFigure]:
    rows = BudgetFigure.objects.all()
    if query.pillar:
        rows = rows.filter(program__pillar=query.pillar)
    if query.ministry:
        rows = rows.filter(program__ministry__key=query.ministry)
    if query.fiscal_year:
        rows = rows.filter(fiscal_year=query.fiscal_year)
    if query.kind:
        rows = rows.filter(kind=query.kind.value)
    if query.program:
        rows = rows.filter(program__key=query.program)
    return rows


def _newest_first(year_and_kind: tuple[FiscalYear, BudgetKind]) -> tuple[int, int]:
    year, kind = year_and_kind
    return -year, _KINDS.index(kind)


class _Figure(NamedTuple):
    id: int
    program: int
    amount: int | None
    inclusive: bool
    date: datetime.date | None

    @property
    def can_be_added(self) -> bool:
        return self.amount is not None and not self.inclusive


_FIGURE = ("id", "program", "amount", "inclusive", "document__date")


def _group(year: FiscalYear, kind: BudgetKind, figures: Sequence[_Figure], wholes: Mapping[int, int]) -> Group:
    return Group(
        year,
        kind,
        count=len(figures),
        added=Yen(sum(figure.amount or 0 for figure in _counted(figures, wholes))),
        inside=sum(figure.inclusive for figure in figures),
        unknown=sum(figure.amount is None for figure in figures),
    )


def _wholes() -> dict[int, int]:
    """The program that each part belongs to."""
    return dict(Relation.objects.filter(kind=RelationKind.PART_OF).values_list("program", "to"))


def _members(query: BudgetQuery) -> dict[tuple[FiscalYear, BudgetKind], list[_Figure]]:
    members: dict[tuple[FiscalYear, BudgetKind], list[_Figure]] = {}
    for year, kind, *values in _figures(query).order_by("id").values_list("fiscal_year", "kind", *_FIGURE):
        members.setdefault((FiscalYear(year), BudgetKind(kind)), []).append(_Figure(*values))
    return members


def _counted(figures: Iterable[_Figure], wholes: Mapping[int, int]) -> list[_Figure]:
    """One figure a program, without programs inside another one of them. wholes: the whole of each part."""
    newest: dict[int, _Figure] = {}
    for figure in figures:
        known = newest.get(figure.program)
        if figure.can_be_added and (known is None or str(figure.date or "") > str(known.date or "")):
            newest[figure.program] = figure
    return [figure for figure in newest.values() if wholes.get(figure.program) not in newest]


def _check(total: Total) -> TotalCheck | None:
    amounts = [figure.amount for figure in total.figures.all()]
    return check_total(total.amount, total.unit, TotalRule(total.rule), amounts) if amounts else None
