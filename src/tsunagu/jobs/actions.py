"""Every write of this room."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from procrastinate import sql
from procrastinate.contrib.django.models import ProcrastinateJob

from tsunagu.jobs import queries
from tsunagu.jobs.app import app
from tsunagu.jobs.enums import ENDED, State
from tsunagu.jobs.models import LONGEST_ERROR, Effect, Trouble
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected

STALLED = 10.0  # seconds without a sign of life after which a worker counts as dead
MOST_DEATHS = 25  # tries of a job after which it is given up, should its worker die each time
_ONCE = f"INSERT INTO {Effect._meta.db_table} (key, at) VALUES (%s, now()) ON CONFLICT (key) DO NOTHING"  # noqa: S608


def once(key: str) -> bool:
    """Whether an effect is still to be made, which from now on is made; both in the transaction of who asks.

    A job is run at least once, so whatever may not happen twice asks this first. Somebody else who asks for the same
    key at the same time waits until this transaction has ended.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("once() belongs into the transaction that makes the effect")
    with connection.cursor() as cursor:
        cursor.execute(_ONCE, [key])
        return bool(cursor.rowcount)


def retry(*, number: int) -> None:
    """Have a job that failed, or waits for a later time, tried at once. Raises ``Rejected``."""
    with transaction.atomic():
        job = ProcrastinateJob.objects.select_for_update().filter(pk=number).first()
        if job is None:
            raise Rejected([Problem("unknown", "there is no such job", str(number))])
        if job.status not in {State.FAILED, State.WAITING}:
            told = f"it is {State(job.status).en.lower()}; only a job that failed or waits can be tried again"
            raise Rejected([Problem("state", told, str(number))])
        if job.status == State.FAILED:
            app.job_manager.retry_job_by_id(job.pk, retry_at=clock.now())
        else:
            _bring_forward(job.pk)


def _bring_forward(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE id = %s", [number])
        # Procrastinate tells its workers of new jobs alone.
        cursor.execute("SELECT pg_notify('procrastinate_any_queue_v1', %s)", ['{"type": "job_inserted", "job_id": 0}'])


def rescue() -> int:
    """Have the jobs of workers that died run again, and say how many they were; the worker calls this as its tick."""
    silent = Q(worker=None) | Q(worker__last_heartbeat__lt=Now() - timedelta(seconds=STALLED))
    stalled = ProcrastinateJob.objects.filter(silent, status=State.RUNNING)
    with transaction.atomic():
        # Who else rescues takes others; one that was taken up meanwhile is not found any more.
        found = list(stalled.select_for_update(skip_locked=True, of=("self",)))
        for job in found:
            _take_back(job)
    return len(found)


def _take_back(job: ProcrastinateJob) -> None:
    note(number=job.pk, error="its worker died")
    if job.attempts < MOST_DEATHS:
        app.job_manager.retry_job_by_id(job.pk, retry_at=clock.now())
    else:
        app.connector.get_sync_connector().execute_query(
            sql.queries["finish_job"], job_id=job.pk, status=State.FAILED.value, delete_job=False
        )


def note(*, number: int, error: str) -> None:
    """Keep why a job failed."""
    Trouble.objects.update_or_create(job=number, defaults={"error": error.replace("\x00", "")[:LONGEST_ERROR]})


def tidy(*, days: int) -> None:
    """Remove jobs that ended so many days ago, and what was kept for them; keys of effects twice as long."""
    app.connector.get_sync_connector().execute_query(
        sql.queries["delete_old_jobs"], nb_hours=days * 24, queue=None, statuses=[state.value for state in ENDED]
    )
    Trouble.objects.filter(pk__in=list(queries.numbers_of_gone())).delete()
    Effect.objects.filter(at__lt=clock.now() - timedelta(days=2 * days)).delete()
