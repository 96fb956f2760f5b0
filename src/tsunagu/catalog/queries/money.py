"""Budget figures, printed totals and what listed figures come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from tsunagu.catalog.enums import BudgetKind, TotalRule
from tsunagu.catalog.models import BudgetFigure, Total
from tsunagu.catalog.rules import TotalCheck, check_total
from tsunagu.kernel.money import Yen
from tsunagu.kernel.tables import Table
from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True)
class BudgetQuery:
    """Which figures to show. Empty fields do not narrow."""

    pillar: str = ""
    ministry: str = ""
    fiscal_year: FiscalYear | None = None
    kind: BudgetKind | None = None
    program: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one fiscal year and kind. ``added``: the sum of what may be added up; 内数 and unknown figures are only counted."""

    fiscal_year: FiscalYear
    kind: BudgetKind
    figures: list[BudgetFigure]
    added: Yen
    inside: int
    unknown: int


@dataclass(frozen=True, slots=True)
class TotalRow:
    """A printed total and how its listed figures stand to it; ``check`` is empty where no figures are listed."""

    total: Total
    check: TotalCheck | None


def budget_figures(query: BudgetQuery) -> list[BudgetFigure]:
    """Figures by year, kind and program."""
    rows = BudgetFigure.objects.select_related("program__ministry", "document", "counts_in").order_by("-fiscal_year", "kind", "program__id", "id")
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
    return list(rows)


def groups(figures: Sequence[BudgetFigure]) -> list[Group]:
    """Figures by fiscal year and kind, each with the sum of what may be added up.

    A program printed twice for the same year and kind (two documents) counts once, with the figure of the newer document;
    parts of a program that is listed itself are not told apart here and are marked by 内数 where the document says so.
    """
    found: dict[tuple[FiscalYear, BudgetKind], list[BudgetFigure]] = {}
    for figure in figures:
        found.setdefault((figure.fiscal_year, BudgetKind(figure.kind)), []).append(figure)
    return [
        _group(year, kind, members)
        for (year, kind), members in sorted(found.items(), key=lambda item: (-item[0][0], list(BudgetKind).index(item[0][1])))
    ]


def _group(year: FiscalYear, kind: BudgetKind, members: list[BudgetFigure]) -> Group:
    newest: dict[int, BudgetFigure] = {}
    for figure in members:
        if figure.amount is None or figure.inclusive:
            continue
        known = newest.get(figure.program_id)
        if known is None or _date(figure) > _date(known):
            newest[figure.program_id] = figure
    added = Yen(sum(figure.amount for figure in newest.values()))
    return Group(year, kind, members, added, sum(f.inclusive for f in members), sum(f.amount is None for f in members))


def _date(figure: BudgetFigure) -> str:
    return str(figure.document.date or "") if figure.document else ""


def totals() -> list[TotalRow]:
    """Every printed total with its check."""
    rows = Total.objects.select_related("document").prefetch_related(
        Prefetch("figures", queryset=BudgetFigure.objects.select_related("program").order_by("program__id"))
    )
    return [TotalRow(total, _check(total)) for total in rows]


def _check(total: Total) -> TotalCheck | None:
    figures = list(total.figures.all())
    if not figures:
        return None
    return check_total(total.amount, total.unit, TotalRule(total.rule), [figure.amount for figure in figures])


def budget_table(figures: Sequence[BudgetFigure]) -> Table:
    """Figures as a table, as printed and in yen."""
    columns = (
        "program",
        "ministry",
        "pillar",
        "fiscal_year",
        "kind",
        "yen",
        "inclusive",
        "approximate",
        "estimate",
        "new",
        "printed",
        "document",
        "page",
    )
    return Table(
        "budgets",
        columns,
        [
            [
                f.program.name, f.program.ministry.name, f.program.pillar, int(f.fiscal_year), f.kind, None if f.amount is None else int(f.amount),
                f.inclusive, f.approximate, f.estimate, f.is_new, f.printed, f.document.title if f.document else "", f.page,
            ]
            for f in figures
        ],
    )  # fmt: skip


def totals_table(rows: Sequence[TotalRow]) -> Table:
    """The totals report as a table; amounts in yen."""
    columns = ("total", "fiscal_year", "kind", "rule", "printed_yen", "computed_yen", "gap_yen", "figures", "unknown", "adds_up", "document", "page")
    return Table(
        "totals",
        columns,
        [
            [
                row.total.name, int(row.total.fiscal_year), row.total.kind, row.total.rule, int(row.total.amount),
                int(row.check.computed) if row.check else None, int(row.check.gap) if row.check else None, row.check.figures if row.check else 0,
                row.check.unknown if row.check else 0, row.check.adds_up if row.check else None,
                row.total.document.title if row.total.document else "", row.total.page,
            ]
            for row in rows
        ],
    )  # fmt: skip
