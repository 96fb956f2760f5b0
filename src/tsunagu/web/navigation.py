"""The navigation: sections with their pages as the rooms announce them, and where the reader is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.urls import ResolverMatch, reverse

from tsunagu import rooms
from tsunagu.kernel.labels import language
from tsunagu.rooms import Page, Room, Section


@dataclass(frozen=True, slots=True)
class Entry:
    """A link. current: the value of its ``aria-current``, empty where the reader is elsewhere."""

    label: str
    title: str
    url: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section with its pages; its own link leads to the first of them."""

    label: str
    url: str
    current: str
    pages: list[Entry]


def sections(match: ResolverMatch | None) -> list[SectionEntry]:
    """The sections that have pages. match: the address that is shown; none where it is no page."""
    return _sections(language(), match.namespace if match else "", match.view_name if match else "")


@lru_cache(maxsize=256)  # as many as there are views, in both languages
def _sections(_language: str, namespace: str, view: str) -> list[SectionEntry]:
    entries = (_section(section, namespace, view) for section in Section)
    return [entry for entry in entries if entry is not None]


def current_room(match: ResolverMatch | None) -> Room | None:
    """The room whose page is shown."""
    return _room(match.namespace if match else "")


def _room(namespace: str) -> Room | None:
    return next((room for room in rooms.ROOMS if room.key == namespace), None)


def title(match: ResolverMatch | None) -> str:
    """What the page shown is called; empty where it has no entry of its own."""
    shown = (page for page in rooms.pages(rooms.ROOMS) if match and page.view == match.view_name)
    return next((_title(page) for page in shown), "")


def footer_entries() -> list[Entry]:
    """The pages to which the foot of every page leads."""
    return [_entry(page, "") for page in rooms.pages(rooms.ROOMS) if page.footer]


def _section(section: Section, namespace: str, view: str) -> SectionEntry | None:
    inside = [room for room in rooms.ROOMS if room.section is section]
    pages = [_entry(page, view) for page in rooms.pages(inside)]
    if not pages:
        return None
    current = "true" if _room(namespace) in inside else ""
    return SectionEntry(section.label, pages[0].url, current, pages)


def _entry(page: Page, view: str) -> Entry:
    return Entry(str(page.label), _title(page), reverse(page.view), _current(page, view))


def _title(page: Page) -> str:
    return str(page.title or page.label)


def _current(page: Page, shown: str) -> str:
    if shown == page.view:
        return "page"
    return "true" if shown in page.below else ""
