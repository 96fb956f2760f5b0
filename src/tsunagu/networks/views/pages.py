"""The pages of networks that everybody sees."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from tsunagu.kernel.paging import SIZE, existing, offset, pager
from tsunagu.kernel.rendering import answer, export, page
from tsunagu.networks.forms import MapFilters, NetworkFilters, OneFilters, RegionFilters
from tsunagu.networks.queries import bridges, directory, one, overlaps, regional, requirements, tilemap
from tsunagu.networks.queries.directory import NETWORKS, NetworkQuery
from tsunagu.networks.queries.one import MEMBERS
from tsunagu.networks.queries.requirements import REQUIREMENTS
from tsunagu.networks.queries.tilemap import MAP
from tsunagu.organizations.queries import regions


@page
def networks(request: HttpRequest) -> HttpResponse:
    """The box, the facets, and the networks that fit."""
    form = NetworkFilters(request.GET)
    question = form.asked()
    rows = directory.networks(question)
    if file := export(form, lambda: NETWORKS.table("networks", rows)):
        return file
    number = existing(form.page_number, len(rows))
    context = {
        "form": form,
        "question": question,
        "rows": rows[offset(number) : offset(number) + SIZE],
        "size": len(rows),
        "pager": pager(request, number, len(rows)),
        "columns": NETWORKS,
        "facets": directory.facets(question),
    }
    return answer(request, "networks/networks.html", context, part="networks/parts/found.html")


@page
def network(request: HttpRequest, key: str) -> HttpResponse:
    """One network: its members by side, plan, links, services, agreements, meetings, and who joined and left."""
    form = OneFilters(request.GET)
    shown = one.network(key, form.asked())
    if shown is None:
        raise Http404
    if file := export(form, lambda: MEMBERS.table("members", shown.ties)):
        return file
    tiles = [tile for tile in regions.known_tiles() if tile.code in shown.network.prefectures]
    context = {
        "form": form,
        "shown": shown,
        "network": shown.network,
        "tiles": tiles,
        "columns": MEMBERS,
        "checked": requirements.checked(shown),
        "requirements": REQUIREMENTS,
    }
    return answer(request, "networks/network.html", context)


@page
def region(request: HttpRequest, code: str) -> HttpResponse:
    """The networks of a prefecture side by side."""
    form = RegionFilters(request.GET)
    shown = regional.region(code, form.asked())
    if shown is None:
        raise Http404
    if file := export(form, lambda: overlaps.OVERLAPS.table("overlaps", shown.shared)):
        return file
    return answer(request, "networks/region.html", {"form": form, "shown": shown, "tile": shown.tile})


@page
def alive(request: HttpRequest) -> HttpResponse:
    """What may stand still: networks that no longer meet, services that stay in demonstration."""
    gone = bridges.fallen(NetworkQuery())
    context = {"silent": one.silent(), "stuck": one.stuck(), "fallen": gone}
    return answer(request, "networks/alive.html", context)


@page
def tile_map(request: HttpRequest) -> HttpResponse:
    """All prefectures as tiles with their networks, and as a table."""
    form = MapFilters(request.GET)
    question = form.asked()
    rows = tilemap.mapped(question)
    if file := export(form, lambda: MAP.table("map", rows)):
        return file
    context = {
        "form": form,
        "question": question,
        "rows": rows,
        "columns": MAP,
        "years": sorted(int(year) for year, _ in directory.years()),
    }
    return answer(request, "networks/map.html", context, part="networks/parts/map.html")
