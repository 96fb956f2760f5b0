"""The maps, all at once and one by one, and the contact directory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.catalog.atlas import atlas, bands, sheet
from tsunagu.catalog.forms import ContactFilters, MapFilters, OneMapFilters
from tsunagu.catalog.queries import choices, maps
from tsunagu.kernel.rendering import answer, export, page


@page
def all_maps(request: HttpRequest) -> HttpResponse:
    """Every map of one year on one page."""
    form = MapFilters(request.GET)
    drawn = maps.maps(form.asked())
    context = {"form": form, "atlas": atlas(drawn), "sheets": [sheet(one) for one in drawn], "query": form.asked()}
    return export(form, [maps.box_table(drawn)]) or answer(
        request, "catalog/maps.html", context, part="catalog/parts/atlas.html"
    )


@page
def one_map(request: HttpRequest, key: str) -> HttpResponse:
    """One map as on its slide, with its contact table."""
    form = OneMapFilters(request.GET)
    query = form.asked(theme=key)
    drawn = maps.maps(query)
    if not drawn:
        return render(
            request, "catalog/map_missing.html", {"themes": choices.themes(), "year": query.fiscal_year}, status=404
        )
    rows = maps.contacts(maps.ContactQuery(fiscal_year=query.fiscal_year, theme=key))
    context = {
        "form": form,
        "map": drawn[0].map,
        "sheet": sheet(drawn[0]),
        "sheets": [sheet(drawn[0])],
        "bands": bands([drawn[0].map]),
        "contacts": rows,
        "themes": choices.themes(),
    }
    tables = [maps.box_table(drawn), maps.contact_table(rows)]
    return export(form, tables) or answer(request, "catalog/map.html", context, part="catalog/parts/sheet.html")


@page
def contacts(request: HttpRequest) -> HttpResponse:
    """Whom to call: the rows of all contact tables."""
    form = ContactFilters(request.GET)
    rows = maps.contacts(form.asked())
    context = {"form": form, "contacts": rows, "query": form.asked()}
    return export(form, [maps.contact_table(rows)]) or answer(
        request, "catalog/contacts.html", context, part="catalog/parts/contacts_found.html"
    )
