"""Budget figures, printed totals and what listed figures come to."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Case, Prefetch, QuerySet, SmallIntegerField, When

from tsunagu.catalog.enums import BudgetKind, Pillar, RelationKind, TotalRule
from tsunagu.catalog.models import BudgetFigure, Relation, Total
from tsunagu.catalog.queries import choices
from tsunagu.catalog.rules import TotalCheck, check_total
from tsunagu.kernel.labels import Label
from tsunagu.kernel.money import Yen
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Table
from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True)
class BudgetQuery:
    """Which figures to show. Empty fields do not narrow."""

    pillar: Pillar | None = asked(Label("柱", "Pillar"), None, help="only programs of this pillar of the package")
    ministry: str = choices.spending_ministry()
    fiscal_year: FiscalYear | None = choices.year(choices=choices.years_of_budgets)
    kind: BudgetKind | None = asked(Label("予算の種類", "Kind of figure"), None, help="only figures of this kind")
    program: str = choices.program()


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


def budget_figures(query: BudgetQuery, *, limit: int | None = None, offset: int = 0) -> list[BudgetFigure]:
    """Figures by year, kind and program, newest year first."""
    rows = _figures(query).select_related("program__ministry", "document", "counts_in").annotate(place=_KIND_ORDER)
    ordered = rows.order_by("-fiscal_year", "place", "program__id", "id")
    return list(ordered[offset : None if limit is None else offset + limit])


_KIND_ORDER = Case(
    *(When(kind=kind.value, then=place) for place, kind in enumerate(BudgetKind)), output_field=SmallIntegerField()
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


def groups(query: BudgetQuery) -> list[Group]:
    """Figures by fiscal year and kind in the order of ``budget_figures``, each with the sum of what may be added up.

    A program printed twice for the same year and kind (two documents) counts once, with the figure of the newer
    document. A part of a program that has a figure itself is inside that figure and counts with it.
    """
    wholes = dict(Relation.objects.filter(kind=RelationKind.PART_OF).values_list("program", "to"))
    found: dict[tuple[int, BudgetKind], list[_Figure]] = {}
    columns = ("program", "amount", "inclusive", "document__date")
    for year, kind, *values in _figures(query).order_by("id").values_list("fiscal_year", "kind", *columns):
        found.setdefault((year, BudgetKind(kind)), []).append(_Figure(*values))
    kinds = list(BudgetKind)
    return [
        _group(FiscalYear(year), kind, found[year, kind], wholes)
        for year, kind in sorted(found, key=lambda key: (-key[0], kinds.index(key[1])))
    ]


class _Figure(NamedTuple):
    program: int
    amount: int | None
    inclusive: bool
    date: datetime.date | None


def _group(year: FiscalYear, kind: BudgetKind, figures: list[_Figure], wholes: Mapping[int, int]) -> Group:
    newest: dict[int, _Figure] = {}
    for figure in figures:
        known = newest.get(figure.program)
        if (
            figure.amount is not None
            and not figure.inclusive
            and (known is None or str(figure.date or "") > str(known.date or ""))
        ):
            newest[figure.program] = figure
    added = Yen(sum(figure.amount or 0 for pk, figure in newest.items() if wholes.get(pk) not in newest))
    return Group(
        year, kind, len(figures), added, sum(f.inclusive for f in figures), sum(f.amount is None for f in figures)
    )


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
                f.program.name,
                f.program.ministry.name,
                f.program.pillar,
                int(f.fiscal_year),
                f.kind,
                None if f.amount is None else int(f.amount),
                f.inclusive,
                f.approximate,
                f.estimate,
                f.is_new,
                f.printed,
                f.document.title if f.document else "",
                f.page,
            ]
            for f in figures
        ],
    )


def totals_table(rows: Sequence[TotalRow]) -> Table:
    """The totals report as a table; amounts in yen."""
    columns = (
        "total",
        "fiscal_year",
        "kind",
        "rule",
        "printed_yen",
        "computed_yen",
        "gap_yen",
        "figures",
        "unknown",
        "adds_up",
        "document",
        "page",
    )
    return Table(
        "totals",
        columns,
        [
            [
                row.total.name,
                int(row.total.fiscal_year),
                row.total.kind,
                row.total.rule,
                int(row.total.amount),
                int(row.check.computed) if row.check else None,
                int(row.check.gap) if row.check else None,
                row.check.figures if row.check else 0,
                row.check.unknown if row.check else 0,
                row.check.adds_up if row.check else None,
                row.total.document.title if row.total.document else "",
                row.total.page,
            ]
            for row in rows
        ],
    )
