"""Jobs of this room."""

from __future__ import annotations

from django.conf import settings

from tsunagu.jobs import actions, app


@app.app.periodic(cron="23 * * * *")
@app.app.task(name="jobs.tidy", queueing_lock="jobs.tidy", retry=app.Growing(most=4))
def tidy(timestamp: int) -> None:
    """Each hour: remove what ended long ago."""
    actions.tidy(days=settings.JOBS_DAYS)
