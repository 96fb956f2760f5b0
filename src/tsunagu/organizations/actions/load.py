"""Bring the text files below ``data/organizations`` into the database, again and again, by natural key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from tsunagu.kernel import turns
from tsunagu.organizations import files
from tsunagu.organizations.actions.load_bodies import load_bodies
from tsunagu.organizations.actions.load_lists import load_lists
from tsunagu.organizations.actions.load_people import load_people, load_resources
from tsunagu.organizations.models import Load, Organization


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. changed: whether the files had changed at all."""

    bodies: int
    listings: int
    changed: bool


def load(data: Path, *, force: bool = False) -> LoadReport:
    """Load all files of the room below ``data`` in one transaction; nothing is done where none has changed.

    A folder that holds none of them leaves all as it is.
    Raises ``Rejected`` with every problem of every file; then nothing is changed.
    """
    with transaction.atomic():
        turns.take("organizations.load")  # two loads at once would trip over each other's keys
        checksum = files.checksum(data)
        if not checksum or (not force and Load.objects.filter(checksum=checksum).exists()):
            return LoadReport(0, 0, changed=False)
        directory = files.read(data, _others())
        bodies = load_bodies(directory)
        load_lists(directory, bodies)
        load_resources(directory.resources, bodies)
        load_people(directory.people, bodies)
        Load.objects.update_or_create(pk=1, defaults={"checksum": checksum})
    return LoadReport(len(directory.bodies) + len(directory.prefectures), len(directory.listings), changed=True)


def bring(data: Path, *, force: bool = False) -> list[str]:
    """Load the data files; gives the lines that say what changed. Raises ``Rejected``."""
    report = load(data, force=force)
    if not report.changed:
        return []
    return [f"organizations: {report.bodies} bodies, {report.listings} printed lists"]


def _others() -> frozenset[str]:
    """Keys of bodies that are here, but not from the files of this room."""
    return frozenset(Organization.objects.filter(filed=False).values_list("key", flat=True))
