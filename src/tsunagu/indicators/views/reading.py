"""What everybody reads: indicators with their definitions, bodies side by side, and one body over time."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from tsunagu.indicators.forms import CompareFilters, IndicatorFilters, MomentFilters
from tsunagu.indicators.queries import comparing
from tsunagu.indicators.queries import indicators as indicator_queries
from tsunagu.indicators.queries import series as series_queries
from tsunagu.kernel.rendering import answer, export, page


@page
def indicators(request: HttpRequest) -> HttpResponse:
    """Which indicators there are."""
    form = IndicatorFilters(request.GET)
    rows = indicator_queries.indicators(form.asked())
    if file := export(form, lambda: indicator_queries.INDICATORS.table("indicators", rows)):
        return file
    context = {"form": form, "rows": rows}
    return answer(request, "indicators/indicators.html", context, part="indicators/parts/indicators_found.html")


@page
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator: its definitions, and the bodies side by side."""
    form = CompareFilters(request.GET)
    question = form.asked()
    listed = indicator_queries.indicator(key)
    compared = comparing.comparison(key, question)
    if listed is None or compared is None:
        raise Http404
    if file := export(form, lambda: comparing.COMPARED.table("compared", compared.rows)):
        return file
    context = {"form": form, "question": question, "listed": listed, "indicator": listed.indicator}
    context["compared"] = compared
    return answer(request, "indicators/indicator.html", context, part="indicators/parts/compared.html")


@page
def series(request: HttpRequest, key: str, body: str) -> HttpResponse:
    """The figures of one body over time, plan beside actual."""
    form = MomentFilters(request.GET)
    shown = series_queries.series_of(key, body, form.asked())
    if shown is None:
        raise Http404
    if file := export(form, lambda: series_queries.SERIES.table("series", shown.lines)):
        return file
    context = {"form": form, "shown": shown, "indicator": shown.indicator, "body": shown.body}
    return answer(request, "indicators/series.html", context, part="indicators/parts/series_found.html")
