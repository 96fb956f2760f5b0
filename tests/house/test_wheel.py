"""The wheel holds everything that Tsunagu needs in an empty folder."""

from __future__ import annotations

from pathlib import Path

from flit_core.common import Module

from tests.house.source import PROJECT
from tsunagu import settings


def packed() -> set[Path]:
    """The files that stand in a wheel."""
    return set(map(Path, Module("tsunagu", PROJECT).iter_files()))


def test_the_data_files_stand_in_the_wheel():
    there = {path for path in settings.DATA.rglob("*") if path.is_file()}
    assert settings.PACKAGE / "data" / "organizations.toml" in there
    assert there - packed() == set()


def test_the_folder_of_the_data_files_is_the_same_in_a_checkout():
    assert (PROJECT / "data").resolve() == settings.PACKAGE / "data"


def test_pages_and_their_words_stand_in_the_wheel():
    kinds = {path.suffix for path in packed()}
    assert {".html", ".po", ".css", ".js", ".svg", ".toml", ".csv"} <= kinds
