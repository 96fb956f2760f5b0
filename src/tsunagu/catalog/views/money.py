"""Budgets: figures by year and kind, and the printed totals checked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.forms import BudgetFilters
from tsunagu.catalog.queries import money
from tsunagu.catalog.views.rendering import answer, export, page


@page
def budgets(request: HttpRequest) -> HttpResponse:
    """Figures in groups that may be added up, and the totals report."""
    form = BudgetFilters(request.GET)
    figures = money.budget_figures(form.query())
    totals = money.totals()
    context = {"form": form, "figures": figures, "groups": money.groups(figures), "totals": totals}
    tables = [money.budget_table(figures), money.totals_table(totals)]
    return export(form, tables) or answer(request, "catalog/budgets.html", context, part="catalog/parts/budget_groups.html")
