"""One program, and several side by side."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.catalog.comparison import compare_table, side
from tsunagu.catalog.drawings import bar_chart
from tsunagu.catalog.forms import MOST_COMPARED, CompareFilters, QuickMayApplyFilters
from tsunagu.catalog.models import Program
from tsunagu.catalog.queries import choices, eligibility, search, sources
from tsunagu.catalog.queries import program as queries
from tsunagu.catalog.queries.search import ProgramQuery, newest_rules
from tsunagu.kernel.rendering import answer, export, page


@page
def program(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that is known of a program."""
    found = queries.program(key)
    if found is None:
        return render(
            request, "catalog/program_missing.html", {"key": key, "similar": choices.similar(key)}, status=404
        )
    form = QuickMayApplyFilters(request.GET)
    return answer(
        request,
        "catalog/program.html",
        {"program": found, "form": form, **_quick_answer(found, form), **_sections(found)},
    )


@page
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four programs side by side."""
    form = CompareFilters(request.GET)
    sides = [side(found) for found in queries.side_by_side(form.keys)]
    matches = [one.program for one in search.programs(ProgramQuery(words=form.words, limit=8))] if form.words else []
    context = {
        "form": form,
        "sides": sides,
        "most": MOST_COMPARED,
        "beyond": form.beyond,
        "matches": [p for p in matches if p.key not in form.keys],
    }
    return export(form, [compare_table(sides)]) or answer(request, "catalog/compare.html", context)


def _quick_answer(found: Program, form: QuickMayApplyFilters) -> dict[str, Any]:
    return {"answer": eligibility.answer(found, form.body, form.partners) if form.body else None}


def _sections(found: Program) -> dict[str, Any]:
    bars = queries.bars(list(found.budgets.all()))
    return {
        "rules": newest_rules(found),
        "older_rules": [rule for rule in found.eligibilities.all() if rule not in newest_rules(found)],
        "bars": bars,
        "chart": bar_chart(bars),
        "neighbors": queries.neighbors(found),
        "pages": sources.pages(found),
    }
