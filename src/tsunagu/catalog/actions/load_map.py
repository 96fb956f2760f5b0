"""Write one map edition with its boxes and contact rows."""

from __future__ import annotations

import msgspec

from tsunagu.catalog import files
from tsunagu.catalog.actions.facts import Named, columns, refusals
from tsunagu.catalog.enums import EditionState
from tsunagu.catalog.models import Box, Contact, ContactPoint, Map
from tsunagu.catalog.rules.editions import FILE
from tsunagu.organizations import actions as organizations


def load_map(
    record: files.MapFile,
    named: Named,
    *,
    number: int = FILE,
    checksum: str = "",
) -> Map:
    """Replace an edition of a map by what its file or its sheets say; a new one is a draft, save that of a file.

    Raises ``Rejected``.
    """
    with refusals(map_name(record)):
        map_ = _map(record, named, number, checksum)
        map_.boxes.all().delete()
        map_.contacts.all().delete()
        boxes = enumerate(record.box, start=1)
        Box.objects.bulk_create(_box(map_, order, box, named) for order, box in boxes)
        for order, row in enumerate(record.contact, start=1):
            _create_contact(map_, order, row, named)
    return map_


def map_name(record: files.MapFile) -> str:
    """How reports name a map edition."""
    return f"{record.key} {record.fiscal_year}"


def _map(record: files.MapFile, named: Named, number: int, checksum: str) -> Map:
    values = columns(record, "key", "fiscal_year", "heading", "band_program", "box", "contact") | {
        "headings": msgspec.to_builtins(record.heading),
        "band_program": named.programs.get(record.band_program),
        "checksum": checksum,
        **named.sources.of(record),
    }
    state = EditionState.PUBLISHED if number == FILE else EditionState.DRAFT
    map_, _ = Map.objects.update_or_create(
        key=record.key,
        fiscal_year=record.fiscal_year,
        number=number,
        defaults=values,
        create_defaults=values | {"state": state},
    )
    return map_


def _box(map_: Map, order: int, box: files.BoxFile, named: Named) -> Box:
    return Box(
        map=map_,
        order=order,
        program=named.programs[box.program],
        ministry_printed=box.ministry,
        **columns(box, "program", "ministry"),
        **named.sources.of(box),
    )


def _create_contact(map_: Map, order: int, row: files.ContactFile, named: Named) -> None:
    contact = Contact.objects.create(
        map=map_,
        order=order,
        program=named.programs[row.program],
        applicants=[str(number) for number in row.applicants],
        partial=[str(number) for number in row.partial],
        **columns(row, "program", "applicants", "partial", "office"),
        **named.sources.of(row),
    )
    for place, office in enumerate(row.office, start=1):
        _create_point(contact, place, office, named)


def _create_point(contact: Contact, order: int, office: files.OfficeFile, named: Named) -> None:
    ContactPoint.objects.create(
        contact=contact,
        order=order,
        office=organizations.office(named.bodies[office.ministry], office.corrected or office.path),
        ministry=office.ministry,
        department=office.path,
        **columns(office, "ministry", "path", "corrected"),
    )
