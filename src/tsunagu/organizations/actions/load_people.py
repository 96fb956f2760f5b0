"""People and resources of the text files."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from tsunagu.organizations import files
from tsunagu.organizations.actions.load_bodies import Bodies, source
from tsunagu.organizations.models import Appointment, Person, Resource

_UNSAID = {"filed": False, "document": "", "page": "", "printed": "", "said": {}}


def load_people(rows: Collection[files.PersonFile], bodies: Bodies) -> None:
    """Bring in people as documents print them; what somebody else wrote of them stays."""
    Appointment.objects.filter(filed=True).delete()
    for row in rows:
        person = _person(row)
        Appointment.objects.bulk_create(_post(person, post, bodies) for post in row.post)
    gone = Person.objects.filter(filed=True).exclude(key__in=[row.key for row in rows])
    held = Q(user__isnull=False) | Q(parts__isnull=False)
    kept = gone.filter(pk__in=gone.filter(held).values("pk"))
    kept.update(**_UNSAID)  # they look after it themselves, or more was joined to it; nothing is printed any more
    gone.delete()


def _person(row: files.PersonFile) -> Person:
    """Somebody as a file has them. Who is a user here writes of themselves; what the file says is kept beside it."""
    told = {"name": row.name, "fields": list(row.fields)}
    person = Person.objects.filter(key=row.key).first()
    if person is None or person.user is None:
        return Person.objects.update_or_create(key=row.key, defaults={**told, **source(row)})[0]
    person.said = {field: text for field, text in told.items() if text != getattr(person, field)}
    for column, value in source(row).items():
        setattr(person, column, value)
    person.save()
    return person


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
