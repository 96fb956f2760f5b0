"""People and resources of the text files."""

from __future__ import annotations

from collections.abc import Collection

from tsunagu.organizations import files
from tsunagu.organizations.actions.load_bodies import Bodies, source
from tsunagu.organizations.models import Appointment, Person, Resource


def load_people(rows: Collection[files.PersonFile], bodies: Bodies) -> None:
    """Bring in people as documents print them; what somebody else wrote of them stays."""
    Appointment.objects.filter(filed=True).delete()
    for row in rows:
        values = {"name": row.name, "fields": row.fields, **source(row)}
        person, _ = Person.objects.update_or_create(key=row.key, defaults=values)
        Appointment.objects.bulk_create(_post(person, post, bodies) for post in row.post)
    Person.objects.filter(filed=True).exclude(key__in=[row.key for row in rows]).delete()


def _post(person: Person, row: files.PostFile, bodies: Bodies) -> Appointment:
    values = {name: getattr(row, name) for name in ("title", "title_en", "valid_from", "valid_to")}
    return Appointment(person=person, organization=bodies[row.body], **values, **source(row))


def load_resources(rows: Collection[files.ResourceFile], bodies: Bodies) -> None:
    """Bring in what bodies own, and take out what the files no longer name."""
    for row in rows:
        values = {"owner": bodies[row.owner]}
        values |= {name: getattr(row, name) for name in ("kind", "name", "name_en")}
        Resource.objects.update_or_create(key=row.key, defaults={**values, **source(row)})
    Resource.objects.filter(filed=True).exclude(key__in=[row.key for row in rows]).delete()
