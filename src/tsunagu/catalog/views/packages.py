"""What changed between versions of the package, and where everything was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.forms import ChangeFilters
from tsunagu.catalog.queries import choices, packages, sources
from tsunagu.catalog.queries.packages import Change
from tsunagu.catalog.wording import change_label
from tsunagu.kernel.filters import Filters
from tsunagu.kernel.rendering import answer, export, page


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one sort."""

    what: str
    label: str
    members: list[Change]


@page
def changes(request: HttpRequest) -> HttpResponse:
    """What was added, dropped, renamed or moved from one version to another."""
    versions = packages.packages()
    form = ChangeFilters(request.GET, versions)
    found = packages.changes(*form.pair) if len(form.pair) == 2 else []
    context = {"form": form, "versions": versions, "pair": form.pair, "groups": _groups(found)}
    return export(form, [packages.changes_table(found)]) or answer(request, "catalog/changes.html", context)


@page
def documents(request: HttpRequest) -> HttpResponse:
    """The documents everything was read from."""
    return answer(
        request,
        "catalog/sources.html",
        {"form": Filters(request.GET), "documents": sources.documents(), "counts": choices.counts()},
    )


def _groups(found: Sequence[Change]) -> list[Group]:
    return [
        Group(what, change_label(what), [one for one in found if one.what == what])
        for what in ("added", "dropped", "renamed", "moved", "same")
    ]
