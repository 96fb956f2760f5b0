"""Windows for collaboration, and who has none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu.kernel.paging import SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, export, page
from tsunagu.organizations.forms import WindowFilters
from tsunagu.organizations.queries import windows as queries
from tsunagu.organizations.views.days import on_day


@page
def windows(request: HttpRequest) -> HttpResponse:
    """The published windows, or who ought to publish one and does not."""
    form = WindowFilters(request.GET)
    question = form.asked()
    rows = queries.missing(question) if question.missing else queries.published(question)
    columns = queries.MISSING if question.missing else queries.WINDOWS
    name = "missing" if question.missing else "windows"
    if file := export(form, lambda: columns.table(name, rows)):  # type: ignore[arg-type]
        return file
    total = rows.count()
    number = existing(form.page_number, total)
    context = {
        "form": form,
        "question": question,
        "tallies": queries.tallies(question),
        "rows": rows[offset(number) : offset(number) + SIZE],
        "columns": columns,
        "pager": pager(request, number, total),
        **on_day(question.as_of),
    }
    return answer(request, "organizations/windows.html", context, part="organizations/parts/windows_found.html")
