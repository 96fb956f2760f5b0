"""A garden made up for this: each role, door and state of a tree, by hand, by the matrix, and by real requests."""

from __future__ import annotations

import pytest
from django.urls import include, path

from tests.access import garden, leaks, scenes
from tests.access.doors import MIDDLEWARE, at_the_door, in_role
from tsunagu.access import matrix
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry
from tsunagu.kernel import policies
from tsunagu.web import urls as site

pytestmark = pytest.mark.django_db

# Not kept as part of the site: an urlconf for the tests of this module.
urlpatterns = [path("", include(garden.urlpatterns)), *site.urlpatterns]
handler404, handler403 = site.handler404, site.handler403

# state of the tree: (its organization, its user); whoever asks is user 1 in organization 1
STATES = {"mine": (2, 1), "here": (1, 2), "elsewhere": (2, 2)}
# By hand: what happens in a role at the page of a tree, and where one cuts it; in the order of the states.
EXPECTED = {
    Role.ANYBODY: ("404 404 404", "404 404 404"),
    Role.SIGNED_IN: ("200 404 404", "403 404 404"),
    Role.PLATFORM_ADMINISTRATOR: ("200 200 200", "403 403 403"),
    Role.PROGRAM_OFFICER: ("200 404 404", "403 404 404"),
    Role.ADMINISTRATOR: ("200 404 404", "403 404 404"),
    Role.APPROVER: ("200 200 404", "403 200 404"),
    Role.URA: ("200 200 404", "403 403 404"),
    Role.RESEARCHER: ("200 404 404", "403 404 404"),
    Role.LOCAL_OFFICER: ("200 404 404", "403 404 404"),
    Role.COMPANY_MEMBER: ("200 404 404", "403 404 404"),
    Role.REVIEWER: ("200 404 404", "403 404 404"),
}


@pytest.fixture(autouse=True)
def _site(static_files, settings) -> None:
    settings.MIDDLEWARE = MIDDLEWARE
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("role", matrix.AT_THE_DOOR)
def test_real_requests_are_answered_as_expected_by_hand(role: Role):
    client = at_the_door(in_role(role))
    trees = [scenes.entry(*state).pk for state in STATES.values()]
    seen = " ".join(str(client.get(f"/garden/{tree}/").status_code) for tree in trees)
    cut = " ".join(str(client.post(f"/garden/{tree}/cut/").status_code) for tree in trees)
    assert (seen, cut) == EXPECTED[role]


@pytest.mark.parametrize("role", matrix.AT_THE_DOOR)
def test_the_matrix_says_what_real_requests_are_answered(role: Role):
    by = in_role(role)
    trees = [Entry.objects.get(pk=scenes.entry(*state).pk) for state in STATES.values()]
    for view, verb, column in ((garden.one, garden.Verb.SEE, 0), (garden.cut, garden.Verb.CUT, 1)):
        asking = policies.declared(view).right
        said = " ".join(_said(asking, verb, role, by, tree) for tree in trees)
        assert said == EXPECTED[role][column]


def _said(asking, verb, role, by, tree) -> str:
    """The status of the first cell whose condition holds."""
    for condition, expected in matrix.outcomes(asking, verb, role):
        name = condition.partition(",")[0]
        if name in {matrix.OTHERWISE, "anywhere"} or _holds(asking.rights, name, by, tree):
            return "200" if expected.value == "allowed" else expected.value
    raise AssertionError("no cell fits")


def _holds(rights, name, by, tree) -> bool:
    condition = matrix.condition_named(rights, name)
    return any(condition.test(by, role, tree) for role in by.roles)


def test_private_answers_are_kept_by_nobody_also_where_they_refuse():
    tree = scenes.entry(2, 2).pk
    for role in (Role.PLATFORM_ADMINISTRATOR, Role.URA, Role.ANYBODY):
        client = at_the_door(in_role(role))
        for answer in (client.get(f"/garden/{tree}/"), client.post(f"/garden/{tree}/cut/")):
            assert answer["Cache-Control"] == "private, no-store"


def test_whoever_may_see_a_tree_and_not_cut_it_is_told_what_they_may_not():
    answer = at_the_door(in_role(Role.URA)).post(f"/garden/{scenes.entry(1, 2).pk}/cut/")
    assert "「木を切る」の権限がありません" in answer.content.decode()


# What pages count and suggest -----------------------------------------------------------------------------------------

PATHS = ["/garden/", "/garden/suggested/"]
OTHERS = leaks.who_may_not([Role.PLATFORM_ADMINISTRATOR])


def _plant() -> None:
    scenes.entry(1, 1, leaks.CANARY)


def test_what_is_hidden_changes_no_count_and_no_suggestion():
    scenes.entry(77, 77, "mine")
    assert leaks.leaks(PATHS, _plant, OTHERS) == []


def test_with_its_filter_removed_a_count_is_seen_to_differ_and_a_name_to_be_told(monkeypatch):
    scenes.entry(77, 77, "mine")
    monkeypatch.setattr(garden, "FILTER", garden.OPEN)
    before = leaks.answers(PATHS, OTHERS)
    _plant()
    after = leaks.answers(PATHS, OTHERS)
    told = {f"{role.value} {path}" for role in OTHERS for path in PATHS}
    assert set(leaks.differing(before, after)) == told
    assert set(leaks.telling(after)) == {one for one in told if one.endswith("suggested/")}


def test_whoever_may_see_a_tree_is_answered_otherwise():
    assert leaks.leaks(PATHS, _plant, [Role.PLATFORM_ADMINISTRATOR]) == [
        f"platform-administrator {path}" for path in PATHS
    ]
