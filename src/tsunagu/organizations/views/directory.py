"""The directory: finding bodies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu.kernel.paging import SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, export, page
from tsunagu.organizations.forms import OrganizationFilters
from tsunagu.organizations.queries import directory, facets
from tsunagu.organizations.queries import registered as registers
from tsunagu.organizations.queries.directory import ORGANIZATIONS, OrganizationQuery, Results
from tsunagu.organizations.queries.registered import REGISTERED
from tsunagu.organizations.views.days import on_day


@page
def organizations(request: HttpRequest) -> HttpResponse:
    """The box, the facets, the bodies that fit, and what the register of corporate numbers has beside them."""
    form = OrganizationFilters(request.GET)
    question = form.asked()
    if file := export(
        form,
        lambda: ORGANIZATIONS.table("organizations", directory.organizations(question).rows),
        lambda: REGISTERED.table("registered", registers.registered(question)),
    ):
        return file
    number, results = _page(question, form.page_number)
    context = {
        "form": form,
        "question": question,
        "results": results,
        "facets": facets.offered(question),
        "registered": registers.registered(question) if number == 1 else [],
        "register_day": registers.as_of() if question.words else None,
        "pager": pager(request, number, results.total),
        **on_day(question.as_of),
    }
    return answer(request, "organizations/organizations.html", context, part="organizations/parts/found.html")


def _page(question: OrganizationQuery, asked: int) -> tuple[int, Results]:
    """The page asked for, or the last one where the list ends before it."""
    results = directory.organizations(question, offset=offset(asked), limit=SIZE)
    number = existing(asked, results.total)
    if number == asked:
        return number, results
    return number, directory.organizations(question, offset=offset(number), limit=SIZE)
