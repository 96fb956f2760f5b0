"""The catalog as it stood on a day: nothing that became known later, through every door."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.turns import one_in
from tsunagu.catalog.models import BudgetFigure, Document, Edition, Package, Program, Sourced
from tsunagu.catalog.models.days import _seen, known_on
from tsunagu.catalog.queries import program as program_queries
from tsunagu.catalog.queries import states
from tsunagu.catalog.queries.contacts import ContactQuery, contacts
from tsunagu.catalog.queries.maps import MapQuery, cards, maps
from tsunagu.catalog.queries.money import BudgetQuery, budget_figures
from tsunagu.catalog.queries.narrowing import ProgramQuery
from tsunagu.catalog.queries.search import programs

pytestmark = pytest.mark.django_db
THEN = date(2022, 2, 1)


@pytest.fixture(autouse=True)
def _plain_static_files(settings) -> None:
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def _known(fact: Sourced) -> bool:
    document = fact.document
    return document is None or (document.known_from or document.date or date.max) <= THEN


def test_facts_are_those_of_documents_that_were_known_and_those_of_ours():
    for model in (Edition, BudgetFigure, Package):
        every = list(model.objects.select_related("document"))
        with known_on(THEN):
            seen = list(model.objects.all())
        assert {fact.pk for fact in seen} == {fact.pk for fact in every if _known(fact)}
        assert 0 < len(seen) < len(every)
        assert len(list(model.objects.all())) == len(every)


def test_what_is_seen_on_a_day_is_built_once_and_not_for_every_row_that_is_prefetched_for():
    for chosen in (None, THEN):
        with known_on(chosen):
            list(Program.objects.prefetch_related("budgets", "eligibilities")[:1])
            before = _seen.cache_info()
            list(Program.objects.prefetch_related("budgets", "eligibilities")[:9])
            after = _seen.cache_info()
            assert (after.misses - before.misses, after.hits - before.hits >= 18) == (0, True)


def test_a_document_is_known_from_the_day_it_says_else_from_its_date_and_without_either_not_at_all():
    Document.objects.create(key="dated", title="dated", date=THEN)
    Document.objects.create(key="said", title="said", date=THEN, known_from=date(2022, 2, 2))
    Document.objects.create(key="undated", title="undated")
    with known_on(THEN):
        seen = set(Document.objects.values_list("key", flat=True))
    assert seen & {"dated", "said", "undated"} == {"dated"}


@pytest.mark.long
def test_a_program_of_which_no_document_had_spoken_is_in_no_list():
    later = Program.objects.get(key="coi-next")
    later.pk, later.key = None, "made-later"
    later.save(force_insert=True)
    with known_on(THEN):
        assert not Program.objects.filter(key="made-later").exists()
    assert "made-later" not in {found.program.key for found in programs(ProgramQuery(limit=1000, as_of=THEN))}
    assert "made-later" in {found.program.key for found in programs(ProgramQuery(limit=1000))}


def test_everything_that_is_loaded_with_a_program_is_of_the_day():
    with known_on(THEN):
        shown = program_queries.program("coi-next")
        facts = [*shown.editions.all(), *shown.budgets.all(), *shown.package_items.all(), *shown.eligibilities.all()]
        assert facts
        assert [fact for fact in facts if not _known(fact)] == []
    assert any(not _known(edition) for edition in program_queries.program("coi-next").editions.all())


def test_questions_are_answered_from_what_was_known_on_their_day():
    figures = budget_figures(BudgetQuery(as_of=THEN))
    assert 0 < len(figures) < len(budget_figures(BudgetQuery()))
    assert {_known(figure) for figure in figures} == {True}
    assert contacts(ContactQuery(as_of=date(2021, 12, 31))) == []
    assert maps(MapQuery(as_of=date(2021, 12, 31))) == []
    assert {card.state.as_of for card in cards(maps(MapQuery(as_of=THEN)))} == {THEN}


def test_the_day_of_a_question_ends_with_it():
    budget_figures(BudgetQuery(as_of=THEN))
    assert len(states.states()) == Program.objects.count()


PAGES = [
    "/programs/",
    "/programs/?q=大学",
    "/programs/coi-next/",
    "/maps/",
    "/maps/maas/",
    "/may-apply/?as=university",
    "/compare/?p=coi-next&p=sparc",
    "/shortlist/?p=coi-next&p=sparc",
    "/budgets/",
    "/changes/",
    "/contacts/",
    "/calendar/",
    "/sources/",
]


def _at(address: str, day: str = "2022-02-01") -> str:
    return f"{address}{'&' if '?' in address else '?'}as_of={day}"


@pytest.mark.parametrize("address", one_in(3, PAGES))
def test_a_page_says_its_day_leads_back_to_today_and_keeps_the_day_in_its_links(client, address):
    page, today = client.get(_at(address)), client.get(address)
    assert (page.status_code, today.status_code) == (200, 200)
    assert "2022年2月1日時点の表示です" in page.text
    assert "時点の表示です" not in today.text
    links = re.findall(r' href="(/(?:programs|maps|may-apply|budgets|contacts|calendar|sources)[^"]*)"', page.text)
    assert len(links) > 5
    assert [link for link in links if "as_of=2022-02-01" not in link] == []
    assert "as_of" not in "".join(re.findall(r' href="([^"]*)"', today.text))


@pytest.mark.long
def test_documents_that_came_later_are_named_on_no_page_of_a_day(client):
    later = "coi-next-2025"
    for address in ("/programs/coi-next/", "/sources/", "/compare/?p=coi-next"):
        assert later not in client.get(_at(address)).text, address
    assert later in client.get("/sources/").text


def test_what_is_no_day_is_left_out_and_named(client):
    page = client.get("/contacts/?as_of=2022-02-31").text
    assert "時点の表示です" not in page
    assert "2022-02-31" in page


@pytest.mark.long
def test_a_live_part_of_another_day_asks_for_the_whole_page(client):
    live = {"HX-Request": "true", "HX-Current-URL": "http://testserver/contacts/"}
    moved = client.get("/contacts/?as_of=2022-02-01&q=", headers=live)
    assert moved.headers["HX-Redirect"] == "/contacts/?as_of=2022-02-01"
    stays = live | {"HX-Current-URL": "http://testserver/contacts/?as_of=2022-02-01"}
    assert "HX-Redirect" not in client.get("/contacts/?as_of=2022-02-01", headers=stays).headers


def test_what_is_no_address_of_a_page_is_no_fault(client):
    live = {"HX-Request": "true", "HX-Current-URL": "http://[nowhere/"}
    assert client.get("/contacts/", headers=live).status_code == 200


def test_a_page_with_a_number_beyond_all_is_no_fault(client):
    assert client.get(f"/sources/package-2022/{'1' * 5000}/").status_code == 200


def test_a_file_of_a_day_holds_what_its_page_shows(client):
    then = client.get("/budgets/?format=csv&as_of=2022-02-01").text.splitlines()
    assert len(then) - 1 == len(budget_figures(BudgetQuery(as_of=THEN)))


def test_the_api_answers_for_a_day_and_an_old_yes_is_never_a_present_one(client):
    then = client.get("/api/v1/programs/coi-next", {"as_of": "2022-02-01"}).json()
    assert max(edition["fiscal_year"] for edition in then["editions"]) == 2022
    assert then["state"]["as_of"] == "2022-02-01"
    assert client.get("/api/v1/programs/coi-next", {"as_of": "2010-01-01"}).status_code == 404
    row = client.get("/api/v1/contacts", {"program": "road-to-l4", "as_of": "2024-05-01"}).json()["results"][0]
    assert (row["new_call"], row["fiscal_year"], row["state"]["state"]) == (True, 2022, "unknown")


@pytest.mark.long
@pytest.mark.parametrize("address", ["/contacts/", "/maps/", "/maps/maas/"])
def test_an_old_yes_of_a_table_reads_as_what_it_is(client, address):
    page = client.get(_at(address, "2024-05-01")).text
    assert "令和4年度：有（現在は未確認）" in page
    assert "新規公募：有" not in page
    assert "2024年5月時点" in page


def test_what_has_ended_stands_last_in_contacts_and_on_maps():
    from tsunagu.catalog.actions import decide_state
    from tsunagu.catalog.enums import State

    first = contacts(ContactQuery())[0].contact.program
    decide_state(first.key, State.ENDED, reason="終了を確認", since=date(2020, 4, 1))
    assert contacts(ContactQuery())[-1].contact.program == first
    for drawn in maps(MapQuery()):
        for column in drawn.columns:
            for lane in column.lanes.values():
                ended = [card.state.state is State.ENDED for card in lane]
                assert ended == sorted(ended)
