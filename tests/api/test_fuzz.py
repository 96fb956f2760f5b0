"""Questions made up from the OpenAPI document, asked of the WSGI application as a server would."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests.turns import one_in

PATHS = json.loads((Path(settings.PROJECT) / "docs" / "openapi.json").read_text())["paths"]
WITH_PARAMETERS = [
    path
    for path, methods in PATHS.items()
    if any(parameter["in"] == "query" for parameter in methods["get"].get("parameters", []))
]
EVERY = [f"{method.upper()} {path}" for path, methods in PATHS.items() for method in methods]
QUESTIONS = [(one, "positive") for one in EVERY] + [(f"GET {path}", "negative") for path in WITH_PARAMETERS]
EVERY_DAY = one_in(8, QUESTIONS)  # of both modes


@pytest.fixture(scope="module")
def operations(django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """What can be asked, by method and path; schemathesis takes seconds to load, which only this file needs."""
    import schemathesis

    from tsunagu.web.wsgi import application

    with django_db_blocker.unblock():  # a request closes what the test before has left open
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    # What can be chosen from the data at hand, as a ministry, stands in no document: another value is refused.
    accepted = schema.config.checks.positive_data_acceptance
    accepted.expected_statuses = [*accepted.expected_statuses, 422]
    return {operation.label: operation for result in schema.get_all_operations() if (operation := result.ok())}


@pytest.fixture(autouse=True)
def _one_connection(db):
    """The test's transaction lives on one connection, which the end of a request must not close (Django's own test
    client does the same).
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("examples", [2, pytest.param(60, marks=pytest.mark.long)])
@pytest.mark.parametrize(("label", "mode"), EVERY_DAY)
def test_no_made_up_question_breaks_the_server(operations, label, mode, examples):
    from schemathesis import GenerationMode

    answered = []

    @hypothesis_settings(max_examples=examples, suppress_health_check=list(HealthCheck), deadline=None)
    @given(case=operations[label].as_strategy(generation_mode=GenerationMode(mode)))
    def ask(case):
        response = case.call()
        case.validate_response(response)  # by every check there is
        answered.append(response.status_code)

    ask()
    assert answered


def test_every_operation_is_asked(operations):
    assert {label for label, _ in QUESTIONS} == set(operations)
    assert len(QUESTIONS) >= 12
