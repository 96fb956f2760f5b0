"""The members of a network as a spreadsheet: written out, edited elsewhere, sent back."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.access.addresses import actor, private_form, private_page
from tsunagu.kernel.policies import Lane
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.kernel.rendering import as_file, unavailable
from tsunagu.kernel.spreadsheets import Bounds, Busy
from tsunagu.kernel.spreadsheets.uploads import busy, sheets_of
from tsunagu.networks import actions, sheets
from tsunagu.networks.actions.sheet import CROSSED, DIFFERENCES
from tsunagu.networks.enums import Verb
from tsunagu.networks.forms import SheetForm
from tsunagu.networks.models import Network
from tsunagu.networks.queries import keeping
from tsunagu.networks.rights import NETWORKS

BOUNDS = Bounds(file=2**20, columns=50, rows=5000, cells=100_000, characters=2_000_000)
MOST_SENT = BOUNDS.file + 64 * 1024  # bytes of the file and the rest of its form
MOST_LINES = 100  # of what differs or is wrong
_TRYING = "try"


@private_page(NETWORKS, Verb.EDIT, of=keeping.network)
def members_sheet(request: HttpRequest, network: Network) -> HttpResponse:
    """The members as a file to edit."""
    shape = "csv" if request.GET.get("format") == "csv" else "xlsx"
    ties = [row.tie for row in keeping.members(network)]
    return as_file(shape, [sheets.table(ties)], network.key)


@private_form(NETWORKS, Verb.EDIT, most_sent=MOST_SENT, of=keeping.network, lane=Lane.HEAVY)
def upload(request: HttpRequest, network: Network) -> HttpResponse:
    """Where the file is sent back; what it changes is told at once."""
    if request.method != "POST":
        return _shown(request, network, SheetForm())
    form = SheetForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, network, form, HTTPStatus.UNPROCESSABLE_ENTITY, problems=list(_of_fields(form)))
    trying = _TRYING in request.POST
    try:
        found = sheets_of(form.cleaned_data["spreadsheet"], BOUNDS)
        brought = actions.bring_members(network, found, by=actor(request), dry_run=trying)
    except Rejected as refused:
        return _shown(request, network, form, _status(refused.problems), problems=refused.problems)
    except Busy as waiting:
        shown = _shown(request, network, form, HTTPStatus.SERVICE_UNAVAILABLE, problems=[busy()])
        return unavailable(shown, waiting)
    return _shown(request, network, form, brought=brought, trying=trying)


def _status(problems: list[Problem]) -> HTTPStatus:
    """409 where nothing is wrong but what somebody else changed meanwhile."""
    crossed = all(problem.code == CROSSED for problem in problems)
    return HTTPStatus.CONFLICT if crossed else HTTPStatus.UNPROCESSABLE_ENTITY


def _of_fields(form: SheetForm) -> Iterator[Problem]:
    for name, texts in form.errors.items():
        yield from (Problem(name, str(text)) for text in texts)


def _shown(
    request: HttpRequest,
    network: Network,
    form: SheetForm,
    status: HTTPStatus = HTTPStatus.OK,
    problems: list[Problem] | None = None,
    **more: Any,
) -> HttpResponse:
    found = problems or []
    told = {"problems": found[:MOST_LINES], "count": len(found), "most": MOST_LINES, "columns": DIFFERENCES}
    context = {"network": network, "here": "sheet", "form": form, **told, **more}
    return render(request, "networks/keeping/sheet.html", context, status=status)
