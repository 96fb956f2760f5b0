"""A map edition as sheets of a spreadsheet: what the officer who keeps the maps current edits once a year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from tsunagu.catalog.models import Box, Contact, ContactPoint, Map, Sourced
from tsunagu.kernel.tables import Column, Columns, Table, file_column


def _at(fact: Sourced) -> str:
    return f"{fact.document.key}:{fact.page}" if fact.document else ""


def _headings(map_: Map) -> str:
    return "\n".join(f"{heading['phase']}={heading['text']}" for heading in map_.headings)


def _corrected(point: ContactPoint) -> str:
    """The path of the office where it is not as printed."""
    return "" if point.office.path == point.department else "/".join(point.office.path)


def _office_columns(number: int) -> Iterator[Column[Contact]]:
    """The columns of the first or the second office to call."""

    def of_point(part: Callable[[ContactPoint], str]) -> Callable[[Contact], str]:
        def value(contact: Contact) -> str:
            points = list(contact.points.all())
            return part(points[number - 1]) if len(points) >= number else ""

        return value

    yield file_column(f"ministry_{number}", of_point(lambda point: point.ministry))
    yield file_column(f"department_{number}", of_point(lambda point: "/".join(point.department)))
    yield file_column(f"corrected_{number}", of_point(_corrected))
    yield file_column(f"tel_{number}", of_point(lambda point: point.tel))
    yield file_column(f"extension_{number}", of_point(lambda point: point.extension))
    yield file_column(f"email_{number}", of_point(lambda point: point.email))


MAPS = Columns[Map](
    file_column("map", lambda map_: map_.key),
    file_column("name", lambda map_: map_.name),
    file_column("name_en", lambda map_: map_.name_en),
    file_column("title", lambda map_: map_.title),
    file_column("axis", lambda map_: map_.axis),
    file_column("order", lambda map_: map_.order),
    file_column("budget_note", lambda map_: map_.budget_note),
    file_column("results_note", lambda map_: map_.results_note),
    file_column("band", lambda map_: map_.band),
    file_column("band_program", lambda map_: map_.band_program.key if map_.band_program else ""),
    file_column("headings", _headings),
    file_column("at", _at),
    file_column("printed", lambda map_: map_.printed),
)
BOXES = Columns[Box](
    file_column("map", lambda box: box.map.key),
    file_column("program", lambda box: box.program.key),
    file_column("name", lambda box: box.name),
    file_column("ministry", lambda box: box.ministry_printed),
    file_column("phase", lambda box: box.phase),
    file_column("lane", lambda box: box.lane),
    file_column("confidence", lambda box: box.confidence),
    file_column("amount", lambda box: box.amount),
    file_column("amount_printed", lambda box: box.amount_printed),
    file_column("inclusive", lambda box: box.inclusive),
    file_column("description", lambda box: box.description),
    file_column("at", _at),
    file_column("printed", lambda box: box.printed),
)
CONTACTS = Columns[Contact](
    file_column("map", lambda row: row.map.key),
    file_column("program", lambda row: row.program.key),
    file_column("name", lambda row: row.name),
    file_column("applicants", lambda row: ";".join(row.applicants)),
    file_column("partial", lambda row: ";".join(row.partial)),
    file_column("consortium", lambda row: row.consortium),
    file_column("applicants_printed", lambda row: row.applicants_printed),
    file_column("budget_thousand_yen", lambda row: row.budget_thousand_yen),
    file_column("budget_printed", lambda row: row.budget_printed),
    file_column("inclusive", lambda row: row.inclusive),
    file_column("includes_note", lambda row: row.includes_note),
    file_column("new_call", lambda row: row.new_call),
    *_office_columns(1),
    *_office_columns(2),
    file_column("at", _at),
    file_column("printed", lambda row: row.printed),
)
SHEETS = {"maps": MAPS.keys, "boxes": BOXES.keys, "contacts": CONTACTS.keys}


def tables(maps: Iterable[Map]) -> list[Table]:
    """The sheets of some maps (with boxes, contacts and points prefetched)."""
    chosen = list(maps)
    boxes = chain.from_iterable(map_.boxes.all() for map_ in chosen)
    contacts = chain.from_iterable(map_.contacts.all() for map_ in chosen)
    return [MAPS.keyed("maps", chosen), BOXES.keyed("boxes", boxes), CONTACTS.keyed("contacts", contacts)]
