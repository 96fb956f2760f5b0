"""What has a page of its own, and when anything last changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.urls import reverse

from tsunagu.kernel.remembering import remembered
from tsunagu.organizations.models import Load, Organization
from tsunagu.organizations.queries import regions


@dataclass(frozen=True, slots=True)
class RegionPage:
    """The page of a prefecture."""

    code: str

    def get_absolute_url(self) -> str:
        """Its address."""
        return reverse("organizations:region", args=[self.code])


def things() -> list[Organization | RegionPage]:
    """All bodies and prefectures. People are not led to: who looks for somebody comes from a body."""
    bodies: Iterable[Organization] = Organization.objects.only("key")
    return list(chain(bodies, (RegionPage(tile.code) for tile in regions.known_tiles())))


@remembered()
def updated() -> datetime | None:
    """When the text files were last loaded with a change."""
    loaded = Load.objects.first()
    return loaded.loaded if loaded else None
