"""Questions made up from the OpenAPI document, asked of the WSGI application as a server would."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from tsunagu.web.wsgi import application

SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPERATIONS = {operation.label: operation for result in SCHEMA.get_all_operations() if (operation := result.ok())}


QUESTIONS = [(label, "positive") for label in OPERATIONS] + [
    (label, "negative") for label, operation in OPERATIONS.items() if operation.query
]


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


@pytest.mark.parametrize("examples", [4, pytest.param(60, marks=pytest.mark.long)])
@pytest.mark.parametrize(("label", "mode"), QUESTIONS)
def test_no_made_up_question_breaks_the_server(label, mode, examples):
    answered = []

    @hypothesis_settings(max_examples=examples, suppress_health_check=list(HealthCheck))
    @given(case=OPERATIONS[label].as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
    def ask(case):
        response = case.call()
        case.validate_response(response, checks=[not_a_server_error])
        assert response.status_code in (200, 400, 404, 405, 422)
        if response.status_code == 200:
            case.validate_response(response, checks=[response_schema_conformance])
        answered.append(response.status_code)

    ask()
    assert answered


def test_enough_questions_are_made_up():
    assert len(QUESTIONS) >= 12
