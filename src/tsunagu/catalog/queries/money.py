"""Budget figures, printed totals and what listed figures come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Prefetch, QuerySet, SmallIntegerField, When

from tsunagu.catalog.enums import BudgetKind, Counting, Pillar, RelationKind, TotalRule
from tsunagu.catalog.models import BudgetFigure, Document, Relation, Total
from tsunagu.catalog.models.days import known_from
from tsunagu.catalog.queries import choices, days
from tsunagu.catalog.rules.totals import Figure, TotalCheck, check_total, counting
from tsunagu.kernel.labels import Label
from tsunagu.kernel.money import Yen
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns, Table, file_column, page_column
from tsunagu.kernel.years import FiscalYear

Place = tuple[FiscalYear, BudgetKind]  # of a group


@dataclass(frozen=True, slots=True)
class BudgetQuery:
    """Which figures to show. Empty fields do not narrow."""

    pillar: Pillar | None = asked(Label("柱", "Pillar"), None, help="only programs of this pillar of the package")
    ministry: str = choices.spending_ministry()
    fiscal_year: FiscalYear | None = choices.year(choices=choices.budget_year_choices)
    kind: BudgetKind | None = asked(Label("予算の種類", "Kind of figure"), None, help="only figures of this kind")
    program: str = choices.program()
    as_of: date | None = days.as_of()


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one fiscal year and kind.

    ``added``: the sum of the figures that count, ``counted`` their number; 内数 and unknown ones are only numbered.
    """

    fiscal_year: FiscalYear
    kind: BudgetKind
    count: int
    counted: int
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
    Column("fiscal_year", "年度", "Fiscal year", lambda figure: figure.fiscal_year, show="year", style="short"),
    Column(
        "kind",
        "種類",
        "Kind",
        lambda figure: figure.kind,
        page=lambda figure: BudgetKind(figure.kind).label,
        style="short",
    ),
    Column("yen", "額", "Amount", lambda figure: figure.amount, show="yen", style="number"),
    Column(
        "counting",
        "合計",
        "Sum",
        lambda figure: figure.counting.value,
        page=lambda figure: figure.counting,
        show="catalog/cells/counting.html",
    ),
    page_column("marks", "注記", "Notes", lambda figure: figure, "catalog/cells/marks.html"),
    file_column("inclusive", lambda figure: figure.inclusive),
    file_column("part", lambda figure: figure.part),
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
    file_column("adds_up", lambda row: row.check and row.check.adds_up),
    Column("verdict", "判定", "Verdict", lambda row: row.check and row.check.verdict.value),
    file_column("ratio", lambda row: row.total.ratio and str(row.total.ratio.normalize())),
    file_column("ratio_to", lambda row: row.total.ratio_to and row.total.ratio_to.name),
    page_column("source", "出典", "Sources", lambda row: row.total),
    file_column("document", lambda row: _title(row.total.document)),
    file_column("page", lambda row: row.total.page),
)


@days.on_its_day
def budget_figures(query: BudgetQuery, *, limit: int | None = None, offset: int = 0) -> list[BudgetFigure]:
    """Figures by year, kind and program, newest year first, each with whether it counts in the sum of its group."""
    rows = _figures(query).select_related("program__ministry", "document", "counts_in").annotate(place=_KIND_ORDER)
    ordered = rows.order_by("-fiscal_year", "place", "program__id", "id")
    figures: list[BudgetFigure] = list(ordered[offset : _end(limit, offset)])
    reasons = _reasons(_members(query))
    for figure in figures:
        figure.counting = reasons[figure.pk]
    return figures


def _end(limit: int | None, offset: int) -> int | None:
    return None if limit is None else offset + limit


@days.on_its_day
def groups(query: BudgetQuery) -> list[Group]:
    """Figures by fiscal year and kind in the order of ``budget_figures``, each with the sum of those that count."""
    members = _members(query)
    reasons = _reasons(members)
    return [_group(place, members[place], reasons) for place in sorted(members, key=_newest_first)]


@days.on_its_day
def counted(query: BudgetQuery) -> list[BudgetFigure]:
    """The figures that the sums of ``groups`` are made of: one a program, fiscal year and kind."""
    chosen = [key for key, reason in _reasons(_members(query)).items() if reason is Counting.COUNTED]
    return list(BudgetFigure.objects.filter(pk__in=chosen).select_related("program__ministry"))


def totals() -> list[TotalRow]:
    """Every printed total with its check."""
    figures = BudgetFigure.objects.select_related("program").order_by("program__id")
    rows = Total.objects.select_related("document", "ratio_to").prefetch_related(Prefetch("figures", queryset=figures))
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


def _newest_first(year_and_kind: Place) -> tuple[int, int]:
    year, kind = year_and_kind
    return -year, _KINDS.index(kind)


def _members(query: BudgetQuery) -> dict[Place, list[Figure]]:
    """The figures of each fiscal year and kind."""
    members: dict[Place, list[Figure]] = {}
    figures = _figures(query).annotate(known=known_from("document__")).order_by("id")
    for year, kind, known, key, *values in figures.values_list(*_FIGURE):
        figure = Figure(key, str(known or ""), *values)
        members.setdefault((FiscalYear(year), BudgetKind(kind)), []).append(figure)
    return members


_FIGURE = ("fiscal_year", "kind", "known", "pk", "program", "amount", "inclusive", "part")


def _reasons(members: Mapping[Any, Sequence[Figure]]) -> dict[int, Counting]:
    """Whether each figure counts in the sum of its group."""
    wholes = dict(Relation.objects.filter(kind=RelationKind.PART_OF).values_list("program", "to"))
    reasons: dict[int, Counting] = {}
    for figures in members.values():
        reasons |= counting(figures, wholes)
    return reasons


def _group(place: Place, figures: Sequence[Figure], reasons: Mapping[int, Counting]) -> Group:
    counted = [figure for figure in figures if reasons[figure.key] is Counting.COUNTED]
    return Group(
        *place,
        count=len(figures),
        counted=len(counted),
        added=Yen(sum(figure.amount or 0 for figure in counted)),
        inside=sum(figure.inclusive for figure in figures),
        unknown=sum(figure.amount is None for figure in figures),
    )


def _check(total: Total) -> TotalCheck | None:
    amounts = [figure.amount for figure in total.figures.all()]
    return check_total(total.amount, total.unit, TotalRule(total.rule), amounts) if amounts else None
