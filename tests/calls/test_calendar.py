"""Calls that are made here stand in the one calendar of calls, and in the states of their programs."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from tests.calls.files import changed
from tests.calls.test_actions import BEFORE, DURING, OFFICER, put
from tsunagu.calls import actions
from tsunagu.calls.models import Call
from tsunagu.catalog.enums import State
from tsunagu.catalog.queries import states

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 7, 2, 12, tzinfo=timezone(timedelta(hours=9)))


@pytest.fixture
def made() -> Call:
    """A call of COI-NEXT, made here and published before it opens."""
    content = changed('by = "見本財団"', 'by = "見本財団"\nprogram = "coi-next"')
    with time_machine.travel(BEFORE):
        return actions.publish(put(content), by=OFFICER)


def listed(client: Client, **asked: str) -> list[dict[str, Any]]:
    rows = client.get("/api/v1/calls", {"program": "coi-next", "limit": 100, **asked}).json()["results"]
    return [row for row in rows if row["call"]]


def event(client: Client) -> Any:
    [found] = [one for one in _events(client) if one["UID"] == "call-sample@tsunagu"]
    return found


def _events(client: Client) -> list[Any]:
    return list(Calendar.from_ical(client.get("/calendar.ics").content).walk("VEVENT"))


def test_a_call_stands_in_the_calendar_with_its_page_and_opens_its_program(client: Client, made: Call):
    with time_machine.travel(DURING):
        [row] = [one for one in listed(client) if one["call"] == "sample"]
        assert (row["kind"], row["opens"], row["closes"], row["closes_at"]) == (
            "open",
            "2027-05-10",
            "2027-06-25",
            "12:00",
        )
        program = next(one for one in states.rows(states.StateQuery()) if one.program.key == "coi-next")
        assert program.state.state is State.OPEN
    with time_machine.travel("2027-04-01T00:00+09:00"):
        assert "sample" not in {one["call"] for one in listed(client)}


def test_a_call_that_documents_tell_of_is_one_entry_with_its_page(client: Client, made: Call):
    [row] = [one for one in listed(client) if one["call"] == "coi-next-regional-2024"]
    assert (row["kind"], row["closes"], row["source"]["document"]) == ("past", "2024-06-25", "jst-coi-next-result-2024")


def test_an_event_keeps_its_name_and_counts_up_when_its_deadline_moves(client: Client, made: Call):
    with time_machine.travel(DURING):
        before = event(client)
        actions.extend(made, by=OFFICER, closes=LATER, reason="障害")
        after = event(client)
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (before["UID"], str(after.end)) == (after["UID"], "2027-07-03")
    assert after["URL"].endswith("/calls/sample/")


def test_a_call_that_was_taken_back_leaves_the_calendar(client: Client, made: Call):
    with time_machine.travel(DURING):
        actions.withdraw(made, by=OFFICER, reason="中止")
        assert "sample" not in {one["call"] for one in listed(client)}
