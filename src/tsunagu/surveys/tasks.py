"""Jobs of this room."""

from __future__ import annotations

from tsunagu.jobs import app
from tsunagu.surveys import actions


@app.app.periodic(cron="0 0 * * *")
@app.app.task(name="surveys.remind", queueing_lock="surveys.remind", retry=app.Growing(most=8))
def remind(timestamp: int) -> None:
    """Every morning in Japan: remind those who did not submit, a week and a day before a survey closes."""
    actions.remind_all()
