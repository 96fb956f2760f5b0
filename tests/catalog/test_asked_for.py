"""What changed between versions of the package, and the points that asked for it."""

from __future__ import annotations

import pytest
from django.test import Client

from tsunagu.catalog.queries import packages

pytestmark = pytest.mark.django_db
CHANGES = "/changes/?before={}&after={}".format


def _versions() -> dict[str, packages.Package]:
    return {version.key: version for version in packages.packages()}


def test_a_change_names_the_points_that_asked_for_it():
    versions = _versions()
    changes = packages.changes(versions["package-2022-02"], versions["package-2022-08"])
    asked = {row.program.key: [one.point.key for one in row.asked] for row in changes if row.asked}
    assert asked["j-peaks"] == ["follow-up-strengths", "resolution-package"]
    assert asked["joint-research-system"] == ["opinion-fund", "follow-up-fund"]
    assert asked.keys() == {"j-peaks", "joint-research-system"}


def test_a_version_names_all_points_that_it_answers_and_one_of_which_nothing_is_known_none():
    versions = _versions()
    assert len(packages.asked_for(versions["package-2022-02"])) == 20
    assert len(packages.asked_for(versions["package-2022-08"])) == 6
    assert packages.asked_for(versions["package-2024-02"]) == []


def test_the_page_leads_to_the_points_or_says_that_none_is_known(static_files):
    client = Client(headers={"host": "localhost"})
    html = client.get(CHANGES("package-2022-02", "package-2022-08")).content.decode()
    assert html.count('href="/governance/points/resolution-package/"') == 2
    html = client.get(CHANGES("package-2022-08", "package-2024-02")).content.decode()
    assert "どの論点がこの版を求めたかは、手元の資料に記載がありません。" in html
