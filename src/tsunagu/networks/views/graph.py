"""The graph: drawn by the browser, the same facts as a table beside it, and as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse

from tsunagu.kernel.paging import SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, export, page
from tsunagu.networks import graph_files
from tsunagu.networks.forms import GraphFilters
from tsunagu.networks.queries import brokers
from tsunagu.networks.queries import graph as queries
from tsunagu.networks.queries.drawn import Graph
from tsunagu.networks.queries.graph import EDGES, SORTS

_SHAPES: Mapping[str, tuple[Callable[[Graph], str], str, str]] = {
    "data": (graph_files.to_json, "application/json", ""),
    "graphml": (graph_files.to_graphml, "application/graphml+xml; charset=utf-8", "networks.graphml"),
    "vosviewer": (graph_files.to_vosviewer, "application/json", "networks-vosviewer.json"),
}


@page
def graph(request: HttpRequest) -> HttpResponse:
    """The picture with its filters, who holds it together, and the table."""
    form = GraphFilters(request.GET)
    found = queries.graph(form.asked())
    sort, backward = request.GET.get("sort", "network"), request.GET.get("order") == "down"
    edges = queries.ordered(found, sort, backward=backward)
    if file := export(form, lambda: EDGES.table("graph", queries.rows(found, edges))):
        return file
    number = existing(form.page_number, len(edges))
    context = {
        "form": form,
        "graph": found,
        "rows": queries.rows(found, edges[offset(number) : offset(number) + SIZE]),
        "columns": EDGES,
        "headings": [(key, EDGES[key].heading, key == sort, backward) for key in SORTS],
        "pager": pager(request, number, len(edges)),
        "reading": brokers.reading(found),
        "query": request.GET.urlencode(),
    }
    return answer(request, "networks/graph.html", context)


@page
def graph_file(request: HttpRequest, shape: str) -> HttpResponse:
    """The same graph as a file of another program, or for the page's own script."""
    if shape not in _SHAPES:
        raise Http404
    made, kind, name = _SHAPES[shape]
    form = GraphFilters(request.GET)
    if name and form.ignored:
        return graph(request)  # which says what was left out
    content = made(queries.graph(form.asked()))
    headers = {"Content-Disposition": f'attachment; filename="tsunagu-{name}"'} if name else {}
    return HttpResponse(content, content_type=kind, headers=headers)
