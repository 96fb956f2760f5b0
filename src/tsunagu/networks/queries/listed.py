"""What has a page of its own, and when anything last changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from tsunagu.kernel.remembering import remembered
from tsunagu.networks.models import Load, Network
from tsunagu.networks.queries.directory import published
from tsunagu.organizations.queries import regions


@dataclass(frozen=True, slots=True)
class RegionPage:
    """The page of the networks of a prefecture."""

    code: str

    def get_absolute_url(self) -> str:
        """Its address."""
        return reverse("networks:region", args=[self.code])


def things() -> list[Network | RegionPage]:
    """All published networks, and the prefectures."""
    return [*published(), *(RegionPage(tile.code) for tile in regions.known_tiles())]


@remembered()
def updated() -> datetime | None:
    """When the text files were last loaded with a change."""
    loaded = Load.objects.first()
    return loaded.loaded if loaded else None
