"""Jobs of this room."""

from __future__ import annotations

from django.conf import settings
from procrastinate import JobContext

from tsunagu.jobs import app
from tsunagu.mail import actions

# Two days, as mail servers do it: 13 tries within three hours, then one an hour.
_RETRIES = app.Growing(first=2, most=60)


@app.app.task(name=actions.DELIVER, pass_context=True, retry=_RETRIES)
def deliver(context: JobContext, number: int) -> None:
    """Hand one message over."""
    actions.deliver(number=number, is_last=_RETRIES.is_last(context.job.attempts))


@app.app.periodic(cron="*/10 * * * *")
@app.app.task(name="mail.tidy", queueing_lock="mail.tidy", retry=app.Growing(most=4))
def tidy(timestamp: int) -> None:
    """Every ten minutes: forget what need not be kept."""
    actions.tidy(days=settings.MAIL_DAYS)
