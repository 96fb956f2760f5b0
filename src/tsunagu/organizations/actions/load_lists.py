"""Printed lists and counts of the text files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from tsunagu.organizations import files
from tsunagu.organizations.actions.load_bodies import Bodies, source
from tsunagu.organizations.files.references import by_printed_name
from tsunagu.organizations.models import Criterion, Entry, Listing, PrintedCount


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
    PrintedCount.objects.filter(filed=True).exclude(key__in=[row.key for row in directory.counts]).delete()


def _listing(row: files.ListingFile, bodies: Bodies) -> Listing:
    values = {name: getattr(row, name) for name in ("name", "name_en", "complete", "figures", "valid_from", "valid_to")}
    network = bodies[row.network] if row.network else None
    listing, _ = Listing.objects.update_or_create(key=row.key, defaults={**values, "network": network, **source(row)})
    return listing


def _entries(directory: files.Directory, listings: dict[str, Listing], bodies: Bodies) -> Iterator[Entry]:
    printed = by_printed_name(directory)
    orders = {key: count() for key in listings}
    for center in directory.centers:
        listing = listings[center.listing]
        cited = {"document": listing.document, "page": listing.page, "printed": center.printed or center.name}
        yield Entry(
            listing=listing,
            organization=bodies[center.key],
            order=next(orders[center.listing]),
            role=center.role or "",
            note=center.note,
            filed=True,
            **cited,
        )
    for row in directory.listings:
        for entry in row.entry:
            cited = source(entry) if entry.at else {**source(row), "printed": "", "note": ""}
            for name in entry.bodies:
                yield Entry(
                    listing=listings[row.key],
                    organization=bodies[printed[name][0]],
                    order=next(orders[row.key]),
                    group=entry.group,
                    **{**cited, "printed": cited["printed"] or name},
                )


def _criteria(directory: files.Directory, listings: dict[str, Listing]) -> Iterator[Criterion]:
    for row in directory.listings:
        for order, criterion in enumerate(row.criterion):
            values = {name: getattr(criterion, name) for name in ("key", "name", "name_en", "least", "unit")}
            yield Criterion(listing=listings[row.key], order=order, **values, **source(criterion))


def _count(order: int, row: files.CountFile, listings: dict[str, Listing]) -> None:
    values = {name: getattr(row, name) for name in ("name", "name_en", "number", "measure")}
    counted, _ = PrintedCount.objects.update_or_create(key=row.key, defaults={**values, "order": order, **source(row)})
    counted.listings.set(listings[key] for key in row.listings)
