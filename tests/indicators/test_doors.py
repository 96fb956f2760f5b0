"""Indicators in the terminal and as JSON."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.indicators.conftest import confirmed, definition, figure, ratio, second, submitted, year
from tsunagu.indicators.cli import indicators_

pytestmark = pytest.mark.django_db


def _run(*arguments: str):
    return CliRunner().invoke(indicators_, arguments)


def _json(path: str, **asked: str):
    return Client().get(f"/api/v1/indicators{path}", asked).json()


def test_indicators_are_listed_with_their_definition():
    lines = _run("list", "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("indicator,name,level,unit,direction,aggregation,version,assumed,bodies")
    assert lines[1].startswith("participants,参画機関数,input,機関,up,last,1,true,0")
    assert [row["key"] for row in _json("", level="impact")["results"]] == ["jobs"]


def test_a_series_names_every_break(ko, ura):
    confirmed(ko, ura, figure(10), year(2023))
    confirmed(ko, ura, figure("12.5"), year(2024), under=second())
    submitted(ko, ura, figure(99), year(2025), under=definition("participants", 2))
    told = _run("series", "participants", "--body", "tokushima-council", "--format", "csv")
    assert [line.split(",")[:3] for line in told.stdout.splitlines()[1:]] == [
        ["2023", "1", "10"],
        ["2024", "2", "12.5"],
    ]
    assert told.stderr == "break: definition 1 up to 2023, definition 2 from 2024\n"
    found = _json("/participants/series/tokushima-council")
    assert found["breaks"] == [{"last": "2023", "first": "2024", "before": 1, "after": 2}]
    assert [(one["growth"], one["growth_unknown"]) for one in found["periods"]] == [(None, None), (None, "break")]
    assert _json("/participants/series/tokushima-council", as_of="2020-01-01")["periods"] == []


def test_bodies_side_by_side_say_of_how_many(ko, otsu, ura, other_ura):
    share = definition("company-share")
    confirmed(ko, ura, ratio(1, 2), year(2024), under=share)
    confirmed(otsu, other_ura, ratio(90, 100), year(2024), under=share)
    told = _run("compare", "company-share", "--year", "R6", "--format", "csv")
    assert told.stderr == "all: 0.892157, of 2 of 2 bodies\n"
    found = _json("/company-share/compare", year="2024")
    assert (found["total"], found["known"], found["asked"]) == (0.892157, 2, 2)
    nothing = _json("/company-share/compare", year="2020")
    assert (nothing["total"], nothing["total_unknown"], nothing["asked"]) == (None, "missing", 2)
    assert [row["figure"] for row in nothing["rows"]] == [None, None]


def test_what_is_not_there_is_said():
    assert "there is no indicator nothing" in _run("compare", "nothing").output
    assert _run("series", "nothing", "--body", "nobody").exit_code == 1
    assert Client().get("/api/v1/indicators/nothing/compare").status_code == 404
