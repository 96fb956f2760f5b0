"""A sheet with a question of every kind, a body that is asked, and its people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.sheets.test_rules import EVERY
from tsunagu.access.actors import Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.accounts.models import User
from tsunagu.kernel import clock
from tsunagu.organizations.models import Organization
from tsunagu.sheets import actions
from tsunagu.sheets.enums import VersionState
from tsunagu.sheets.models import Response, Version


def person(name: str, role: Role, body: Organization | None = None) -> Actor:
    """Somebody with an account and a post."""
    user, _ = User.objects.get_or_create(email=f"{name}@example.jp", defaults={"name": name})
    return signed_in(user=user.pk, name=name, posts=[Post(role=role, organization=body and body.pk)])


@pytest.fixture
def ko(db: None) -> Organization:
    return Organization.objects.create(key="ko", name="甲県", kind="prefecture")


@pytest.fixture
def officer(db: None) -> Actor:
    return person("officer", Role.PROGRAM_OFFICER)


@pytest.fixture
def hanako(ko: Organization) -> Actor:
    return person("hanako", Role.LOCAL_OFFICER, ko)


@pytest.fixture
def taro(ko: Organization) -> Actor:
    return person("taro", Role.URA, ko)


@pytest.fixture
def version(officer: Actor) -> Version:
    made = actions.draft(by=officer, key="every", name="見本の質問票", questions=EVERY)
    for to in (VersionState.PREVIEW, VersionState.LIVE):
        made = actions.proceed(made, by=officer, to=to)
    return made


@pytest.fixture
def response(version: Version, ko: Organization) -> Response:
    closes = clock.now() + timedelta(days=7)
    actions.ask(version, occasion="tests:1", title="見本の調査", title_en="", bodies=[ko.pk], closes=closes)
    return Response.objects.get()


@pytest.fixture
def door(static_files, settings):
    """A client of somebody, as the site takes it."""
    settings.MIDDLEWARE = MIDDLEWARE
    return at_the_door
