"""Published surveys as JSON say what their page says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.surveys.test_actions import LINK, OFFICER, answered, begun, member
from tsunagu.kernel import clock
from tsunagu.surveys import actions

pytestmark = pytest.mark.django_db


def _json(path: str = "") -> Any:
    return Client().get(f"/api/v1/surveys{path}").json()


def test_the_survey_of_2021_says_what_is_printed_and_where():
    [row] = _json()["results"]
    assert (row["key"], row["year"], row["closed"]) == ("mic-2021", 2021, None)
    found = _json("/mic-2021")
    council = {"question": "council", "answer": "yes", "count": 28, "base": 67}
    assert (found["counts"], found["before"], found["counts_before"]) == ([council], None, [])
    assert "council" in {question["key"] for question in found["questions"]}
    printed = [row for row in found["printed_results"] if row["count"] is not None]
    assert [(row["count"], row["base"]) for row in printed] == [(28, 67)]
    assert printed[0]["document"]
    assert found["quotes"][0]["printed"]


def test_a_survey_that_there_is_not_is_a_problem():
    found = Client().get("/api/v1/surveys/mic-1999")
    assert (found.status_code, found["Content-Type"]) == (404, "application/problem+json")


def test_nobody_reads_a_survey_before_it_is_published_and_then_beside_the_year_before():
    survey = begun(closes=clock.now() + timedelta(days=1))
    by = member("pref-tokushima")
    actions.invite(survey, by=OFFICER, link=LINK)
    answered(by, "pref-tokushima", "yes")
    for step in (actions.close, actions.publish):
        assert Client().get("/api/v1/surveys/mic-2026").status_code == 404
        assert [row["key"] for row in _json()["results"]] == ["mic-2021"]
        step(survey, by=OFFICER)
    found = _json("/mic-2026")
    council = {row["answer"]: (row["count"], row["base"]) for row in found["counts"] if row["question"] == "council"}
    assert (council["yes"], council["not-answered"]) == ((1, 3), (2, 3))
    [before] = [row for row in found["counts_before"] if (row["question"], row["answer"]) == ("council", "yes")]
    assert (found["before"], before["count"], before["base"]) == ("mic-2021", 28, 67)
