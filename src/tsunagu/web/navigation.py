"""The navigation: sections with their pages as the rooms announce them, and where the reader is."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import ResolverMatch, reverse

from tsunagu import rooms
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
    entries = (_section(section, match) for section in Section)
    return [entry for entry in entries if entry is not None]


def current_room(match: ResolverMatch | None) -> Room | None:
    """The room whose page is shown."""
    namespace = match.namespace if match else ""
    return next((room for room in rooms.ROOMS if room.key == namespace), None)


def title(match: ResolverMatch | None) -> str:
    """What the page shown is called; empty where it has no entry of its own."""
    shown = (page for page in rooms.pages(rooms.ROOMS) if match and page.view == match.view_name)
    return next((_title(page) for page in shown), "")


def footer_entries() -> list[Entry]:
    """The pages to which the foot of every page leads."""
    return [_entry(page, None) for page in rooms.pages(rooms.ROOMS) if page.footer]


def _section(section: Section, match: ResolverMatch | None) -> SectionEntry | None:
    inside = [room for room in rooms.ROOMS if room.section is section]
    pages = [_entry(page, match) for page in rooms.pages(inside)]
    if not pages:
        return None
    current = "true" if current_room(match) in inside else ""
    return SectionEntry(section.label, pages[0].url, current, pages)


def _entry(page: Page, match: ResolverMatch | None) -> Entry:
    current = _current(page, match.view_name if match else "")
    return Entry(str(page.label), _title(page), reverse(page.view), current)


def _title(page: Page) -> str:
    return str(page.title or page.label)


def _current(page: Page, shown: str) -> str:
    if shown == page.view:
        return "page"
    return "true" if shown in page.below else ""
