"""Generated files, migrations and documents fit the code."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command

from tests.house import dark
from tests.house.source import MODULES, PROJECT, SOURCE
from tsunagu.api.cli import openapi_path, openapi_text


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out


def test_the_openapi_file_is_up_to_date():
    assert openapi_path().read_text() == openapi_text(), "run `tsunagu openapi`"


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
