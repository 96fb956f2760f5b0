"""What is written of bodies: by whom, within which limits, and with a line in the ledger."""

from __future__ import annotations

from datetime import date

import pytest

from tests.organizations.conftest import KEEPER, STRANGER, of
from tsunagu.access.enums import Role
from tsunagu.access.models import Entry as Line
from tsunagu.kernel.problems import Forbidden, Rejected
from tsunagu.organizations import actions
from tsunagu.organizations.enums import NameKind, OrganizationKind, SuccessionKind, UnitKind
from tsunagu.organizations.models import Name, Organization, Succession, Unit, Window
from tsunagu.organizations.queries import windows
from tsunagu.organizations.queries.windows import WindowQuery
from tsunagu.registers.enums import Scheme

pytestmark = pytest.mark.django_db


def _codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def _publish(body: Organization, by=KEEPER, **more) -> Window:
    return actions.publish_window(body, by=by, **{"office": "社会連携課", "email": "renkei@example.jp", **more})


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.URA, Role.LOCAL_OFFICER])
def test_a_window_is_published_by_those_of_the_body(ko: Organization, otsu: Organization, role: Role):
    assert ko in windows.missing(WindowQuery(prefecture="39"))
    _publish(ko, of(ko, role), languages=["ja", "en"], phone="088-000-0000")
    assert ko not in windows.missing(WindowQuery(prefecture="39"))
    with pytest.raises(Forbidden):
        _publish(ko, of(otsu, role))
    assert [window.office for window in windows.published()] == ["社会連携課"]


@pytest.mark.parametrize("by", [STRANGER, "researcher"])
def test_a_window_is_not_published_by_others(ko: Organization, by):
    with pytest.raises(Forbidden):
        _publish(ko, of(ko, Role.RESEARCHER) if by == "researcher" else by)
    assert (Window.objects.count(), Line.objects.count()) == (0, 0)


def test_the_same_office_is_brought_up_to_date_and_the_ledger_knows_both(ko: Organization):
    first, second = _publish(ko), _publish(ko, email="new@example.jp")
    assert (first.pk, Window.objects.count()) == (second.pk, 1)
    assert [line.verb for line in Line.objects.order_by("pk")] == ["organizations.publish-window"] * 2
    parts = Line.objects.order_by("pk").last().detail.parts
    assert {"before.email", "after.email"} <= parts.keys()


def test_all_that_is_wrong_with_a_window_is_said_at_once(ko: Organization):
    with pytest.raises(Rejected) as refused:
        _publish(ko, office="窓\u202e口", email="nobody", languages=["日本語"], since=date(1900, 1, 1))
    assert _codes(refused) == ["unseen", "invalid", "invalid"]
    with pytest.raises(Rejected, match="give a mail address, a telephone number or a web page"):
        _publish(ko, email="")
    assert Window.objects.count() == 0


def test_a_closed_window_is_missing_again(ko: Organization):
    window = _publish(ko)
    actions.close_window(window, by=KEEPER, last=date(2020, 3, 31), reason="廃止")
    assert ko in windows.missing(WindowQuery(prefecture="39"))
    assert [held.pk for held in windows.published(WindowQuery(as_of=date(2020, 3, 31)))] == [window.pk]


def test_a_name_is_checked_and_dated(ko: Organization):
    name = actions.add_name(ko, by=of(ko, Role.ADMINISTRATOR), text="Kochi Univ.", kind=NameKind.ALIAS)
    assert (name.text, name.normal) == ("Kochi Univ.", "kochiuniv")
    with pytest.raises(Rejected) as refused:
        actions.add_name(ko, by=KEEPER, text="Kochi Univ.", kind=NameKind.ALIAS)
    assert _codes(refused) == ["twice"]
    with pytest.raises(Rejected) as refused:
        actions.add_name(
            ko, by=KEEPER, text="甲" * 500, kind=NameKind.OLD, first=date(2021, 1, 1), last=date(2020, 1, 1)
        )
    assert _codes(refused) == ["too-long", "backward"]
    with pytest.raises(Forbidden):
        actions.add_name(ko, by=STRANGER, text="甲", kind=NameKind.OLD)


def test_a_name_before_the_body_was_there_is_refused():
    young = Organization.objects.get(key="osaka-metropolitan-university")
    with pytest.raises(Rejected) as refused:
        actions.add_name(young, by=KEEPER, text="大阪公大", kind=NameKind.OLD, first=date(2000, 1, 1))
    assert _codes(refused) == ["before-birth"]
    assert not Name.objects.filter(text="大阪公大").exists()


def test_a_number_is_verified_and_belongs_to_one(ko: Organization, otsu: Organization):
    number = actions.add_number(ko, by=KEEPER, scheme=Scheme.HOUJIN, written="７０００-０１２０-５０００２")
    assert number.value == "7000012050002"
    for written, codes in {"7000012050003": ["check-digit"], "7000012050002": ["taken"], "12": ["malformed"]}.items():
        with pytest.raises(Rejected) as refused:
            actions.add_number(otsu, by=KEEPER, scheme=Scheme.HOUJIN, written=written)
        assert _codes(refused) == codes
    with pytest.raises(Rejected) as refused:
        actions.add_number(otsu, by=KEEPER, scheme=Scheme.ORCID, written="0000-0002-1825-0097")
    assert _codes(refused) == ["unfit"]


def test_a_circle_of_successions_is_named_and_refused():
    first, second, third = (
        Organization.objects.create(key=f"test-{name}", name=name, kind=OrganizationKind.COMPANY) for name in "甲乙丙"
    )

    def follow(one: Organization, other: Organization) -> Succession:
        return actions.record_succession(one, other, by=KEEPER, day=date(2020, 4, 1), kind=SuccessionKind.MERGER)

    follow(first, second)
    follow(second, third)
    with pytest.raises(Rejected, match="in a circle: 甲 → 乙 → 丙"):
        follow(third, first)
    with pytest.raises(Rejected, match="in a circle"):
        follow(third, third)
    assert Succession.objects.filter(filed=False).count() == 2


def test_a_successor_is_not_older_than_its_predecessor(ko: Organization):
    young = Organization.objects.get(key="osaka-metropolitan-university")
    with pytest.raises(Rejected) as refused:
        actions.record_succession(young, ko, by=KEEPER, day=date(2000, 1, 1), kind=SuccessionKind.SPLIT)
    assert _codes(refused) == ["before-birth"]


def test_units_stand_in_a_tree_of_one_body(ko: Organization, otsu: Organization):
    faculty = actions.place_unit(ko, by=KEEPER, name="理工学部", kind=UnitKind.FACULTY, first=date(2017, 4, 1))
    below = {"name": "見本研究室", "kind": UnitKind.LABORATORY, "parent": faculty}
    laboratory = actions.place_unit(ko, by=KEEPER, **below, first=date(2018, 4, 1))
    assert laboratory.parent == faculty
    with pytest.raises(Rejected) as refused:
        actions.place_unit(otsu, by=KEEPER, **below, first=date(2016, 4, 1))
    assert _codes(refused) == ["before-birth", "strange"]
    assert Unit.objects.count() == 2
