"""A program submits once for each key, and is told apart from a form of another site."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.access.doors import MIDDLEWARE, at_the_door
from tests.applications.scene import CLOSES, DURING, begun, call, person, whole
from tsunagu.access.enums import Role
from tsunagu.applications.models import Application, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def door(settings: Any) -> None:
    """Whoever a test says stands at the door."""
    settings.MIDDLEWARE = MIDDLEWARE


def send(client: Client, application: Application, key: str | None = "a") -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(f"/api/v1/applications/{application.pk}/submissions", headers=headers)


def test_the_same_key_is_the_same_receipt():
    made, chief = call(), person(Role.ADMINISTRATOR)
    client = at_the_door(chief)
    with time_machine.travel(DURING):
        application = whole(made, chief)
        first, again = send(client, application), send(client, application)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["receipt"] == Submission.objects.get().receipt


def test_what_is_late_lacking_or_without_a_key_is_told_apart():
    made, chief = call(), person(Role.ADMINISTRATOR)
    client = at_the_door(chief)
    with time_machine.travel(DURING):
        application, bare = whole(made, chief), begun(made, chief)
        lacking = send(client, bare)
        assert (lacking.status_code, [one["code"] for one in lacking.json()["errors"]]) == (
            422,
            ["required", "required", "undecided"],
        )
        assert send(client, application, key=None).status_code == 422
        assert send(client, application, key="x" * 101).status_code == 422
    with time_machine.travel(CLOSES):
        late = send(client, application)
    assert (late.status_code, late.json()["type"], late["Content-Type"]) == (
        409,
        "deadline-passed",
        "application/problem+json",
    )


def test_a_token_submits_with_its_scope_alone_and_a_cookie_only_from_the_site():
    made, chief = call(), person(Role.ADMINISTRATOR)
    with time_machine.travel(DURING):
        application = whole(made, chief)
        strict = at_the_door(chief, enforce_csrf_checks=True)
        assert send(strict, application).status_code == 403
        other = replace(chief, scopes=frozenset({"applications.see"}))
        assert send(at_the_door(other, enforce_csrf_checks=True), application).status_code == 403
        able = replace(chief, scopes=frozenset({"applications.see", "applications.submit"}))
        assert send(at_the_door(able, enforce_csrf_checks=True), application).status_code == 201


def test_a_stranger_finds_nothing():
    made, chief = call(), person(Role.ADMINISTRATOR)
    stranger = person(Role.ADMINISTRATOR, "tokyo-university-of-the-arts", "taro")
    with time_machine.travel(DURING):
        application = whole(made, chief)
        assert send(at_the_door(stranger), application).status_code == 404
    assert not Submission.objects.exists()
