"""Which class of the Carnegie classification fits the degrees of a university."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu.kernel.labels import in_row
from tsunagu.kernel.rendering import answer, export, page
from tsunagu.organizations.forms import ClassForm
from tsunagu.organizations.queries import classes as queries
from tsunagu.organizations.rules import classes as rules


@page
def classes(request: HttpRequest) -> HttpResponse:
    """Each class ruled out, open or the one that fits, for the degrees in the address."""
    form = ClassForm(request.GET)
    found = queries.classified(form.asked())
    rows = queries.rows(found)
    if file := export(form, lambda: queries.CLASSES.table("classes", rows)):
        return file
    context = {
        "form": form,
        "found": found,
        "rows": rows,
        "possible": in_row([one.label for one in found.possible]),
        "missing": in_row(queries.missing(found)),
        "source": rules.SOURCE,
        "deck": rules.DECK,
    }
    return answer(request, "organizations/classes.html", context)
