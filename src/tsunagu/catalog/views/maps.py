"""The maps, all at once and one by one, and the contact directory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu.catalog.atlas import atlas, bands, sheet
from tsunagu.catalog.forms import ContactFilters, MapFilters, OneMapFilters
from tsunagu.catalog.queries import choices, contacts, maps
from tsunagu.catalog.queries.contacts import CONTACTS, ContactQuery
from tsunagu.catalog.queries.maps import BOXES
from tsunagu.catalog.views.dated import dated
from tsunagu.kernel.rendering import answer, export, page


@page
@dated
def all_maps(request: HttpRequest) -> HttpResponse:
    """Every map of one year on one page."""
    form = MapFilters(request.GET)
    drawn = maps.maps(form.asked())
    if file := export(form, lambda: maps.box_table(drawn)):
        return file
    years = sorted({drawn_map.map.fiscal_year for drawn_map in drawn})
    context = {"form": form, "atlas": atlas(drawn), "years": years}
    return answer(request, "catalog/maps.html", context, part="catalog/parts/atlas.html")


@page
@dated
def one_map(request: HttpRequest, key: str) -> HttpResponse:
    """One map as on its slide, with its contact table."""
    form = OneMapFilters(request.GET)
    query = form.asked(theme=key)
    drawn = maps.maps(query)
    if not drawn:
        missing = {"themes": choices.themes(), "year": query.fiscal_year}
        return render(request, "catalog/map_missing.html", missing, status=404)
    rows = contacts.contacts(ContactQuery(fiscal_year=query.fiscal_year, theme=key))
    if file := export(form, lambda: maps.box_table(drawn), lambda: contacts.contact_table(rows)):
        return file
    [drawn_map] = drawn
    context = {
        "form": form,
        "map": drawn_map.map,
        "updated": drawn_map.map.updated,
        "sheet": sheet(drawn_map),
        "columns": BOXES,
        "cards": drawn_map.cards,
        "bands": bands([drawn_map.map]),
        "contact_columns": CONTACTS.without("map"),
        "contacts": rows,
        "themes": choices.themes(),
    }
    return answer(request, "catalog/map.html", context, part="catalog/parts/sheet.html")


@page
@dated
def all_contacts(request: HttpRequest) -> HttpResponse:
    """Whom to call: the rows of all contact tables."""
    form = ContactFilters(request.GET)
    rows = contacts.contacts(form.asked())
    if file := export(form, lambda: contacts.contact_table(rows)):
        return file
    context = {"form": form, "contact_columns": CONTACTS, "contacts": rows}
    return answer(request, "catalog/contacts.html", context, part="catalog/parts/contacts_found.html")
