"""What a document asks of those in a list, against the figures of a center."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from tsunagu.kernel.labels import in_row
from tsunagu.kernel.rendering import answer, export, page
from tsunagu.organizations.forms import FiguresForm
from tsunagu.organizations.queries import criteria as queries


@page
def criteria(request: HttpRequest, key: str) -> HttpResponse:
    """Each criterion met, not met or unknown, for the figures in the address."""
    listing = get_object_or_404(queries.lists(), key=key)
    asked = queries.asked(listing)
    form = FiguresForm(request.GET, asked)
    checked = queries.checked(asked, form.figures())
    rows = [queries.Judged(line) for line in checked.lines]
    if file := export(form, lambda: queries.JUDGED.table(f"criteria-{key}", rows)):
        return file
    names = {one.key: one.source.display_name for one in asked}
    context = {
        "listing": listing,
        "form": form,
        "checked": checked,
        "missing": in_row([names[key] for key in checked.missing]),
        "rows": rows,
        "about": settings.ABOUT_PERCENT,
    }
    return answer(request, "organizations/criteria.html", context)
