"""The tests of this room read the real indicators; their figures are invented and stand in the tests alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.organizations.conftest import of
from tests.real_data import RealData
from tsunagu.access.actors import Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.indicators import actions
from tsunagu.indicators.enums import Kind
from tsunagu.indicators.models import Definition, Observation
from tsunagu.indicators.rules.figures import Figure, Period
from tsunagu.kernel.years import FiscalYear
from tsunagu.organizations.models import Organization

OFFICER = signed_in(user=90, name="見本 三郎", posts=[Post(role=Role.PROGRAM_OFFICER)])
LINK = {"link": "https://example.jp/report"}


@pytest.fixture
def django_db_setup(real_data: RealData) -> None:
    """The database of the next test."""
    real_data.use()


@pytest.fixture
def ko(db: None) -> Organization:
    """甲."""
    return Organization.objects.get(key="tokushima-council")


@pytest.fixture
def otsu(db: None) -> Organization:
    """乙."""
    return Organization.objects.get(key="kochi-iop")


@pytest.fixture
def ura(ko: Organization) -> Actor:
    """A research administrator of 甲."""
    return of(ko, Role.URA)


@pytest.fixture
def other_ura(otsu: Organization) -> Actor:
    """A research administrator of 乙."""
    return of(otsu, Role.URA, user=8)


def year(number: int) -> Period:
    return Period(FiscalYear(number))


def figure(value: object) -> Figure:
    return Figure(Decimal(str(value)))


def ratio(numerator: object, denominator: object) -> Figure:
    return Figure(None, Decimal(str(numerator)), Decimal(str(denominator)))


def definition(key: str, version: int = 1) -> Definition:
    return Definition.objects.select_related("indicator").get(indicator__key=key, version=version)


def second(key: str = "participants", **more: Any) -> Definition:
    """A second definition of an indicator."""
    first = definition(key)
    told = {"text": "見本の定義", "text_en": "A sample", "unit": first.unit, "link": "https://example.jp/"}
    return Definition.objects.create(indicator=first.indicator, version=2, replaces=first, **told, **more)


def submitted(body: Organization, by: Actor, told: Figure, when: Period, **more: Any) -> Observation:
    """A figure that a body submitted."""
    under = more.pop("under", None) or definition("participants")
    return actions.submit(under, by=by, subject=body.pk, period=when, figure=told, source=LINK, **more)


def confirmed(body: Organization, by: Actor, told: Figure, when: Period, **more: Any) -> Observation:
    """A figure that an officer confirmed."""
    return actions.confirm(submitted(body, by, told, when, **more), by=OFFICER)


ACTUAL, PLAN = Kind.ACTUAL, Kind.PLAN
