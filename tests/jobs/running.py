"""Jobs in tests: run here and now, in the transaction of the test."""

from __future__ import annotations

import json

from django.db import connection
from procrastinate import JobContext, sql
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from tsunagu.jobs.app import app
from tsunagu.jobs.enums import State


def waiting(task: str) -> list[dict[str, object]]:
    """The arguments of the jobs of this name that wait, in their order."""
    rows = ProcrastinateJob.objects.filter(task_name=task, status=State.WAITING).order_by("id")
    return list(rows.values_list("args", flat=True))


def fetched() -> Job | None:
    """The next job that can run, which from now on counts as running for a worker of its own."""
    worker = _asked("register_worker")["worker_id"]
    row = _asked("fetch_job", queues=None, worker_id=worker)
    # Django's connection leaves JSON as it is written.
    return Job.from_row({**row, "args": json.loads(row["args"])}) if row["id"] else None


def run_all() -> int:
    """Run the jobs whose time has come, and say how many they were; one that fails raises what it raised."""
    app.perform_import_paths()
    with connection.cursor() as cursor:  # for the database, time stands still in the transaction of a test
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at <= clock_timestamp()")
    done = 0
    while job := fetched():
        task = app.tasks[job.task_name]
        given = [_context(job)] if task.pass_context else []
        task(*given, **job.task_kwargs)
        finish(job, State.DONE)
        done += 1
    return done


def finish(job: Job, state: State) -> None:
    """End a job as a worker does."""
    _asked("finish_job", job_id=job.id, status=state.value, delete_job=False)


def _context(job: Job) -> JobContext:
    return JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=lambda: None)


def _asked(query: str, **arguments: object) -> dict[str, object]:
    return app.connector.get_sync_connector().execute_query_one(sql.queries[query], **arguments)
