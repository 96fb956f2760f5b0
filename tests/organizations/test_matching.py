"""Entries of registers and bodies are compared by reasons, and a person decides."""

from __future__ import annotations

import pytest

from tests.registers.bodies import ror, ror_file, school_file, schools
from tsunagu.access import actors
from tsunagu.access.models import Entry as LedgerLine
from tsunagu.kernel.problems import Hidden, Rejected
from tsunagu.organizations.actions import importing, matching
from tsunagu.organizations.enums import Family, MatchReason, MatchState
from tsunagu.organizations.models import Identifier, Match, Organization
from tsunagu.organizations.queries import matching as matches
from tsunagu.organizations.rules.matching import Side, score
from tsunagu.registers.enums import RegisterKind

BY = actors.terminal("tests")


def _points(entry: Side, body: Side) -> int:
    return score(entry, body).points


SIDE = Side(names=("見本大学", "mihonuniversity"), prefecture="34", family=Family.SCHOOL, number="x")


@pytest.mark.parametrize(
    ("body", "points"),
    [
        (Side(names=("見本大学",), prefecture="34", family=Family.SCHOOL), 100),
        (Side(names=("見本大学",)), 60),
        (Side(names=("旧名大学", "mihonuniversity"), prefecture="34"), 75),
        (Side(names=("見本大学",), prefecture="13"), 20),
        (Side(names=("見本大学",), prefecture="34", family=Family.COMPANY), 55),
        (Side(names=("見本大学",), prefecture="34", number="y"), 25),
        (Side(names=("見木大学院大学",), prefecture="34", family=Family.SCHOOL), 40),
        (Side(names=("別の会社",), prefecture="34"), 25),
    ],
)
def test_points_follow_from_reasons(body, points):
    assert _points(SIDE, body) == points


def test_a_name_alone_is_proposed_and_a_likeness_alone_is_not():
    assert score(SIDE, Side(names=("見本大学",))).is_proposed
    assert not score(Side(names=("広島見本市立大学",)), Side(names=("広島見本県立大学",))).is_proposed


@pytest.fixture
def _imported(tmp_path):
    importing.read_in(BY, RegisterKind.SCHOOLS, school_file(tmp_path, *schools("見本大学", "例示大学", "見本女子大学")))


pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("_imported")
class TestAfterAnImport:
    def test_entries_that_nobody_had_become_bodies(self):
        made = Organization.objects.filter(key__startswith="school-f1343101").order_by("id")
        assert [(body.name, body.kind) for body in made] == [
            ("見本大学", "private-university"),
            ("例示大学", "private-university"),
            ("見本女子大学", "private-university"),
        ]
        assert Match.objects.count() == 0

    def test_the_same_file_again_joins_by_number_and_makes_nothing(self, tmp_path):
        again = importing.read_in(
            BY, RegisterKind.SCHOOLS, school_file(tmp_path, *schools("見本大学", "例示大学", "見本女子大学"))
        )
        assert (again.read, again.new, again.same, again.joined, again.bodies) == (3, 0, 3, 3, 0)

    def test_a_dry_run_says_what_would_come_and_leaves_nothing(self, tmp_path):
        lines, bodies = LedgerLine.objects.count(), Organization.objects.count()
        told = importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, "見本大学"), dry_run=True)
        assert (told.new, told.review) == (1, 1)
        assert (LedgerLine.objects.count(), Organization.objects.count(), Match.objects.count()) == (lines, bodies, 0)

    def test_a_name_joins_nothing_by_itself(self, tmp_path):
        told = importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, "見本大学", "無関係株式会社"))
        assert (told.joined, told.review, told.bodies) == (0, 1, 0)
        pair = matches.waiting(BY).get()
        assert (pair.organization.name, pair.points) == ("見本大学", 100)
        assert pair.reasons == [MatchReason.SAME_NAME, MatchReason.SAME_PREFECTURE, MatchReason.SAME_FAMILY]
        assert not Identifier.objects.filter(scheme="ror", value=ror(1)).exists()

    def test_joining_gives_the_number_and_undoing_takes_it(self, tmp_path):
        importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, "見本大学"))
        pair = matches.waiting(BY).get()
        matching.join(BY, pair, "seen on its site")
        assert Identifier.objects.get(scheme="ror", value=ror(1)).organization == pair.organization
        assert not matches.waiting(BY).exists()
        matching.undo(BY, pair)
        assert not Identifier.objects.filter(scheme="ror", value=ror(1)).exists()
        assert matches.waiting(BY).get() == pair
        verbs = list(LedgerLine.objects.order_by("id").values_list("verb", flat=True))
        assert verbs[-2:] == ["organizations.join", "organizations.undo"]

    def test_what_was_kept_apart_is_not_proposed_again(self, tmp_path):
        importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, "見本大学"))
        matching.part(BY, matches.waiting(BY).get())
        again = importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, "見本大学"))
        assert (again.review, Match.objects.get().state) == (0, MatchState.APART)

    def test_two_entries_cannot_both_be_one_body(self, tmp_path):
        importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, "見本大学", "見本大学"))
        first, second = matches.waiting(BY)
        matching.join(BY, first)
        with pytest.raises(Rejected, match="別の番号"):
            matching.join(BY, second)
        assert Match.objects.get(pk=second.pk).state == MatchState.PROPOSED

    def test_a_decision_is_made_once(self, tmp_path):
        importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, "見本大学"))
        pair = matches.waiting(BY).get()
        matching.join(BY, pair)
        with pytest.raises(Rejected, match="すでに"):
            matching.join(BY, pair)

    def test_who_may_not_decide_does_not_even_see(self, tmp_path):
        importing.read_in(BY, RegisterKind.ROR, ror_file(tmp_path, "見本大学"))
        pair = Match.objects.get()
        assert not matches.waiting(actors.NOBODY).exists()
        with pytest.raises(Hidden):
            matching.join(actors.NOBODY, pair)


def test_broken_lines_are_named_and_the_others_taken(tmp_path):
    good, bad = schools("見本大学", "例示大学")
    told = importing.read_in(BY, RegisterKind.SCHOOLS, school_file(tmp_path, good, ["F999", *bad[1:]]))
    assert (told.read, told.new, told.refused, told.bodies) == (2, 1, 1, 1)
    assert [problem["line"] for problem in told.problems] == [3]


def test_a_file_of_another_kind_is_refused_as_a_whole(tmp_path):
    with pytest.raises(Rejected, match="学校コード"):
        importing.read_in(BY, RegisterKind.SCHOOLS, ror_file(tmp_path, "見本大学"))
    assert not Organization.objects.filter(name="見本大学").exists()
