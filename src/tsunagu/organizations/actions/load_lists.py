"""Printed lists and counts of the text files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from tsunagu.organizations import files
from tsunagu.organizations.actions.load_bodies import Bodies, cited_in, source
from tsunagu.organizations.files.references import by_printed_name
from tsunagu.organizations.models import Criterion, Entry, Listing, PrintedCount

Listings = dict[str, Listing]


def load_lists(directory: files.Directory, bodies: Bodies) -> None:
    """Bring in lists with their entries and criteria, and counts; take out those that the files no longer name."""
    listings = {row.key: _listing(row, bodies) for row in directory.listings}
    Listing.objects.filter(filed=True).exclude(key__in=listings).delete()
    Entry.objects.filter(filed=True).delete()
    Criterion.objects.filter(filed=True).delete()
    Entry.objects.bulk_create(_entries(directory, listings, bodies))
    Criterion.objects.bulk_create(_criteria(directory, listings))
    for order, row in enumerate(directory.counts):
        _count(order, row, listings)
    counted = [row.key for row in directory.counts]
    PrintedCount.objects.filter(filed=True).exclude(key__in=counted).delete()


def _listing(row: files.ListingFile, bodies: Bodies) -> Listing:
    values = {name: getattr(row, name) for name in ("name", "name_en", "complete", "figures", "valid_from", "valid_to")}
    network = bodies[row.network] if row.network else None
    values |= {"network": network, **source(row)}
    listing, _ = Listing.objects.update_or_create(key=row.key, defaults=values)
    return listing


def _entries(directory: files.Directory, listings: Listings, bodies: Bodies) -> Iterator[Entry]:
    printed = by_printed_name(directory)
    orders = {key: count() for key in listings}
    listed = {listing.key: listing for listing in directory.listings}
    for center in directory.centers:
        how = {"role": center.role or "", **cited_in(center, listed[center.listing])}
        place = {"listing": listings[center.listing], "order": next(orders[center.listing])}
        yield Entry(organization=bodies[center.key], **place, **how)
    for row in directory.listings:
        for entry, name in _named(row):
            place = {"listing": listings[row.key], "order": next(orders[row.key])}
            yield Entry(organization=bodies[printed[name][0]], **place, **_cited(row, entry, name))


def _named(row: files.ListingFile) -> Iterator[tuple[files.EntryFile, str]]:
    for entry in row.entry:
        yield from ((entry, name) for name in entry.bodies)


def _cited(row: files.ListingFile, entry: files.EntryFile, name: str) -> dict[str, Any]:
    """Where a list names a body: on a page of its own, or on that of the list, by the name itself."""
    own = source(entry) if entry.at else {**source(row), "note": ""}
    return {**own, "printed": entry.printed or name, "group": entry.group}


def _criteria(directory: files.Directory, listings: Listings) -> Iterator[Criterion]:
    for row in directory.listings:
        for order, criterion in enumerate(row.criterion):
            values = {name: getattr(criterion, name) for name in ("key", "name", "name_en", "least", "unit")}
            yield Criterion(listing=listings[row.key], order=order, **values, **source(criterion))


def _count(order: int, row: files.CountFile, listings: Listings) -> None:
    values = {name: getattr(row, name) for name in ("name", "name_en", "number", "measure")}
    values |= {"order": order, **source(row)}
    counted, _ = PrintedCount.objects.update_or_create(key=row.key, defaults=values)
    counted.listings.set(listings[key] for key in row.listings)
