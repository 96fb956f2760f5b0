"""The navigation: sections that have pages, and where the reader is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils.translation import override

from tsunagu import rooms
from tsunagu.rooms import Section
from tsunagu.web import navigation


@pytest.fixture(autouse=True)
def japanese() -> Iterator[None]:
    """A page that was asked for in English leaves its language behind."""
    with override("ja"):
        yield


def _currents(path: str) -> dict[str, str]:
    """What is marked as current, sections and pages, at an address."""
    sections = navigation.sections(resolve(path))
    entries = [*sections, *(page for section in sections for page in section.pages)]
    return {entry.label: entry.current for entry in entries if entry.current}


SHOWN = {section: [room for room in rooms.ROOMS if room.section is section] for section in Section}


def test_only_sections_with_pages_are_shown_in_the_order_of_the_list() -> None:
    shown = [section.label for section in navigation.sections(None)]
    assert shown == [section.ja for section, among in SHOWN.items() if among]
    assert len(Section) > len(shown) > 1


def test_a_section_shows_its_pages_and_leads_to_the_first() -> None:
    announced = [[reverse(page.view) for page in rooms.pages(among)] for among in SHOWN.values() if among]
    sections = navigation.sections(None)
    assert [[page.url for page in section.pages] for section in sections] == announced
    assert [section.url for section in sections] == [first for first, *_ in announced]


@pytest.mark.parametrize(
    ("path", "currents"),
    [
        ("/maps/", {"見つける": "true", "地図で見る": "page"}),
        ("/maps/maas/", {"見つける": "true", "地図で見る": "true"}),
        ("/strengths/", {"強みを知る": "true", "強い大学": "page"}),
        ("/strengths/universities/5/works/", {"強みを知る": "true", "一つの大学": "true"}),
        ("/strengths/works/5/", {"強みを知る": "true"}),
        ("/about/", {}),
        ("/", {}),
    ],
)
def test_the_place_of_the_reader_is_marked(path: str, currents: dict[str, str]) -> None:
    assert _currents(path) == currents


def test_an_address_that_is_no_page_is_in_no_section() -> None:
    assert {section.current for section in navigation.sections(None)} == {""}


def test_the_navigation_speaks_the_language_of_the_address() -> None:
    with override("en"):
        find, *_ = navigation.sections(resolve("/en/contacts/"))
        [contacts] = [page for page in find.pages if page.current]
        assert (find.label, contacts.label, contacts.url) == ("Find", "Contacts", "/en/contacts/")
        assert contacts.current == "page"


@pytest.mark.long
@pytest.mark.django_db
def test_a_page_marks_one_link_as_itself(static_files, made_up, settings) -> None:
    settings.STRENGTHS = made_up
    html = Client(headers={"host": "localhost"}).get("/en/strengths/layers/").content.decode()
    header = html[html.index("<header") : html.index("</header>")]
    assert header.count('aria-current="page"') == 1
    assert header.count('aria-current="true"') == 1
    assert 'popovertarget="menu"' in header
    assert '<nav id="menu"' in header


@pytest.mark.parametrize("room", rooms.ROOMS, ids=lambda room: room.key)
def test_pages_of_a_room_stand_in_its_own_namespace(room: rooms.Room) -> None:
    views = [view for page in room.pages for view in (page.view, *page.below)]
    assert {view.partition(":")[0] for view in views} <= {room.key}
    assert room.section is None or room.pages
    assert room.section or all(page.footer for page in room.pages)


def test_a_page_listed_on_the_home_page_has_a_title() -> None:
    assert [page.view for page in rooms.pages(rooms.ROOMS) if page.line and not page.title] == []
