"""The text files are loaded whole or not at all, and again without a change; what officers recorded stays."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tests.governance.conftest import OFFICER
from tsunagu.governance import actions, files
from tsunagu.governance.enums import Outcome, PointKind
from tsunagu.governance.models import Answer, Body, Derivation, Meeting, Point
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the files, to change."""
    shutil.copytree(Path(settings.DATA) / "governance", tmp_path / "governance")
    return tmp_path


def _change(data: Path, name: str, old: str, new: str) -> None:
    path = data / "governance" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_files_that_did_not_change_are_left_alone(data: Path):
    assert not actions.load(data).changed
    before = list(Point.objects.order_by("pk").values())
    report = actions.load(data, force=True)
    assert (report.meetings, report.points, report.changed) == (7, 24, True)
    assert list(Point.objects.order_by("pk").values()) == before


def test_a_folder_without_them_leaves_all_as_it_is(tmp_path: Path):
    assert not actions.load(tmp_path).changed
    assert Meeting.objects.count() == 7


def test_what_was_recorded_on_the_site_stays(data: Path, thursday, heading, evaluation):
    meeting = actions.add_meeting(thursday, by=OFFICER, day=date(2024, 5, 9))
    point = actions.add_point(
        thursday, by=OFFICER, kind=PointKind.OPINION, title="見本", heading=heading, meeting=meeting
    )
    actions.answer(evaluation, by=OFFICER, status=Outcome.PLANNED, text="見本の対応")
    _change(data, "points.toml", "研究者個人の評価に社会実装の観点を含める", "書き直した題")
    assert actions.load(data).changed
    assert [one.text for one in Answer.objects.filter(filed=False)] == ["見本の対応"]
    assert Point.objects.get(key=evaluation.key).title == "書き直した題"
    assert Point.objects.get(pk=point.pk).meeting == meeting


@pytest.mark.long
def test_what_a_file_no_longer_names_is_removed_unless_it_is_in_use(data: Path, thursday, heading):
    day = Meeting.objects.get(key="thursday-2021-10-21")
    actions.add_point(thursday, by=OFFICER, kind=PointKind.OPINION, title="見本", heading=heading, meeting=day)
    _change(data, "bodies.toml", 'key = "thursday-2021-10-21"\nday = 2021-10-21', 'key = "other"\nday = 2020-10-21')
    with pytest.raises(Rejected, match="in use: point 見本"):
        actions.load(data)
    assert not Meeting.objects.filter(key="other").exists()
    Point.objects.filter(filed=False).delete()
    assert actions.load(data).changed
    assert set(Meeting.objects.filter(body=thursday, day__year__lt=2021).values_list("key", flat=True)) == {"other"}


def test_a_meeting_that_an_officer_recorded_becomes_that_of_the_file(data: Path, thursday):
    mine = actions.add_meeting(thursday, by=OFFICER, day=date(2024, 5, 9), number=7)
    old, new = 'key = "{0}"\nday = {1}'.format, ("thursday-of-may", "2024-05-09")
    _change(data, "bodies.toml", old("thursday-2022-01-20", "2022-01-20"), old(*new))
    assert actions.load(data).changed
    theirs = Meeting.objects.get(pk=mine.pk)
    assert (theirs.key, theirs.filed) == ("thursday-of-may", True)


def test_a_number_that_another_meeting_has_is_told(data: Path):
    csti = Body.objects.get(key="csti")
    actions.add_meeting(csti, by=OFFICER, day=date(2024, 5, 9), number=57)
    _change(data, "bodies.toml", "number = 56", "number = 57")
    with pytest.raises(Rejected, match="csti-56: another meeting of this body"):
        actions.load(data)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("points.toml", 'body = "csti"', 'body = "nobody"', "there is no nobody"),
        ("points.toml", 'meeting = "csti-56"', 'meeting = "thursday-2021-10-21"', "is no meeting of csti"),
        ("points.toml", 'heading = "instruction"', 'heading = "none"', "there is no none"),
        ("points.toml", 'given_in = "package-2022-02"', 'given_in = "none"', "there is no none"),
        ("points.toml", 'status = "done"', 'status = "unanswered"', "leave the answer out"),
        ("points.toml", 'status = "done"', 'status = "perhaps"', "Invalid enum value 'perhaps'"),
        ("points.toml", 'key = "opinion-window"', 'key = "opinion-catalog"', "is there 2 times"),
        ("bodies.toml", 'part_of = "csti"', 'part_of = "thursday-meetings"', "wait for one another: thursday-meetings"),
        ("bodies.toml", 'at = "package-2022:53"', 'at = ""', "say at which page"),
        ("documents.toml", 'derives_from = ["package-2021-11"]', 'derives_from = ["package-2022-08"]', "wait for one"),
        ("milestones.toml", 'waits_for = ["fund-law-passed"]', 'waits_for = ["fund-support"]', "wait for one"),
        ("milestones.toml", "[[milestone]]", "[[milestone]]\nsoon = true", "unknown field `soon`"),
        ("counts.toml", 'body = "thursday-meetings"', 'body = "nobody"', "there is no nobody"),
        ("counts.toml", "number = 4", 'number = "four"', "Expected `int`, got `str`"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_changed(data: Path, name: str, old: str, new: str, said: str):
    _change(data, name, old, new)
    with pytest.raises(Rejected, match=said) as refused:
        actions.load(data)
    assert {problem.where for problem in refused.value.problems} == {name}
    assert (Point.objects.count(), Body.objects.count(), Derivation.objects.count()) == (24, 8, 5)


def test_a_file_that_is_not_there_is_named(data: Path):
    (data / "governance" / "counts.toml").unlink()
    with pytest.raises(Rejected, match=r"counts\.toml"):
        files.read(data)
