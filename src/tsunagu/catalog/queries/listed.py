"""What has a page of its own, and when anything last changed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from tsunagu.catalog.models import Document, Map, Program
from tsunagu.catalog.queries import choices
from tsunagu.catalog.queries.editions import published
from tsunagu.kernel.remembering import remembered


def things() -> list[Program | Map | Document]:
    """All programs, of each map the newest edition, and the documents."""
    return [*Program.objects.only("key", "updated"), *choices.themes(), *Document.objects.only("key")]


@remembered()
def updated() -> datetime | None:
    """When a program or a map that readers see was last changed here."""
    newest = (rows.aggregate(newest=Max("updated"))["newest"] for rows in (Program.objects.all(), published()))
    return max(filter(None, newest), default=None)
