"""The sitemap: all pages in both languages, each with its other language."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from tsunagu import rooms


class Pages(Sitemap):  # type: ignore[type-arg]
    """The pages of the frame, and those that the rooms announce."""

    i18n = alternates = x_default = True

    def items(self) -> list[str]:
        """The names of their views."""
        return ["home", "about", "operator", "terms", *(page.view for page in rooms.pages(rooms.ROOMS))]

    def location(self, item: str) -> str:
        """Its address."""
        return reverse(item)


class Things(Sitemap):  # type: ignore[type-arg]
    """What has a page of its own in a room, as a program."""

    i18n = alternates = x_default = True

    def items(self) -> list[Any]:
        """Those of all rooms."""
        announced = (rooms.resolve(room.things)() for room in rooms.ROOMS if room.things)
        return list(chain.from_iterable(announced))

    def lastmod(self, item: Any) -> datetime | None:
        """When what the page shows last changed, where that is known."""
        changed: datetime | None = getattr(item, "updated", None)
        return changed


SITEMAPS = {"pages": Pages, "things": Things}
