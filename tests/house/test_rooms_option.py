"""`make test ARGS="--rooms catalog"`: which tests a room has."""

from __future__ import annotations

import pytest

from tests.rooms_option import TESTS, above, known, named, room_at


def test_what_imports_a_room_and_the_doors_stand_on_it() -> None:
    assert named("strengths") == {"strengths", "networks", "api", "cli", "web"}
    assert {"search", "catalog", "api", "cli", "web"} <= named("search")
    assert {"strengths", "kernel"} & named("search") == set()
    assert named("strengths,search") == named("strengths") | named("search")
    assert "catalog" not in above("api")


def test_an_unknown_room_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(pytest.UsageError, match=r"^--rooms: no room katalog; known are a.*, catalog, .*web$"):
        named("catalog,katalog")


@pytest.mark.parametrize(
    ("address", "room"),
    [
        ("en/programs/coi-next/", "catalog"),
        ("strengths/compare/?u=9000000000", "strengths"),
        ("about/", None),
        ("", None),
        ("/api/v1/budgets", "catalog"),
        ("GET /api/v1/strengths/universities/{number}", "strengths"),
        ("/api/v1/health", None),
        ("無人バス", None),
    ],
)
def test_an_address_belongs_to_the_room_that_answers_there(address: str, room: str | None) -> None:
    assert room_at(address) == room


def test_every_folder_of_tests_belongs_to_a_room_or_to_the_house() -> None:
    folders = {path.parent.name for path in TESTS.glob("*/test_*.py")}
    assert {"catalog", "strengths", "browser"} <= folders
    assert folders - known() == {"browser", "house"}
