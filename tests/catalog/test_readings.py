"""What the decks say and what is easily read wrongly: each value as it is now read."""

from __future__ import annotations

import csv
import io

import pytest
from click.testing import CliRunner
from django.conf import settings

from tsunagu.catalog import files
from tsunagu.catalog.enums import BodyKind, ChangeKind, Confidence, Counting, Verdict
from tsunagu.catalog.models import (
    Alias,
    BudgetFigure,
    Contact,
    Correctable,
    Document,
    Eligibility,
    Package,
    PackageItem,
    Program,
    Sourced,
    Total,
    Track,
)
from tsunagu.catalog.queries import eligibility, money, packages
from tsunagu.catalog.queries.eligibility import MayApplyQuery
from tsunagu.catalog.queries.sources import FACTS
from tsunagu.cli.main import main

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def catalog() -> files.Catalog:
    return files.read(settings.DATA)


def _rows(*arguments: str) -> list[dict[str, str]]:
    output = CliRunner().invoke(main, [*arguments, "--format", "csv"]).stdout
    return list(csv.DictReader(io.StringIO(output)))


# 内数 -----------------------------------------------------------------------------------------------------------------


def test_a_part_of_another_figure_is_no_larger_budget():
    parts = BudgetFigure.objects.filter(part=True)
    assert sorted((figure.program.key, int(figure.amount)) for figure in parts) == [
        ("coi-next", 10_800_000_000),
        ("regional-university-grant", 5_000_000_000),
    ]
    assert not parts.filter(inclusive=True).exists()


def test_only_what_prints_a_larger_budget_is_marked_as_one():
    decks = ["package-2022", "package-revision-2022", "university-support-2021", "coi-next-briefing-2024"]
    larger = BudgetFigure.objects.filter(inclusive=True, document__key__in=decks).exclude(printed__contains="内数")
    assert [figure.printed for figure in larger if "2,000億円規模の基金等" not in figure.printed] == []


def test_the_reconstruction_town_is_cited_where_its_larger_budget_is_printed():
    [figure] = BudgetFigure.objects.filter(program__key="decarbon-recovery")
    assert (figure.page, figure.printed, figure.inclusive) == ("37", "500,000（内数）", True)
    [box] = figure.program.boxes.all()
    assert box.inclusive


# Versions -------------------------------------------------------------------------------------------------------------


def test_nothing_is_dropped_by_a_version_whose_list_is_not_known():
    before, after = (Package.objects.get(key=key) for key in ("package-2022-08", "package-2024-02"))
    kinds = {change.program.key: change.kind for change in packages.changes(before, after)}
    assert ChangeKind.DROPPED not in kinds.values()
    assert kinds["wpi"] is kinds["interdisciplinary-hub"] is ChangeKind.UNKNOWN


def test_nothing_is_added_to_a_version_whose_list_was_not_known():
    before, after = (Package.objects.get(key=key) for key in ("package-2021-11", "package-2022-02"))
    assert ChangeKind.ADDED not in {change.kind for change in packages.changes(before, after)}


def test_the_august_version_names_its_second_and_third_pillar_on_page_2():
    items = PackageItem.objects.filter(package__key="package-2022-08", pillar__in=["2", "3"])
    assert {item.program.key: item.page for item in items} == {
        "smart-city": "2",
        "startup-hub-cities": "2",
        "bio-community": "2",
        "open-innovation-prize": "2",
        "special-zone": "2",
    }


def test_smart_cities_and_the_wider_scope_of_investments_are_items_of_the_package():
    versions = {
        key: sorted(PackageItem.objects.filter(program__key=key).values_list("package__key", flat=True))
        for key in ("smart-city", "investment-scope")
    }
    assert versions == {
        "smart-city": ["package-2021-11", "package-2022-02", "package-2022-08"],
        "investment-scope": ["package-2022-02"],
    }


# Who may apply --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["research-excellence", "spring"])
@pytest.mark.parametrize(
    "body",
    [
        BodyKind.NATIONAL_RESEARCH_INSTITUTE,
        BodyKind.COLLEGE_OF_TECHNOLOGY,
        BodyKind.INTER_UNIVERSITY_INSTITUTE,
        BodyKind.JOINT_USAGE_CENTER,
    ],
)
def test_what_is_for_universities_is_not_for_other_research_institutions(program, body):
    answer = eligibility.answer(Program.objects.get(key=program), MayApplyQuery(body))
    assert answer.answer.verdict is Verdict.NO
    university = eligibility.answer(Program.objects.get(key=program), MayApplyQuery(BodyKind.PUBLIC_UNIVERSITY))
    assert university.answer.verdict is Verdict.CHECK


def test_a_rule_printed_for_universities_and_other_institutions_names_both():
    rules = Eligibility.objects.filter(printed__contains="①大学等研究機関")
    assert len(rules) > 10
    for rule in rules:
        named = {*rule.lead, *rule.partial, *rule.consortium}
        assert (BodyKind.RESEARCH_INSTITUTION in named, BodyKind.UNIVERSITY in named) == (True, False), rule


def test_the_prize_is_led_by_companies_bodies_and_universities():
    [rule] = Eligibility.objects.filter(program__key="open-innovation-prize")
    assert rule.lead == ["company", "research-institution"]


def test_proposals_of_special_zones_are_widely_accepted_and_not_open_to_anybody():
    program = Program.objects.get(key="special-zone")
    texts = [rule.condition for rule in program.eligibilities.all()] + [program.description, program.summary]
    assert [text for text in texts if "誰でも" in text] == []
    assert [rule.partial for rule in program.eligibilities.all() if rule.partial] == [["company"]]


# Figures and pages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "kind", "amount"),
    [("related-2022-initial", "initial", 59_400_000_000), ("package-2022-initial", "initial", 46_200_000_000)],
)
def test_what_is_printed_as_the_budget_of_a_year_is_no_draft(key, kind, amount):
    total = Total.objects.get(key=key)
    assert (total.kind, int(total.amount), "予算額" in total.printed) == (kind, amount, True)


def test_what_is_requested_of_the_loans_is_a_request():
    figure = BudgetFigure.objects.get(program__key="university-fund", amount=4_888_900_000_000)
    assert (figure.kind, int(figure.fiscal_year)) == ("request", 2022)


def test_ratios_are_kept_with_what_they_compare():
    compared = Total.objects.exclude(ratio=None)
    assert {total.key: (float(total.ratio), total.ratio_to.key) for total in compared} == {
        "package-2023-request": (1.4, "package-2022-initial"),
        "related-2023-request": (1.8, "related-2022-initial"),
    }


def test_terms_stand_on_the_page_that_prints_them():
    proposers = Track.objects.filter(conditions__contains=["提案主体：大学等×自治体×企業"])
    universities = Track.objects.filter(awards_text="当面数校程度")
    aliases = Alias.objects.filter(program__key="wpi", text="世界トップレベル研究拠点")
    pages = [sorted({fact.page for fact in facts}) for facts in (proposers, universities, aliases)]
    assert pages == [["18"], ["5"], ["12"]]


def test_the_allowance_of_doctoral_students_is_a_number():
    track = Track.objects.get(edition__program__key="spring", edition__fiscal_year=2021, key="student")
    assert (int(track.amount), track.amount_is, track.per) == (1_800_000, "at_least", "person")


@pytest.mark.parametrize(
    "key",
    ["startup-plus", "ip-governance-guideline", "collaboration-casebook", "cross-appointment"],
)
def test_what_is_no_grant_but_named_by_the_decks_is_there(key):
    assert Program.objects.get(key=key).editions.exclude(document=None).exists()


def test_the_eight_endowments_are_kept():
    [edition] = Program.objects.get(key="university-fund").editions.filter(note__contains="などの基金の規模")
    amounts = "4.5兆円 3.3兆円 3.1兆円 1.0兆円 8,200億円 870億円 300億円 190億円".split()
    assert [amount for amount in amounts if f" {amount}" in edition.note and amount in edition.printed] == amounts


def test_no_phase_is_certain_where_the_slide_prints_other_headings(catalog):
    lanes = [box for map_ in catalog.maps for box in map_.box if box.lane and box.phase != "university"]
    assert len(lanes) > 5
    assert [box.name for box in lanes if box.confidence is Confidence.HIGH] == []


# Sources --------------------------------------------------------------------------------------------------------------


def test_every_page_is_a_number_and_no_document_is_a_bundle():
    for model in FACTS:
        pages = model._default_manager.exclude(page="").values_list("page", flat=True)
        assert [page for page in pages if not page[0].isdigit()] == []
    assert not Document.objects.filter(publisher__contains="開発者").exists()


def test_every_kind_of_fact_is_checked():
    assert set(FACTS) == {*Sourced.__subclasses__(), *Correctable.__subclasses__()} - {Correctable}


# What the doors show --------------------------------------------------------------------------------------------------


def test_contacts_as_csv_say_what_is_partial_and_what_is_a_consortium():
    rows = _rows("catalog", "contacts")
    assert [row["program"] for row in rows if row["consortium"] == "true"] == [
        row.name for row in Contact.objects.filter(consortium=True).order_by("map__order", "order")
    ]
    assert {row["partial"] for row in rows} > {""}


def test_a_program_is_shown_with_extensions_and_with_what_the_editors_wrote():
    extended = Contact.objects.filter(points__extension__gt="").first()
    shown = CliRunner().invoke(main, ["catalog", "show", extended.program.key]).stdout
    assert f"（内線{extended.points.exclude(extension='').first().extension}）" in shown
    ours = Program.objects.filter(relations__document=None, relations__isnull=False).first()
    assert "（編集部による）" in CliRunner().invoke(main, ["catalog", "show", ours.key]).stdout


def test_every_figure_says_whether_it_counts():
    query = money.BudgetQuery()
    figures = money.budget_figures(query)
    for group in money.groups(query):
        counted = [
            figure
            for figure in figures
            if (figure.fiscal_year, figure.kind, figure.counting) == (group.fiscal_year, group.kind, Counting.COUNTED)
        ]
        assert (len(counted), sum(figure.amount for figure in counted)) == (group.counted, group.added)
    told = {row["counting"] for row in _rows("catalog", "budgets")}
    assert told >= {"counted", "larger", "part", "unknown", "another"}
