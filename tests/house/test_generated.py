"""Generated files, migrations and documents fit the code."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import call_command

from tests.house import dark
from tests.house.source import MODULES, PROJECT, SOURCE
from tsunagu.api.cli import openapi_path, openapi_text
from tsunagu.cli.permissions import permissions_path, permissions_text


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


def test_the_openapi_file_is_up_to_date():
    assert openapi_path().read_text() == openapi_text(), "run `tsunagu openapi`"


@pytest.mark.django_db
def test_the_document_of_permissions_is_up_to_date():
    assert permissions_path().read_text() == permissions_text(), "run `tsunagu permissions --write`"


def test_every_setting_is_explained_and_every_explained_one_is_used():
    def named(paths) -> set[str]:
        return set(re.findall(r"TSUNAGU_[A-Z]+(?:_[A-Z]+)*", "\n".join(path.read_text() for path in paths)))

    explained = set(re.findall(r"`(TSUNAGU_[A-Z_]+)`", (PROJECT / "docs" / "settings.md").read_text()))
    used = named(MODULES)
    assert {"TSUNAGU_VAR", "TSUNAGU_SECRET_KEY"} <= used
    assert used - explained == set()
    assert explained - used - named((PROJECT / "tests").rglob("*.py")) == set()
    assert used == named([SOURCE / "settings.py", *(SOURCE / "database").rglob("*.py")]), (
        "settings are read in these modules only"
    )


def test_the_colors_of_the_dark_are_those_of_the_tokens_turned_round():
    assert dark.DARK.read_text() == dark.text()
    assert "--color-primitive-blue-900: #9db7f9;" in dark.text()


def _undescribed(document: dict) -> list[str]:
    """What an OpenAPI document names without saying what it is."""
    shapes = document["components"]["schemas"].items()
    parts = [(f"{shape}.{name}", part) for shape, known in shapes for name, part in known.get("properties", {}).items()]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            parts += [(f"{path} {one['name']}", one) for one in operation.get("parameters", ())]
            parts.append((path, operation))
    return [name for name, part in parts if not part.get("description")]


def test_everything_in_the_openapi_file_is_described():
    document = json.loads(openapi_text())
    assert _undescribed(document) == []
    assert {"license", "contact", "description", "termsOfService"} <= document["info"].keys()


def _free_text(parameter: dict) -> bool:
    """Whether a parameter is a text without a list of what can be given."""
    return parameter["schema"].get("type") == "string" and "enum" not in parameter["schema"]


def test_every_text_that_can_be_asked_for_has_an_example():
    operations = [operation for path in json.loads(openapi_text())["paths"].values() for operation in path.values()]
    texts = [one for operation in operations for one in operation["parameters"] if _free_text(one)]
    assert {one["name"] for one in texts} >= {"q", "theme", "key"}
    assert [one["name"] for one in texts if not one["schema"].get("examples")] == []


def test_what_is_not_described_is_seen():
    document = json.loads(openapi_text())
    del document["components"]["schemas"]["ProgramOut"]["properties"]["key"]["description"]
    del document["paths"]["/api/v1/programs"]["get"]["parameters"][0]["description"]
    assert _undescribed(document) == ["ProgramOut.key", "/api/v1/programs q"]
