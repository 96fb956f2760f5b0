"""A university with its people, and entries of the directory, for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tsunagu.access.actors import Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.accounts.models import Membership, User
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Rejected
from tsunagu.mail.models import Message
from tsunagu.organizations.models import Appointment, Identifier, Organization, Person

ORCID = "0000-0002-1825-0097"
OTHER_ORCID = "0000-0001-5109-3700"
LINK = "http://localhost/desk/claims/{number}/"


@dataclass(frozen=True, slots=True)
class Cast:
    """甲大学 with a researcher and two administrators, a platform administrator, and a stranger."""

    ko: Organization
    hanako: User
    admin: User
    second: User
    platform: User
    stranger: User


def somebody(key: str, name: str, role: Role | None = None, body: Organization | None = None) -> User:
    user = User.objects.create(email=f"{key}@example.jp", name=name)
    if role:
        Membership.objects.create(user=user, organization=body, role=role, state="active", starts=clock.now())
    return user


@pytest.fixture
def cast(db: None) -> Cast:
    ko = Organization.objects.create(key="ko", name="甲大学", kind="national-university")
    return Cast(
        ko=ko,
        hanako=somebody("hanako", "見本 花子", Role.RESEARCHER, ko),
        admin=somebody("admin", "見本 管理", Role.ADMINISTRATOR, ko),
        second=somebody("second", "見本 次席", Role.ADMINISTRATOR, ko),
        platform=somebody("platform", "見本 運営", Role.PLATFORM_ADMINISTRATOR),
        stranger=somebody("stranger", "見本 他人"),
    )


def acting(user: User) -> Actor:
    """Somebody as they come to a door now."""
    rows = Membership.objects.filter(user=user, state="active")
    posts = [Post(role=Role(row.role), organization=row.organization_id, membership=row.pk) for row in rows]
    return signed_in(user=user.pk, name=user.name, posts=posts)


@pytest.fixture
def hidden(cast: Cast) -> Person:
    """An entry that nobody may see, with a number and a post at 甲大学."""
    person = Person.objects.create(key="p-1", name="見本 花子", kana="ミホン ハナコ", fields=["光"])
    Identifier.objects.create(person=person, scheme="orcid", value=ORCID)
    Appointment.objects.create(person=person, organization=cast.ko, title="教授")
    return person


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def mails() -> list[tuple[str, str]]:
    """To whom mail was queued, and its text, in its order."""
    return [(one.to, one.text) for one in Message.objects.order_by("pk")]
