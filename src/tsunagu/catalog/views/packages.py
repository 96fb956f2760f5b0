"""What changed between versions of the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from tsunagu.catalog.enums import ChangeKind
from tsunagu.catalog.forms import ChangesFilters
from tsunagu.catalog.queries import packages
from tsunagu.catalog.queries.packages import Change
from tsunagu.catalog.views.dated import dated
from tsunagu.kernel.rendering import answer, export, page


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind."""

    kind: ChangeKind
    members: list[Change]


@page
@dated
def changes(request: HttpRequest) -> HttpResponse:
    """What was added, dropped, renamed or moved from one version to another."""
    form = ChangesFilters(request.GET)
    versions = packages.packages()
    pair = packages.pair(form.asked(), versions)
    rows = packages.changes(*pair) if len(pair) == 2 else []
    context = {
        "form": form,
        "versions": versions,
        "pair": pair,
        "columns": packages.CHANGES,
        "groups": _groups(rows),
        "asked": packages.asked_for(pair[1]) if rows else [],
    }
    file = export(form, lambda: packages.changes_table(rows))
    return file or answer(request, "catalog/changes.html", context)


def _groups(rows: Sequence[Change]) -> list[Group]:
    members: dict[ChangeKind, list[Change]] = {kind: [] for kind in ChangeKind}
    for change in rows:
        members[change.kind].append(change)
    return [Group(kind, changes) for kind, changes in members.items()]
