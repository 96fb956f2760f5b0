"""What a program asks of a center is met, failed or unknown."""

from __future__ import annotations

import pytest

from tsunagu.organizations.enums import Measure, Met
from tsunagu.organizations.models import Criterion
from tsunagu.organizations.rules.counting import Listed, PrintedList, counted
from tsunagu.organizations.rules.criteria import Asked, judged


@pytest.mark.django_db
def test_the_criteria_of_wpi_are_those_of_the_document():
    rows = Criterion.objects.filter(listing__key="wpi")
    assert [(row.key, row.least, row.unit) for row in rows] == [
        ("people", 70, "人"),
        ("principal-investigators", 7, "人"),
        ("from-abroad", 30, "%"),
        ("english", 1, ""),
    ]
    asked = [Asked(row.key, row.least) for row in rows]
    known = {"people": 85, "principal-investigators": 6, "from-abroad": None}
    assert judged(asked, known) == {
        "people": Met.YES,
        "principal-investigators": Met.NO,
        "from-abroad": Met.UNKNOWN,
        "english": Met.UNKNOWN,
    }


@pytest.mark.parametrize(
    ("measure", "number"),
    {
        Measure.ENTRIES: 3,
        Measure.CENTERS: 2,
        Measure.HOSTS: 2,
        Measure.NETWORKS: 2,
        Measure.LINKED: 1,
        Measure.FIGURES: 7,
        Measure.PREFECTURES: 2,
    }.items(),
)
def test_each_measure_counts_its_own(measure: Measure, number: int):
    a, b = (Listed(n, "", frozenset({10, 10 + n}), frozenset({f"0{n}"})) for n in (0, 1))
    linked = Listed(5, "linked", frozenset({99}), frozenset({"09"}))
    lists = [PrintedList([a, b, linked], network=True), PrintedList([a], figures=[3, 4])]
    assert counted(measure, lists) == number
    assert counted(measure, []) == 0
