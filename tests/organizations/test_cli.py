"""The directory in the terminal."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from tests.organizations.conftest import KEEPER
from tsunagu.organizations import actions
from tsunagu.organizations.cli import organizations
from tsunagu.organizations.models import Organization

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(organizations, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def _rows(*arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_run(*arguments, "--format", "csv"))))


def test_counts_are_printed_beside_those_of_the_documents():
    text = _run("counts", "--format", "csv")
    assert text.splitlines()[0] == "name,printed,counted,document"
    rows = {row["name"]: (row["printed"], row["counted"], row["document"]) for row in csv.DictReader(io.StringIO(text))}
    assert rows["国立大学が中核の拠点"] == ("78", "78", "university-support-2021:27")
    assert rows["WPI拠点"] == ("14", "14", "university-support-2021:25")


def test_a_body_is_found_and_listed():
    [row] = _rows("find", "首都大", "--limit", "1")
    assert (row["key"], row["now"], row["matched"]) == (
        "tokyo-metropolitan-university-2005",
        "東京都立大学",
        "首都大",
    )
    listed = _rows("list", "--kind", "network", "--limit", "2")
    assert [row["key"] for row in listed] == ["network-jhpcn", "network-materials"]
    assert json.loads(_run("find", "☃", "--format", "json")) == []


def test_a_body_is_shown_as_it_was_and_as_it_is():
    lines = _run("show", "osaka-metropolitan-university", "--as-of", "2020-04-01").splitlines()
    assert lines[0] == "名称: 大阪公立大学（Osaka Metropolitan University）"
    assert "2020-04-01の時点: 大阪府立大学、大阪市立大学" in lines
    assert "前身: 大阪市立大学（2022-04-01）" in lines
    lines = _run("show", "thers-igcore").splitlines()
    assert {"所属: 糖鎖生命科学連携ネットワーク型拠点（中核）", "構成: 名古屋大学（設置）"} <= set(lines)
    assert "Name: 大阪公立大学（Osaka Metropolitan University）" in _run(
        "show", "osaka-metropolitan-university", "--language", "en"
    )
    assert "人: 拠点長 福間 剛士（university-support-2021 26）" in _run("show", "nanolsi").splitlines()


def test_an_unknown_body_or_choice_is_said():
    result = CliRunner().invoke(organizations, ["show", "nobody"])
    assert (result.exit_code, result.output) == (
        1,
        "Error: nobody という機関はありません。キーは `tsunagu organizations find` で名称から探せます。\n",
    )
    assert (
        "There is no body nobody." in CliRunner().invoke(organizations, ["show", "nobody", "--language", "en"]).output
    )
    result = CliRunner().invoke(organizations, ["list", "--prefecture", "48"])
    assert result.exit_code == 2
    assert "--prefecture: there is no 48; there are: 01" in result.output


def test_bodies_without_a_window_are_listed_by_prefecture_and_kind(ko: Organization):
    missing = _rows("windows", "--missing", "--prefecture", "39", "--kind", "national-university")
    assert missing == [
        {"prefecture": "39", "kind": "national-university", "key": "kochi-university", "name": "高知大学"}
    ]
    every = [(row["prefecture"], row["kind"]) for row in _rows("windows", "--missing")]
    assert every == sorted(every)
    actions.publish_window(ko, by=KEEPER, office="社会連携課", phone="088-000-0000")
    assert _rows("windows", "--missing", "--prefecture", "39", "--kind", "national-university") == []
    assert [(row["key"], row["office"]) for row in _rows("windows")] == [("kochi-university", "社会連携課")]


def test_numbers_to_confirm_are_listed():
    rows = _rows("list", "--unsure")
    assert {"key": "hokkaido-university", "name": "北海道大学", "scheme": "ror", "value": "02e16g702"} in rows
