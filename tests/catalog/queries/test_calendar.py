"""The calendar of calls over made rows: each kind apart, each with its source, the same for calendars and feeds."""

from __future__ import annotations

from datetime import date, time

import pytest
import time_machine
from django.utils import translation
from icalendar import Calendar

from tsunagu.catalog import feeds
from tsunagu.catalog.actions import decide_state
from tsunagu.catalog.enums import CallKind, Evidence, State
from tsunagu.catalog.models import Call, Document, Program
from tsunagu.catalog.queries.calendar import CALLS, CallsQuery, calls

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _plain_static_files(settings) -> None:
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def _only_made_calls() -> None:
    Call.objects.all().delete()


def _call(program: str, opens: str, closes: str, known: str = "", **more) -> Call:
    first, last = date.fromisoformat(opens), date.fromisoformat(closes)
    key = f"made-{known or opens}"
    document, _ = Document.objects.get_or_create(
        key=key, defaults={"title": "公募要領", "known_from": known or opens, "url": "https://example.jp/"}
    )
    source = {} if more.get("evidence") == Evidence.ASSUMED else {"document": document, "page": "2"}
    usual = {"evidence": Evidence.ANNOUNCED, "fiscal_year": first.year}
    chosen = Program.objects.get(key=program)
    return Call.objects.create(program=chosen, opens=first, closes=last, **{**usual, **source, **more})


def _seen(day: date = DAY, **query) -> list[tuple[str, CallKind]]:
    return [(entry.program.key, entry.kind) for entry in calls(CallsQuery(as_of=day, **query))]


def test_windows_are_open_announced_assumed_or_past_and_stand_in_this_order():
    _call("spring", "2026-02-01", "2026-04-01")
    _call("coi-next", "2026-11-01", "2026-12-01")
    _call("j-peaks", "2026-12-02", "2027-01-31", known="2026-11-20")
    _call("sparc", "2027-02-01", "2027-03-01", evidence=Evidence.ASSUMED)
    assert _seen() == [
        ("coi-next", CallKind.OPEN),
        ("j-peaks", CallKind.ANNOUNCED),
        ("sparc", CallKind.ASSUMED),
        ("spring", CallKind.PAST),
    ]
    assert _seen(kind=CallKind.ANNOUNCED) == [("j-peaks", CallKind.ANNOUNCED)]


def test_a_window_without_a_last_day_is_announced_until_its_result_or_the_next_fiscal_year():
    row = _call("coi-next", "2026-11-20", "2026-12-31")
    Call.objects.filter(pk=row.pk).update(closes=None)
    assert _seen() == [("coi-next", CallKind.ANNOUNCED)]
    assert _seen(day=date(2027, 4, 1)) == [("coi-next", CallKind.PAST)]
    Call.objects.filter(pk=row.pk).update(decided=date(2026, 11, 30))
    assert _seen() == [("coi-next", CallKind.PAST)]


def test_no_month_is_expected_of_a_program_that_a_notice_calls_closed():
    _call("j-peaks", "2023-05-26", "2023-07-26")
    _call("j-peaks", "2024-05-28", "2024-07-29")
    assert _seen(kind=CallKind.EXPECTED) == []


def test_a_month_is_expected_where_none_is_announced_and_the_program_goes_on():
    _call("spring", "2025-02-01", "2025-04-01")
    _call("spring", "2026-02-01", "2026-04-01")
    [expected] = calls(CallsQuery(kind=CallKind.EXPECTED, as_of=DAY))
    assert (expected.usual.month, expected.opens, expected.closes) == (date(2027, 2, 1), None, None)
    assert expected.basis == "過去5年度のうち2年度で公募開始を確認。日程は未公表"
    decide_state("spring", State.ENDED, reason="終了を確認", since=date(2026, 11, 1))
    assert _seen(kind=CallKind.EXPECTED) == []


def test_an_announced_window_takes_the_place_of_the_expected_month():
    _call("spring", "2025-02-01", "2025-04-01")
    _call("spring", "2026-02-01", "2026-04-01")
    _call("spring", "2027-02-10", "2027-04-01", known="2026-11-30")
    assert _seen(kind=CallKind.EXPECTED) == []
    assert _seen(kind=CallKind.EXPECTED, day=date(2026, 11, 29)) == [("spring", CallKind.EXPECTED)]


def test_an_assumption_about_the_past_is_not_shown_and_what_two_documents_announce_is_one_window():
    _call("sparc", "2026-01-01", "2026-02-01", evidence=Evidence.ASSUMED)
    _call("coi-next", "2026-11-01", "2026-12-31")
    _call("coi-next", "2026-11-01", "2026-12-31", known="2026-11-05")
    assert _seen() == [("coi-next", CallKind.OPEN)]


@pytest.mark.parametrize("size", [1, 3])
def test_the_calendar_takes_as_many_statements_for_one_window_as_for_three(django_assert_num_queries, size):
    for key in ["coi-next", "spring", "sparc"][:size]:
        _call(key, "2026-11-01", "2026-12-31")
    with django_assert_num_queries(10):
        table = CALLS.keyed("calls", calls(CallsQuery(as_of=DAY)))
    assert len(table.rows) == size


def _absolute(path: str) -> str:
    return f"https://tsunagu.example{path}"


def test_calendars_get_an_event_a_window_and_tentative_ones_for_what_is_not_announced():
    _call("coi-next", "2026-11-01", "2026-12-31", closes_at=time(12, 0))
    _call("spring", "2025-02-01", "2025-04-01")
    _call("spring", "2026-02-01", "2026-04-01")
    entries = [entry for entry in calls(CallsQuery(as_of=DAY)) if entry.kind is not CallKind.PAST]
    with translation.override("ja"):
        read = Calendar.from_ical(feeds.icalendar(entries, _absolute))
    window, expected = read.events
    assert (window.start, window.end, window["STATUS"]) == (date(2026, 11, 1), date(2027, 1, 1), "CONFIRMED")
    assert "2026年12月31日 12:00" in window["DESCRIPTION"]
    assert "公募要領 2 https://example.jp/" in window["DESCRIPTION"]
    assert (expected.start, expected.end, expected["STATUS"]) == (date(2027, 2, 1), date(2027, 3, 1), "TENTATIVE")
    assert str(expected["SUMMARY"]).startswith("[例年] ")
    assert len({str(event["UID"]) for event in read.events}) == 2


@pytest.mark.long
@pytest.mark.parametrize("made", [False, True])
@pytest.mark.parametrize("address", ["/calendar.ics", "/calendar.atom", "/en/calendar.atom"])
def test_files_for_other_programs_are_asked_for_again_only_when_they_changed(client, address, made):
    if made:
        _call("coi-next", "2026-11-01", "2026-12-31")
    with time_machine.travel("2026-12-01T09:00:00+09:00", tick=False):
        first = client.get(address)
    with time_machine.travel("2026-12-01T10:00:00+09:00", tick=False):
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.long
def test_the_page_shows_each_kind_apart_with_its_source(client):
    _call("coi-next", "2026-11-01", "2026-12-31")
    _call("sparc", "2027-02-01", "2027-03-01", evidence=Evidence.ASSUMED)
    page = client.get("/calendar/?as_of=2026-12-01").text
    assert page.index('<h2 id="open">') < page.index('<h2 id="assumed">')
    assert "編集部の想定。公表された日程ではない" in page
    assert "公募要領" in page
