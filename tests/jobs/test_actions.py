"""A job exists if its transaction does, its effect is made once, and that of a dead worker is taken up again."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.jobs import examples, running
from tsunagu.jobs import actions, queries
from tsunagu.jobs.enums import State
from tsunagu.jobs.models import Effect, Trouble
from tsunagu.kernel.problems import Rejected

pytestmark = pytest.mark.django_db


def test_a_job_deferred_in_a_transaction_that_rolls_back_does_not_exist():
    with transaction.atomic():
        examples.write.defer(key="gone")
        transaction.set_rollback(True)
    with transaction.atomic():
        examples.write.defer(key="there")
    assert running.waiting("example.write") == [{"key": "there"}]


def test_an_effect_is_made_once_however_often_its_job_runs():
    for _ in range(3):
        examples.write.defer(key="a")
    assert (running.run_all(), examples.DONE) == (3, ["a"])


def test_an_effect_that_was_rolled_back_is_made_again():
    with transaction.atomic():
        assert actions.once("a")
        transaction.set_rollback(True)
    assert actions.once("a")
    assert not actions.once("a")


def test_the_key_of_an_effect_is_not_kept_outside_of_its_transaction(committed):
    with pytest.raises(transaction.TransactionManagementError):
        actions.once("a")


@pytest.mark.parametrize(("ends_well", "second"), [(True, False), (False, True)])
def test_the_second_of_two_effects_at_once_waits_for_the_first(committed, ends_well: bool, second: bool):
    outcome: list[bool] = []

    def beside() -> None:
        with transaction.atomic():
            outcome.append(actions.once("a"))
        connection.close()

    thread = threading.Thread(target=beside)
    with transaction.atomic():
        assert actions.once("a")
        thread.start()
        thread.join(timeout=0.3)
        waited = not outcome
        transaction.set_rollback(not ends_well)
    thread.join(timeout=10)
    assert (waited, outcome) == (True, [second])


def _silent(seconds: float) -> None:
    """Let all workers have given no sign of life for so long."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - %s", [timedelta(seconds=seconds)])


def test_the_job_of_a_worker_that_gives_no_sign_of_life_is_taken_up_again():
    examples.write.defer(key="a")
    job = running.fetched()
    assert (actions.rescue(), ProcrastinateJob.objects.get(pk=job.id).status) == (0, State.RUNNING)
    _silent(actions.STALLED + 1)
    assert actions.rescue() == 1
    [listed] = queries.jobs()
    assert (listed.state, listed.attempts, listed.error) == (State.WAITING, 1, "its worker died")
    assert (running.run_all(), examples.DONE) == (1, ["a"])


def test_a_job_whose_worker_is_forgotten_is_taken_up_again():
    examples.write.defer(key="a")
    running.fetched()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert actions.rescue() == 1


def test_a_job_whose_worker_dies_each_time_is_given_up():
    examples.write.defer(key="a")
    running.fetched()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [actions.MOST_DEATHS])
    _silent(actions.STALLED + 1)
    assert actions.rescue() == 1
    assert [job.state for job in queries.jobs()] == [State.FAILED]


def test_a_job_that_failed_or_waits_is_tried_at_once():
    examples.write.defer(key="failed")
    running.finish(running.fetched(), State.FAILED)
    examples.write.configure(schedule_in={"days": 1}).defer(key="later")
    assert running.run_all() == 0
    for job in queries.jobs():
        actions.retry(number=job.number)
    assert (running.run_all(), sorted(examples.DONE)) == (2, ["failed", "later"])


def test_a_job_that_is_done_or_unknown_is_not_tried_again():
    examples.write.defer(key="a")
    running.run_all()
    [job] = queries.jobs()
    with pytest.raises(Rejected, match="it is done"):
        actions.retry(number=job.number)
    with pytest.raises(Rejected, match="no such job"):
        actions.retry(number=job.number + 1)


def test_what_ended_long_ago_is_removed_with_what_was_kept_for_it():
    for key in ("old", "new"):
        examples.write.defer(key=key)
    actions.note(number=running.fetched().id, error="old trouble")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'doing'")
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '15 days'")
    Effect.objects.create(key="long ago")
    Effect.objects.update(at=Now() - timedelta(days=29))
    running.run_all()
    actions.tidy(days=14)
    assert [job.arguments for job in queries.jobs()] == ["key=new"]
    assert list(Effect.objects.values_list("key", flat=True)) == ["new"]
    assert not Trouble.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_jobs_are_listed_in_two_statements(count: int, django_assert_num_queries):
    for number in range(count):
        examples.write.defer(key=str(number))
    with django_assert_num_queries(2):
        assert len(queries.jobs()) == count


def test_figures_count_what_waits_and_failed_and_tell_since_when():
    names = ["tsunagu_jobs_waiting", "tsunagu_jobs_failed", "tsunagu_jobs_oldest_seconds"]
    assert [queries.figures()[name][1] for name in names] == [0, 0, 0]
    for key in ("failed", "waiting"):
        examples.write.defer(key=key)
    examples.write.configure(schedule_in={"days": 1}).defer(key="later")
    running.finish(running.fetched(), State.FAILED)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = now() - interval '90 seconds'")
    assert [queries.figures()[name][1] for name in names] == [2, 1, 90]
