"""One program of the real data: all that its page shows."""

from __future__ import annotations

import pytest

from tsunagu.catalog.enums import BudgetKind
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries import sources
from tsunagu.catalog.queries.glance import glance

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["coi-next", "sparc", "regional-university-grant"])
def test_a_program_and_all_that_a_page_shows_of_it_takes_13_statements(django_assert_num_queries, key):
    with django_assert_num_queries(13):
        found = program_queries.program(key)
        program_queries.links(found)
        program_queries.newest_by_kind(found)
        glance(found)
        program_queries.by_year(found.editions.all())
        program_queries.offices(found)
        assert sources.pages(found)
        assert [track.document for edition in found.editions.all() for track in edition.tracks.all()]
        assert [point for contact in found.contacts.all() for point in contact.points.all()]


def test_a_program_that_is_not_there_is_none():
    assert program_queries.program("nowhere") is None


def test_the_newest_figure_of_each_kind_is_shown():
    newest = program_queries.newest_by_kind(program_queries.program("coi-next"))
    assert newest[BudgetKind.DRAFT].fiscal_year == 2025
    assert all(figure.amount is not None for figure in newest.values())
    assert list(newest) == [kind for kind in BudgetKind if kind in newest]


def test_a_call_tells_the_amount_before_the_request_of_its_year():
    seen = glance(program_queries.program("j-peaks"))
    assert (seen.edition.basis, seen.amounts[0].amount_text) == ("call", "1件あたり上限55億円")


def test_a_relation_is_seen_from_both_sides():
    ahead = {(link.label, link.program.key) for link in program_queries.links(program_queries.program("coi-next"))}
    back = {(link.label, link.program.key) for link in program_queries.links(program_queries.program("coi"))}
    assert ("前身", "coi") in ahead
    assert ("後継", "coi-next") in back


def test_several_programs_come_in_the_order_asked_for():
    found = program_queries.side_by_side(["sparc", "nowhere", "coi-next"])
    assert [one.key for one in found] == ["sparc", "coi-next"]
