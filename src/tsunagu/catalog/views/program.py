"""One program, and several: side by side, and in brief as a shortlist."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.catalog.comparison import BRIEF, FACTS, candidates, compare_table, side, sides
from tsunagu.catalog.drawings import year_chart
from tsunagu.catalog.forms import CompareFilters, QuickMayApplyFilters
from tsunagu.catalog.models import Program
from tsunagu.catalog.queries import choices, corrections, eligibility, money, search, sources, states
from tsunagu.catalog.queries import program as queries
from tsunagu.catalog.queries.maps import BOXES
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.catalog.queries.newest import newest_rules
from tsunagu.catalog.queries.program import MOST_COMPARED, CompareQuery
from tsunagu.catalog.views.dated import dated
from tsunagu.kernel.rendering import answer, export, page

_MATCHES = 8  # programs offered to be added


@page
@dated
def program(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is known of a program."""
    shown = queries.program(key)
    if shown is None:
        missing = {"key": key, "similar": choices.similar(key)}
        return render(request, "catalog/program_missing.html", missing, status=404)
    form = QuickMayApplyFilters(request.GET)
    answered = eligibility.answer(shown, form.query) if form.query else None
    context = {"program": shown, "form": form, "answered": answered, "updated": shown.updated, **_sections(shown)}
    return answer(request, "catalog/program.html", context)


@page
@dated
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four programs side by side."""
    form = CompareFilters(request.GET)
    query = form.asked()
    columns = sides(queries.side_by_side(query.shown))
    if file := export(form, lambda: compare_table(columns)):
        return file
    context = {
        "form": form,
        "query": query,
        "facts": FACTS.shown,
        "sides": columns,
        "most": MOST_COMPARED,
        "matches": _matches(query),
    }
    return answer(request, "catalog/compare.html", context)


@page
@dated
def shortlist(request: HttpRequest) -> HttpResponse:
    """The programs that somebody thinks of, in brief: who, how much, until when, whom to call. Prints on one page."""
    form = CompareFilters(request.GET)
    query = form.asked()
    chosen = candidates(queries.side_by_side(query.shown))
    if file := export(form, lambda: BRIEF.keyed("shortlist", chosen)):
        return file
    context = {"form": form, "query": query, "sides": chosen, "most": MOST_COMPARED, "matches": _matches(query)}
    return answer(request, "catalog/shortlist.html", context)


def _matches(query: CompareQuery) -> list[Program]:
    """Programs that could be added."""
    if not query.words:
        return []
    results = search.programs(ProgramQuery(words=query.words, limit=_MATCHES))
    return [result.program for result in results if result.program.key not in query.shown]


def _sections(shown: Program) -> dict[str, Any]:
    figures = list(shown.budgets.all())
    rules = newest_rules(shown)
    now = states.state_of(shown)
    beside = side(shown, now)
    years = queries.by_year(shown.editions.all())
    return {
        "side": beside,
        "now": now,
        "track_names": queries.track_names(shown),
        "rules": rules,
        "older_rules": [rule for rule in shown.eligibilities.all() if rule not in rules],
        "years": years,
        "figures": queries.in_order(figures),
        "chart": year_chart(figures),
        "figure_columns": money.FIGURES,
        "box_columns": BOXES,
        "neighbors": beside.ties,
        "offices": queries.offices(shown),
        "pages": sources.pages(shown),
        "corrections": corrections.shown(shown),
    }
