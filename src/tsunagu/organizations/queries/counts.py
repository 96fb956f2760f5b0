"""Counts that documents print, beside what is counted here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch

from tsunagu.kernel.tables import Column, Columns
from tsunagu.organizations.enums import Measure, TieKind
from tsunagu.organizations.models import Entry, Listing, PrintedCount, Tie
from tsunagu.organizations.rules.counting import Listed, PrintedList, counted


@dataclass(frozen=True, slots=True)
class Compared:
    """A printed count, and what is counted of the lists it stands beside."""

    count: PrintedCount
    counted: int

    @property
    def agrees(self) -> bool:
        """Whether both are the same; else names are missing, and none is made up."""
        return self.counted == self.count.number


COUNTS = Columns[Compared](
    Column("name", "名称", "Name", lambda row: row.count.name),
    Column("printed", "資料の数", "Printed", lambda row: row.count.number, style="number"),
    Column("counted", "数えた数", "Counted", lambda row: row.counted, style="number"),
    Column("document", "資料", "Document", lambda row: _cited(row.count)),
)


def compared() -> list[Compared]:
    """All printed counts in the order of their documents; in five statements, however many there are."""
    hosts = Prefetch("organization__tied", Tie.objects.filter(kind=TieKind.HOST).select_related("body"), "hosts")
    entries = Prefetch("entries", Entry.objects.select_related("organization").prefetch_related(hosts))
    listings = Prefetch("listings", Listing.objects.prefetch_related(entries))
    rows = PrintedCount.objects.prefetch_related(listings)
    return list(map(_compared, rows))


def _compared(count: PrintedCount) -> Compared:
    lists = [_list(listing) for listing in count.listings.all()]
    return Compared(count, counted(Measure(count.measure), lists))


def _list(listing: Listing) -> PrintedList:
    entries = [_entry(entry) for entry in listing.entries.all()]
    return PrintedList(entries, listing.network_id is not None, listing.figures)


def _entry(entry: Entry) -> Listed:
    hosts = [tie.body for tie in entry.organization.hosts]  # type: ignore[attr-defined]
    prefectures = {body.prefecture for body in (entry.organization, *hosts) if body.prefecture}
    return Listed(entry.organization_id, entry.role, frozenset(host.pk for host in hosts), frozenset(prefectures))


def _cited(count: PrintedCount) -> str:
    return f"{count.document}:{count.page}" if count.page else count.document
