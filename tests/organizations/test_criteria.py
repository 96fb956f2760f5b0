"""What a program asks of a center is met, not met or unknown."""

from __future__ import annotations

import csv

import pytest
from click.testing import CliRunner
from django.test import Client

from tsunagu.organizations.cli import organizations
from tsunagu.organizations.enums import Measure
from tsunagu.organizations.models import Criterion
from tsunagu.organizations.rules.counting import Listed, PrintedList, counted


@pytest.mark.django_db
def test_the_criteria_of_wpi_are_those_of_the_document():
    rows = Criterion.objects.filter(listing__key="wpi")
    assert [(row.key, row.least, row.unit) for row in rows] == [
        ("people", 70, "人"),
        ("principal-investigators", 7, "人"),
        ("from-abroad", 30, "%"),
        ("english", 1, ""),
    ]


WPI = "/organizations/criteria/wpi/"
MET = "people=85&principal-investigators=7&from-abroad=30&english=yes"


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"})


VERDICTS = [
    (MET, ["yes"] * 4),
    ("", ["unknown"] * 4),
    ("people=69&principal-investigators=6&from-abroad=29&english=no", ["unknown", "no", "no", "no"]),
    ("people=62", ["no", "unknown", "unknown", "unknown"]),
    ("people=0&english=", ["no", "unknown", "unknown", "unknown"]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "verdicts"), VERDICTS)
def test_each_criterion_is_judged_and_a_number_with_about_is_left_to_a_person(client, asked, verdicts):
    rows = csv.DictReader(client.get(f"{WPI}?{asked}&format=csv").content.decode("utf-8-sig").splitlines())
    assert [row["verdict"] for row in rows] == verdicts


@pytest.mark.django_db
def test_the_page_says_what_is_missing_and_where_each_criterion_is_printed(client, static_files):
    html = client.get(f"{WPI}?{MET.replace('people=85', 'people=')}").content.decode()
    assert "要件全体：<strong>不明</strong>" in html
    assert "あと分かればよい値：総勢" in html
    assert html.count("university-support-2021") == 4
    assert client.get("/organizations/criteria/forest/").status_code == 404


FIGURES = """center,year,people,principal-investigators,from-abroad,english
A,2024,85,7,30,yes
A,2025,62,7,,はい
"""


@pytest.mark.django_db
def test_the_terminal_judges_centers_year_by_year_as_the_page_does(tmp_path):
    file = tmp_path / "centers.csv"
    file.write_text(FIGURES)
    result = CliRunner().invoke(organizations, ["criteria", "wpi", str(file), "--format", "csv"])
    found = [(row["year"], row["criterion"], row["verdict"]) for row in csv.DictReader(result.stdout.splitlines())]
    names = ["people", "principal-investigators", "from-abroad", "english"]
    then = zip(["2024"] * 4, names, ["yes"] * 4, strict=True)
    now = zip(["2025"] * 4, names, ["no", "yes", "unknown", "yes"], strict=True)
    assert found == [*then, *now]


@pytest.mark.django_db
def test_every_mistake_of_a_file_of_figures_is_named_with_its_line(tmp_path):
    file = tmp_path / "centers.csv"
    file.write_text("center,year,people,staff\nA,2024,85,3\nA,2025,many,\n")
    result = CliRunner().invoke(organizations, ["criteria", "wpi", str(file)])
    assert result.exit_code == 1
    assert "2行目のstaff: asks for people, principal-investigators, from-abroad, english" in result.stderr
    assert "3行目のpeople: 'many' is not a whole number" in result.stderr


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


@pytest.mark.django_db
def test_a_narrow_miss_of_an_approximate_number_reads_otherwise_than_an_unknown_figure(client, static_files):
    html = client.get(f"{WPI}?people=65").content.decode()
    assert html.count("<strong>要判断（人が判断する）</strong>") == 1
    assert html.count('<td data-label="判定"><strong>不明</strong></td>') == 3
