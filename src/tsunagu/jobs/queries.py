"""Every read of this room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tsunagu.jobs.enums import State
from tsunagu.jobs.models import Trouble
from tsunagu.kernel.tables import Column, Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job. scheduled: when it is tried at the earliest; none: at once. error: of the last try that failed."""

    number: int
    task: str
    arguments: str
    state: State
    attempts: int
    scheduled: datetime | None
    error: str


JOBS = Columns[Job](
    Column("id", "番号", "Number", lambda job: job.number),
    Column("task", "ジョブ", "Job", lambda job: job.task),
    Column("arguments", "引数", "Arguments", lambda job: job.arguments),
    Column("state", "状態", "State", lambda job: job.state.value),
    Column("attempts", "試行回数", "Attempts", lambda job: job.attempts),
    Column("scheduled", "予定日時", "Scheduled", lambda job: _local(job.scheduled)),
    Column("error", "エラー", "Error", lambda job: job.error),
)


def jobs(*, state: State | None = None, most: int | None = None) -> list[Job]:
    """Jobs in one state or all, the newest first."""
    rows = ProcrastinateJob.objects.order_by("-id")
    chosen = list((rows.filter(status=state.value) if state else rows)[:most])
    troubles = Trouble.objects.filter(pk__in=[row.pk for row in chosen])
    errors = dict(troubles.values_list("job", "error"))
    return [_job(row, errors.get(row.pk, "")) for row in chosen]


def _job(row: ProcrastinateJob, error: str) -> Job:
    return Job(
        number=row.pk,
        task=row.task_name,
        arguments=", ".join(f"{name}={value}" for name, value in sorted(row.args.items())),
        state=State(row.status),
        attempts=row.attempts,
        scheduled=row.scheduled_at,
        error=error,
    )


# Since when the oldest job that could run is waiting: for a job of its own time, since then.
_OLDEST = """
SELECT extract(epoch FROM now() - min(coalesce(job.scheduled_at, deferred.at)))
FROM procrastinate_jobs job
LEFT JOIN procrastinate_events deferred ON deferred.job_id = job.id AND deferred.type = 'deferred'
WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
"""


def figures() -> Mapping[str, tuple[str, float]]:
    """Figures for monitoring."""
    return {
        "tsunagu_jobs_waiting": ("Jobs that wait, also for a later time", _count(State.WAITING)),
        "tsunagu_jobs_failed": ("Jobs that were given up and not yet removed or tried again", _count(State.FAILED)),
        "tsunagu_jobs_oldest_seconds": ("How long the oldest job that could run has been waiting", _oldest()),
    }


def _count(state: State) -> int:
    return ProcrastinateJob.objects.filter(status=state).count()


def _oldest() -> float:
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        (seconds,) = cursor.fetchone()
    return float(seconds or 0)


def numbers_of_gone() -> Iterator[int]:
    """The jobs of which only the trouble is left."""
    there = ProcrastinateJob.objects.values("pk")
    yield from Trouble.objects.exclude(pk__in=there).values_list("pk", flat=True)


def _local(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""
