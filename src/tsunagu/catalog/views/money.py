"""Budgets: figures by year and kind, and the printed totals checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.forms import BudgetFilters
from tsunagu.catalog.models import BudgetFigure
from tsunagu.catalog.queries import money
from tsunagu.catalog.queries.money import Group
from tsunagu.kernel.paging import SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, as_file, page


@dataclass(frozen=True, slots=True)
class Section:
    """One group with its figures on this page."""

    group: Group
    figures: list[BudgetFigure]


@page
def budgets(request: HttpRequest) -> HttpResponse:
    """Figures in groups that may be added up, and the totals report."""
    form = BudgetFilters(request.GET)
    query = form.asked()
    totals = money.totals()
    if shape := form.cleaned_data.get("format"):
        return as_file(shape, [money.budget_table(money.budget_figures(query)), money.totals_table(totals)])
    groups = money.groups(query)
    total = sum(group.count for group in groups)
    number = existing(form.page_number, total)
    context = {
        "form": form,
        "columns": money.FIGURES,
        "parts": _sections(groups, money.budget_figures(query, limit=SIZE, offset=offset(number))),
        "total": total,
        "total_columns": money.TOTALS,
        "totals": totals,
        "pager": pager(request, number, total),
    }
    return answer(request, "catalog/budgets.html", context, part="catalog/parts/budget_groups.html")


def _sections(groups: Sequence[Group], figures: Sequence[BudgetFigure]) -> list[Section]:
    """The groups that have figures on this page."""
    members: dict[tuple[int, str], list[BudgetFigure]] = defaultdict(list)
    for figure in figures:
        members[figure.fiscal_year, figure.kind].append(figure)
    sections = [Section(group, members[group.fiscal_year, group.kind]) for group in groups]
    return [section for section in sections if section.figures]
