"""The API over the store made by hand: it takes what the pages take, and answers as they do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils.translation import override

from tests.strengths import asked_by_hand
from tests.strengths.pages_by_hand import rows, site
from tests.strengths.questions.conftest import BETA, KO, OTSU, TEI, hand_store, openalex  # noqa: F401  a fixture
from tsunagu.strengths.doors.cli import strengths
from tsunagu.strengths.questions.records import QUESTIONS

API = "/api/v1/strengths"
OF_KO, BOTH = f"/universities/{openalex(KO)}", {"u": [openalex(KO), openalex(OTSU)]}


@pytest.fixture
def client(hand_store, settings) -> Client:  # noqa: F811  the fixture
    return site(hand_store, settings)


def table(answer: Any, number: int = 0) -> list[dict[str, Any]]:
    """The rows of a table of an answer by the names of its columns."""
    assert answer.status_code == 200, answer.content.decode()
    found = answer.json()["tables"][number]
    return [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]


def printed(rows: Iterable[dict[str, Any]]) -> list[dict[str, str]]:
    """Rows as a CSV file has them."""
    return [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows]


@pytest.mark.long
@pytest.mark.parametrize("entry", QUESTIONS, ids=lambda entry: entry.key)
def test_every_question_has_the_same_answer_at_every_door(client, entry, hand_store):  # noqa: F811  the fixture
    told = table(client.get(asked_by_hand.endpoint(entry)))
    assert told
    assert printed(told) == rows(client.get(asked_by_hand.page(entry, "en/", format="csv")))
    words = [*asked_by_hand.words(entry), "--format", "json", "--store", str(hand_store)]
    with override("ja"):  # a page that was asked for in English leaves its language behind
        assert json.loads(CliRunner().invoke(strengths, words).stdout) == told


@pytest.mark.long
@pytest.mark.parametrize(
    ("page", "address", "asked"),
    [
        ("/strengths/", "/map", {"least": "1", "reference": "value", "value": "12.0", "margin": "20"}),
        ("/strengths/", "/map", {"least": "1", "reference": "value", "value": "0", "everyone": "1"}),
        ("/strengths/", "/map", {"least": "1", "reference": "named", "university": "乙大学"}),
        ("/strengths/", "/map", {"least": "1", "groups": "nistep-271", "rule": "interval"}),
        (f"/strengths{OF_KO}/", OF_KO, {"base": "group"}),
        (f"/strengths{OF_KO}/works/", f"{OF_KO}/works", {"field": "7"}),
        ("/strengths/layers/", "/layers", {"least": "1", "size": "top"}),
        ("/strengths/layers/", "/layers", {"least": "1", "field": "7"}),
    ],
)
def test_the_same_question_has_the_same_answer_as_on_the_page(client, page, address, asked):
    exported = rows(client.get(f"/en{page}", {**asked, "format": "csv"}))
    assert printed(table(client.get(API + address, asked))) == exported


@pytest.mark.long
@pytest.mark.parametrize("university", ["乙大学", "Otsu", str(openalex(OTSU)), f"I{openalex(OTSU)}"])
def test_the_reference_of_the_map_may_be_any_university(client, university):
    listed = table(client.get(f"{API}/map", {"least": "1", "reference": "named", "university": university}))
    assert [(row["field"], row["university"]) for row in listed] == [("Clinical Medicine", "Otsu University")]
    assert listed[0]["reference_q"] == pytest.approx((5 / 6 + 1) / 9.5, abs=1e-9)


def test_the_reference_of_the_map_may_be_a_value(client):
    listed = table(client.get(f"{API}/map", {"least": "1", "reference": "value", "value": "12.0"}))
    assert [
        (row["field"], row["university"], row["verdict"], row["reference_q"])
        for row in listed
        if row["field"] == "Chemistry"
    ] == [
        ("Chemistry", "Ko University", "point", 0.12),
        ("Chemistry", "Otsu University", "near", 0.12),
    ]


def test_a_portfolio_is_compared_with_what_is_asked(client):
    world, country = (table(client.get(API + OF_KO, {"base": base})) for base in ("world", "country"))
    assert table(client.get(API + OF_KO)) == world != country


def test_the_trend_of_the_comparison_is_of_the_field_asked_for(client):
    trend = table(client.get(f"{API}/compare", {**BOTH, "field": "7"}), 2)
    assert [(row["Field"], row["University"], row["n"]) for row in trend if row["Window"] == "2019-2023"] == [
        ("Clinical Medicine", "Ko University", 6),
        ("Clinical Medicine", "Otsu University", 2),
    ]


def test_an_institution_says_whether_it_is_computed(client):
    found = client.get(f"{API}/institutions", {"q": "University"}).json()["results"]
    assert {one["number"]: one["computed"] for one in found} == {
        openalex(number): number != BETA for number in (KO, OTSU, 4, BETA)
    }


def test_of_an_institution_that_is_not_computed_there_are_only_works(client, made_up, settings):
    settings.STRENGTHS = made_up
    [one] = client.get(f"{API}/institutions", {"q": "Synthetic education US-1", "limit": 1}).json()["results"]
    address = f"/universities/{one['number']}"
    assert one["computed"] is False
    works = table(client.get(f"{API}{address}/works", {"limit": 1000}))
    assert len(works) == len(rows(client.get(f"/en/strengths{address}/works/", {"format": "csv"}))) > 0
    assert client.get(API + address).status_code == 404
    assert "of none of the countries that are computed" in client.get(API + address).json()["detail"]


def test_an_institution_that_nobody_knows_is_404(client):
    for address in ("/universities/999", "/universities/999/works"):
        assert client.get(API + address).status_code == 404


@pytest.mark.parametrize(
    ("address", "asked", "name", "told"),
    [
        ("/map", {"reference": "named"}, "university", "it goes with reference=named, and only with it"),
        ("/map", {"university": "乙大学"}, "university", "it goes with reference=named, and only with it"),
        (
            "/map",
            {"reference": "named", "university": "どこにもない大学"},
            "university",
            "There is no institution named like 'どこにもない大学'",
        ),
        (
            "/map",
            {"reference": "named", "university": "Beta University"},
            "university",
            "Beta University (US) is not computed",
        ),
        ("/map", {"reference": "value"}, "value", "it goes with reference=value, and only with it"),
        ("/map", {"value": "12.0"}, "value", "it goes with reference=value, and only with it"),
        ("/map", {"reference": "value", "value": "100.1"}, "value", "less than or equal to 100"),
        ("/map", {"reference": "value", "value": "12.05"}, "value", "no more than 1 decimal place"),
        ("/map", {"reference": "value", "value": "NaN"}, "value", "finite number"),
        ("/map", {"groups": "nistep-1"}, "groups", "there is no edition nistep-1; there are nistep-"),
        ("/layers", {"field": "9"}, "field", "the scheme eight has no field 9"),
        ("/layers", {"size": "large"}, "size", "'papers' or 'top'"),
        ("/compare", {**BOTH, "field": "9"}, "field", "the scheme eight has no field 9"),
        (OF_KO, {"base": "moon"}, "base", "'world', 'country' or 'group'"),
    ],
)
def test_what_cannot_be_asked_is_named(client, address, asked, name, told):
    answer = client.get(API + address, asked)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["where"].rpartition(".")[2] == name
    assert told in error["message"]


def test_a_reference_without_papers_leaves_the_map_empty(client):
    assert table(client.get(f"{API}/map", {"reference": "named", "university": str(openalex(TEI))})) == []
