"""Ministries, agencies and funding agencies of the catalog, and the offices that its contact tables name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tsunagu.organizations.actions import own_words
from tsunagu.organizations.actions.names import put_names
from tsunagu.organizations.enums import NameKind
from tsunagu.organizations.models import Office, Organization

_NAMES = {"name": NameKind.OFFICIAL, "name_en": NameKind.ENGLISH, "short": NameKind.SHORT}


def register(records: Iterable[Mapping[str, str]]) -> None:
    """Create or update ministries and agencies by key; parents come before their children."""
    known: dict[str, Organization] = {}
    kept = own_words.kept()
    for record in records:
        parent = record.get("parent")
        values = {name: record.get(name, "") for name in ("name", "name_en", "short", "kind")}
        row = Organization(key=record["key"], parent=known[parent] if parent else None, **values)
        own = own_words.spare_one(row, kept)
        body, _ = Organization.objects.update_or_create(key=row.key, defaults=_columns(row))
        put_names(body, own_words.spared(_names(values), own), spare=own_words.kinds(own))
        known[record["key"]] = body


def _columns(row: Organization) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "name_en", "short", "kind", "parent")}


def _names(values: Mapping[str, str]) -> list[tuple[NameKind, str]]:
    return [(kind, values[column]) for column, kind in _NAMES.items() if values[column]]


def office(organization: Organization, path: Sequence[str]) -> Office:
    """The office at this path, made when new."""
    office, _ = Office.objects.get_or_create(organization=organization, path=list(path))
    return office


def drop_unused_offices() -> None:
    """Remove offices that no contact names any more."""
    Office.objects.filter(contact_points__isnull=True).delete()
