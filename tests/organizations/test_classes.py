"""The class of a university by its degrees: one, none, or unknown with what is missing."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date

import pytest
from click.testing import CliRunner
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.kernel.conditions import Verdict
from tsunagu.organizations.cli import organizations
from tsunagu.organizations.rules.classes import University, classify

DAY = date(2026, 12, 1)
NONE = dict.fromkeys(
    ("doctorates", "professional", "professional_programs", "masters", "bachelors", "associates", "field_share"), 0
)
# By hand from the published rules.
SETTLED = [
    ({"doctorates": 20}, University.DOCTORAL),
    ({"doctorates": 19, "masters": 50}, University.MASTERS),
    ({"professional": 30, "professional_programs": 2}, University.DOCTORAL),
    ({"professional": 30, "professional_programs": 1, "masters": 49, "bachelors": 9}, University.BACCALAUREATE),
    ({"masters": 49, "bachelors": 51, "associates": 100}, University.BACCALAUREATE),
    ({"masters": 49, "bachelors": 50, "associates": 100}, University.MIXED),
    ({"associates": 1}, University.ASSOCIATES),
    ({"doctorates": 500, "masters": 900, "field_share": 75}, University.SPECIAL_FOCUS),
    ({}, None),
]


@pytest.mark.parametrize(("degrees", "expected"), SETTLED)
def test_known_degrees_settle_the_class(degrees: Mapping[str, int], expected: University | None):
    found = classify({**NONE, **degrees}, DAY)
    assert (found.fits, found.possible, found.missing) == (expected, [expected] if expected else [], [])


def test_what_is_missing_is_named_only_where_it_could_change_the_class():
    found = classify({"doctorates": 25}, DAY)
    assert (found.fits, found.missing) == (None, ["field_share"])
    assert found.possible == [University.DOCTORAL, University.SPECIAL_FOCUS]
    assert classify({}, DAY).possible == list(University)
    assert classify({"field_share": 80}, DAY).fits is University.SPECIAL_FOCUS


NUMBERS = st.integers(0, 100)
KNOWN = st.fixed_dictionaries(dict.fromkeys(NONE, NUMBERS))
TOLD = st.fixed_dictionaries(dict.fromkeys(NONE, st.none() | NUMBERS))


@given(TOLD, KNOWN)
def test_no_more_knowledge_changes_a_class_and_nobody_is_of_two(told, rest):
    found = classify(told, DAY)
    whole = classify({name: rest[name] if value is None else value for name, value in told.items()}, DAY)
    met = [one for one, checked in whole.verdicts.items() if checked.verdict is Verdict.YES]
    assert len(met) <= 1
    assert met == ([whole.fits] if whole.fits else [])
    assert found.fits in {None, whole.fits}
    assert whole.fits is None or whole.fits in found.possible


@pytest.mark.django_db
def test_page_file_and_terminal_say_the_same(static_files: None):
    client = Client(headers={"host": "localhost"})
    asked = "doctorates=12&masters=140&field_share=20&professional=0"
    html = client.get(f"/organizations/classes/?{asked}").content.decode()
    assert "当てはまる分類：<strong>修士大学</strong>" in html
    assert "coi-next-briefing-2024" in html
    file = client.get(f"/organizations/classes/?{asked}&format=csv").content.decode("utf-8-sig")
    options = ["--doctorates", "12", "--masters", "140", "--field-share", "20", "--professional", "0"]
    printed = CliRunner().invoke(organizations, ["classify", *options, "--format", "csv"])
    assert list(csv.DictReader(file.splitlines())) == list(csv.DictReader(printed.stdout.splitlines()))
    assert "まだ決まりません" in client.get("/organizations/classes/").content.decode()
    assert "Master’s Colleges and Universities" in client.get(f"/en/organizations/classes/?{asked}").content.decode()
