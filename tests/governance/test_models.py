"""What the database itself refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tsunagu.governance.models import Body, Dependency, Derivation, Document, Meeting, Milestone

pytestmark = pytest.mark.django_db


def test_milestones_that_wait_for_one_another_are_refused():
    law, support = (Milestone.objects.get(key=key) for key in ("fund-law-passed", "fund-support"))
    with pytest.raises(IntegrityError, match="a circle in governance_dependency"), transaction.atomic():
        Dependency.objects.create(milestone=law, before=support)
    Dependency.objects.create(milestone=support, before=law)


def test_documents_derived_from_themselves_are_refused():
    first, last = (Document.objects.get(key=key) for key in ("package-2021-11", "package-2024-02"))
    with pytest.raises(IntegrityError, match="a circle in governance_derivation"), transaction.atomic():
        Derivation.objects.create(derived=first, origin=last)
    with pytest.raises(IntegrityError, match="a circle in governance_derivation"):
        Derivation.objects.create(derived=first, origin=first)


def test_a_body_that_is_a_part_of_its_part_is_refused():
    csti, thursday = (Body.objects.get(key=key) for key in ("csti", "thursday-meetings"))
    csti.part_of = thursday
    with pytest.raises(IntegrityError, match="a circle in governance_body"):
        csti.save()


def test_a_body_does_not_meet_twice_on_a_day(thursday):
    with pytest.raises(IntegrityError, match="meeting_day_once"):
        Meeting.objects.create(key="again", body=thursday, day=date(2021, 10, 21))
