"""Points, meetings and milestones as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def _json(path: str, status: int = 200, **asked: str) -> Any:
    answer = Client().get(f"/api/v1/governance/{path}", asked)
    assert answer.status_code == status, answer.content
    return answer.json()


def test_points_come_with_their_answers_and_sources():
    found = _json("points", body="csti", kind="instruction")
    [point] = found["results"]
    assert (point["key"], point["standing"], point["asked_by"]) == ("instruction-package", "done", "総理大臣")
    [answer] = point["answers"]
    told = (answer["given_in"], answer["version"], answer["tie"], answer["source"]["page"])
    assert told == ("package-2022-02", "package-2022-02", "printed", "1")


def test_what_is_not_known_is_null_and_not_made_up():
    [point] = _json("points", standing="unanswered")["results"]
    assert (point["date"], point["meeting"], point["answers"]) == (None, "", [])


def test_meetings_and_milestones():
    meetings = _json("meetings", limit="2")
    assert (meetings["count"], [row["date"] for row in meetings["results"]]) == (7, ["2021-08-26", "2021-09-15"])
    stones = {row["key"]: row for row in _json("milestones", as_of="2026-12-01")["results"]}
    assert (stones["fund-start"]["state"], stones["fund-start"]["done"]) == ("no-record", None)


def test_what_is_not_there_is_refused():
    assert _json("points", 422, body="nobody")["errors"]
    assert _json("meetings", 422, body="nobody")["errors"]
