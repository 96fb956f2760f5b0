"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DataError, IntegrityError, transaction

from tsunagu.organizations.enums import NameKind, OrganizationKind, SuccessionKind, UnitKind
from tsunagu.organizations.models import Appointment, Identifier, Name, Organization, Person, Succession, Unit
from tsunagu.registers.enums import Scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies() -> list[Organization]:
    """Three universities."""
    kind = OrganizationKind.NATIONAL_UNIVERSITY
    return [Organization.objects.create(key=key, name=f"{key}大学", kind=kind) for key in ("ko", "otsu", "hei")]


def _follow(one: Organization, other: Organization) -> Succession:
    return Succession.objects.create(predecessor=one, successor=other, day=date(2020, 4, 1), kind=SuccessionKind.RENAME)


def test_a_circle_of_successions_is_refused(bodies: list[Organization]):
    first, second, third = bodies
    _follow(first, second)
    _follow(second, third)
    with pytest.raises(IntegrityError, match="a circle in organizations_succession"), transaction.atomic():
        _follow(third, first)
    with pytest.raises(IntegrityError), transaction.atomic():
        _follow(first, first)
    assert Succession.objects.filter(predecessor__in=bodies).count() == 2


def test_a_body_or_unit_is_no_part_of_itself(bodies: list[Organization]):
    first, second, _ = bodies
    first.parent = second
    first.save()
    second.parent = first
    with pytest.raises(IntegrityError, match="a circle in organizations_organization"), transaction.atomic():
        second.save()
    faculty = Unit.objects.create(organization=first, name="工学部", kind=UnitKind.FACULTY)
    laboratory = Unit.objects.create(organization=first, name="研究室", kind=UnitKind.LABORATORY, parent=faculty)
    faculty.parent = laboratory
    with pytest.raises(IntegrityError, match="a circle in organizations_unit"), transaction.atomic():
        faculty.save()


def test_a_number_is_of_one_body_or_one_person_and_there_once(bodies: list[Organization]):
    first, second, _ = bodies
    Identifier.objects.create(organization=first, scheme=Scheme.ROR, value="03vek6s52")
    with pytest.raises(IntegrityError, match="identifier_once"), transaction.atomic():
        Identifier.objects.create(organization=second, scheme=Scheme.ROR, value="03vek6s52")
    with pytest.raises(IntegrityError, match="identifier_of_one"), transaction.atomic():
        Identifier.objects.create(scheme=Scheme.ROR, value="042nb2s44")


def test_nothing_ends_before_it_begins(bodies: list[Organization]):
    with pytest.raises(IntegrityError, match="name_forward"), transaction.atomic():
        Name.objects.create(
            organization=bodies[0],
            text="甲",
            normal="甲",
            kind=NameKind.OLD,
            valid_from=date(2021, 1, 1),
            valid_to=date(2020, 1, 1),
        )


def test_a_name_of_five_hundred_characters_is_refused(bodies: list[Organization]):
    with pytest.raises(DataError), transaction.atomic():
        Name.objects.create(organization=bodies[0], text="甲" * 500, normal="甲", kind=NameKind.OLD)


@pytest.mark.parametrize("share", [0, 101])
def test_a_share_of_effort_is_from_one_to_a_hundred(bodies: list[Organization], share: int):
    person = Person.objects.create(key="sample", name="見本 花子")
    with pytest.raises(IntegrityError, match="appointment_share"), transaction.atomic():
        Appointment.objects.create(person=person, organization=bodies[0], title="教授", share=share)


def test_a_prefecture_is_one_of_forty_seven():
    with pytest.raises(IntegrityError, match="organization_prefecture"), transaction.atomic():
        Organization.objects.create(key="x", name="x", kind=OrganizationKind.COMPANY, prefecture="48")
