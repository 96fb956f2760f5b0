"""Procrastinate's app, by whose ``task`` and ``periodic`` rooms write their jobs, in a module that they announce.

What is deferred in a transaction is a row of that transaction: where it rolls back, the job does not exist. Arguments
are numbers and keys, never what is personal or secret, since logs and ``tsunagu jobs list`` show them.
"""

from __future__ import annotations

from dataclasses import dataclass

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app as app  # rooms write @app.app.task
from procrastinate.jobs import Job


@dataclass(frozen=True, slots=True)
class Growing(BaseRetryStrategy):
    """Tries again after pauses that double. first, longest: seconds; most: how often it is tried at the most."""

    first: int = 2
    longest: int = 3600
    most: int = 16

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try a job again; none where it was tried often enough."""
        if self.is_last(job.attempts):
            return None
        return RetryDecision(retry_in={"seconds": self.pause(job.attempts)})

    def is_last(self, attempts: int) -> bool:
        """Whether the try after so many is the last one."""
        return attempts + 1 >= self.most

    def pause(self, attempts: int) -> int:
        """The seconds before the try that follows."""
        return min(self.first << min(attempts, 30), self.longest)
