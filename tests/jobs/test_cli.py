"""The operator lists jobs and has them tried again."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.jobs import examples, running
from tsunagu.jobs import actions, queries
from tsunagu.jobs.cli import jobs
from tsunagu.jobs.enums import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed() -> int:
    """The number of a job that failed."""
    examples.write.defer(key="a")
    job = running.fetched()
    actions.note(number=job.id, error="ValueError: not yet")
    running.finish(job, State.FAILED)
    return job.id


def test_jobs_are_listed_with_the_error_of_the_last_try(failed: int):
    examples.write.defer(key="b")
    result = CliRunner().invoke(jobs, ["list", "--state", "failed", "--format", "json"])
    assert json.loads(result.stdout) == [
        {
            "id": failed,
            "task": "example.write",
            "arguments": "key=a",
            "state": "failed",
            "attempts": 1,
            "scheduled": "",
            "error": "ValueError: not yet",
        }
    ]


def test_a_job_that_failed_is_tried_again(failed: int):
    assert CliRunner().invoke(jobs, ["retry", str(failed)]).stdout == f"job {failed} is tried again\n"
    assert [job.state for job in queries.jobs()] == [State.WAITING]


def test_an_unknown_job_is_refused(failed: int):
    result = CliRunner().invoke(jobs, ["retry", str(failed + 1)])
    assert (result.exit_code, "there is no such job" in result.output) == (1, True)
