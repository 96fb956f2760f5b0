"""Budgets: figures by year and kind, and the printed totals checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from tsunagu.catalog.drawings import SlopeChart, Treemap, slope_chart, treemap
from tsunagu.catalog.enums import BudgetKind
from tsunagu.catalog.forms import BudgetFilters
from tsunagu.catalog.models import BudgetFigure
from tsunagu.catalog.queries import money
from tsunagu.catalog.queries.money import BudgetQuery, Group
from tsunagu.catalog.views.dated import dated
from tsunagu.kernel.paging import SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, export, page
from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True)
class Section:
    """One group with its figures on this page."""

    group: Group
    figures: list[BudgetFigure]


@dataclass(frozen=True, slots=True)
class Charts:
    """What the figures look like: a map of one year and kind, and slopes of one kind over the years."""

    year: FiscalYear | None = None
    kind: BudgetKind | None = None
    treemap: Treemap | None = None
    slopes: SlopeChart | None = None

    @property
    def drawn(self) -> dict[str, Treemap | SlopeChart]:
        """Those that there is something to draw of, by the name that an address asks for."""
        named = {"treemap": self.treemap, "slopes": self.slopes}
        return {name: chart for name, chart in named.items() if chart}


@page
@dated
def budgets(request: HttpRequest) -> HttpResponse:
    """Figures in groups that may be added up, and the totals report."""
    form = BudgetFilters(request.GET)
    query = form.asked()
    totals = money.totals()
    file = export(form, lambda: money.budget_table(money.budget_figures(query)), lambda: money.totals_table(totals))
    if file:
        return file
    groups = money.groups(query)
    charts = _charts(query)
    if request.GET.get("chart") in charts.drawn:
        return _picture(request, charts)
    total = sum(group.count for group in groups)
    number = existing(form.page_number, total)
    context = {
        "form": form,
        "columns": money.FIGURES,
        "charts": charts,
        "parts": _sections(groups, money.budget_figures(query, limit=SIZE, offset=offset(number))),
        "total": total,
        "total_columns": money.TOTALS,
        "totals": totals,
        "pager": pager(request, number, total),
    }
    return answer(request, "catalog/budgets.html", context, part="catalog/parts/budget_groups.html")


def _charts(query: BudgetQuery) -> Charts:
    """The map of the year and kind with most figures, of those asked for; slopes of the kind with most of them."""
    counted = money.counted(query)
    sizes = Counter((figure.fiscal_year, figure.kind) for figure in counted)
    if not sizes:
        return Charts()
    (year, kind), _ = max(sizes.items(), key=lambda pair: (pair[1], pair[0][0]))
    mapped = treemap(figure for figure in counted if (figure.fiscal_year, figure.kind) == (year, kind))
    return Charts(year, BudgetKind(kind), mapped, _slopes(counted))


def _slopes(counted: Sequence[BudgetFigure]) -> SlopeChart | None:
    drawn = (slope_chart(figure for figure in counted if figure.kind == kind) for kind in BudgetKind)
    return max(filter(None, drawn), key=lambda chart: len(chart.slopes), default=None)


def _picture(request: HttpRequest, charts: Charts) -> HttpResponse:
    """One of the charts as an SVG file."""
    name = request.GET["chart"]
    context = {"chart": charts.drawn[name], "charts": charts, "alone": True}
    drawing = render_to_string(f"catalog/budgets/{name}.html", context, request)
    return HttpResponse(
        drawing,
        content_type="image/svg+xml",
        headers={"Content-Disposition": f'attachment; filename="budgets-{name}.svg"'},
    )


def _sections(groups: Sequence[Group], figures: Sequence[BudgetFigure]) -> list[Section]:
    """The groups that have figures on this page."""
    members: dict[tuple[int, str], list[BudgetFigure]] = defaultdict(list)
    for figure in figures:
        members[figure.fiscal_year, figure.kind].append(figure)
    sections = [Section(group, members[group.fiscal_year, group.kind]) for group in groups]
    return [section for section in sections if section.figures]
