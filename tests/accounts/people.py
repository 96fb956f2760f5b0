"""People and posts for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.accounts.enums import State
from tsunagu.accounts.models import Domain, Membership, User
from tsunagu.accounts.queries import posts
from tsunagu.kernel import clock
from tsunagu.mail.models import Message
from tsunagu.organizations.models import Organization

PASSWORD = "kasumi no naka wo aruku"
LINK = "http://testserver/accounts/invitations/{key}/"


class CountedHasher(MD5PasswordHasher):
    """Counts how many passwords were hashed, which is what an answer's time hangs on."""

    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        """A hash that costs nothing."""
        CountedHasher.hashed += 1
        return super().encode(password, salt)


def university(key: str = "ko") -> Any:
    """甲大学, or another one, with its domain."""
    body, is_new = Organization.objects.get_or_create(
        key=key, defaults={"name": f"{key}大学", "kind": "national-university"}
    )
    if is_new:
        Domain.objects.create(organization=body, name=f"{key}.example.jp")
    return body


def person(address: str, password: str = "", **values: Any) -> User:
    """Somebody whose address is confirmed."""
    user = User(email=address, name=values.pop("name", address.partition("@")[0]), **values)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    return user


def post(
    user: User, role: Role, body: Any = None, *, starts: datetime | None = None, ends: datetime | None = None
) -> Membership:
    """A post that holds now, unless its dates say otherwise."""
    begins = starts or clock.now() - timedelta(days=1)
    return Membership.objects.create(
        user=user, organization=body, role=role, state=State.ACTIVE, starts=begins, ends=ends
    )


def holder(address: str, role: Role, body: Any = None, password: str = "") -> tuple[User, Actor]:
    """Somebody with a post, and how they act."""
    user = person(address, password)
    post(user, role, body)
    return user, actor(user)


def actor(user: User) -> Actor:
    """How somebody acts now, who used a second factor where they have one."""
    return posts.actor(user, at=clock.now(), used_factor=True)


def signed_in(user: User, password: str = PASSWORD) -> Client:
    """A browser in which somebody signed in with the form."""
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it was queued."""

    to: list[str]
    subject: str
    body: str


def letters() -> list[Letter]:
    """All mail that was queued, in its order."""
    return [Letter([one.to], one.subject, one.text) for one in Message.objects.order_by("pk")]


def forget_letters() -> None:
    """Begin anew to look at mail."""
    Message.objects.all().delete()


def link_in(message: Letter | None = None) -> str:
    """The path of the link in a mail, by default the last one."""
    text = (message or letters()[-1]).body
    [path] = re.findall(r"https?://[^/\s]+(/\S+)", text)
    return path
