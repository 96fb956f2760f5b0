"""A call that is open, a body with its people, and what they write."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import time_machine

from tests.calls.files import EXAMPLE
from tests.calls.test_actions import OFFICER
from tsunagu.access.actors import Actor, Post, signed_in
from tsunagu.access.enums import Role
from tsunagu.accounts.models import Membership, User
from tsunagu.applications import actions
from tsunagu.applications.models import Application
from tsunagu.calls import actions as of_calls
from tsunagu.calls.models import Call
from tsunagu.kernel import clock
from tsunagu.organizations.models import Organization
from tsunagu.sheets.rules.saving import Sent

CLOSES = datetime(2027, 6, 25, 12, tzinfo=timezone(timedelta(hours=9)))
MOMENT = timedelta(microseconds=1)
BEFORE, DURING = "2027-05-01T00:00+09:00", "2027-06-01T00:00+09:00"
WHOLE = {"v-title": "見本の構想", "v-members": "3", "v-vision": "光あふれる地域"}


def call(content: bytes = EXAMPLE.encode(), key: str = "sample") -> Call:
    """A call that was published before it opened."""
    with time_machine.travel(BEFORE):
        return of_calls.publish(of_calls.put(key, content, by=OFFICER), by=OFFICER)


def body(key: str = "hokkaido-university") -> Organization:
    """A body of the directory."""
    return Organization.objects.get(key=key)


def person(role: Role, key: str = "hokkaido-university", name: str = "hanako") -> Actor:
    """Somebody of a body, with an account."""
    user, _ = User.objects.get_or_create(email=f"{name}@example.jp", defaults={"name": name})
    held = {"role": role, "state": "active", "starts": clock.now() - timedelta(days=1)}
    Membership.objects.create(user=user, organization=body(key), **held)
    return signed_in(user=user.pk, name=name, posts=[Post(role=role, organization=body(key).pk)])


def begun(of: Call, by: Actor, **wrote: str) -> Application:
    """A draft with what was written."""
    made = actions.begin(of, by=by, body=body().pk)
    return write(made, by, **wrote) if wrote else made


def write(application: Application, by: Actor, **wrote: Any) -> Application:
    """Write fields of a draft, given as ``title=…``, from how it is kept."""
    application.refresh_from_db()
    named = {f"v-{key}": value for key, value in wrote.items()}
    return actions.save(application, by=by, began={}, wrote=named, sent=Sent(application.revision))


def whole(of: Call, by: Actor) -> Application:
    """A draft in which nothing is lacking."""
    return begun(of, by, **{name.removeprefix("v-"): value for name, value in WHOLE.items()})
