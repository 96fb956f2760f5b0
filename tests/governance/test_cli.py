"""Meetings and points in the terminal."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from tsunagu.governance.cli import governance

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(governance, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def _rows(*arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_run(*arguments, "--format", "csv"))))


def test_what_nobody_answered_is_listed_with_its_source():
    assert _run("unanswered", "--format", "csv").splitlines() == [
        "point,heading,asked_by,date,document,page",
        "opinion-evaluation,主な意見,CSTI有識者議員懇談会（木曜会合）,,package-2022,5",
    ]


def test_counts_stand_beside_those_of_the_documents():
    assert _run("counts", "--format", "csv").splitlines()[:3] == [
        "name,printed,counted,document",
        "タスクフォースの構成府省,7,7,package-2022:5",
        "木曜会合の開催,4,4,package-2022:5",
    ]


def test_points_are_narrowed_and_say_what_became_of_them():
    rows = _rows("points", "--body", "regional-university-task-force")
    assert [(row["point"], row["date"], row["standing"]) for row in rows] == [
        ("opinion-catalog", "2021-09-15", "included"),
        ("opinion-window", "2021-09-15", "included"),
        ("opinion-synergy", "2021-09-15", "included"),
    ]
    assert len(_rows("points", "--standing", "done")) == 2


def test_a_body_that_is_not_there_is_refused_with_those_that_are():
    result = CliRunner().invoke(governance, ["points", "--body", "nobody"])
    assert (result.exit_code, "there are: csti" in result.output) == (2, True)


def test_meetings_and_milestones_are_listed():
    rows = _rows("meetings", "--body", "thursday-meetings")
    assert [row["date"] for row in rows] == ["2021-10-21", "2021-11-18", "2021-12-23", "2022-01-20"]
    stones = json.loads(_run("milestones", "--format", "json", "--course", "fund", "--as-of", "2021-02-01"))
    states = {row["milestone"]: row["state"] for row in stones}
    assert (states["fund-law-passed"], states["fund-start"]) == ("done", "ahead")
