"""Jobs of this room."""

from __future__ import annotations

from django.conf import settings

from tsunagu.jobs import app
from tsunagu.networks import actions
from tsunagu.strengths.errors import StoreProblem


@app.app.periodic(cron="30 18 * * *")
@app.app.task(name="networks.papers", queueing_lock="networks.papers", retry=app.Growing(most=8))
def papers(timestamp: int) -> None:
    """Every night in Japan: take over the joint papers, if bibliographic data are there."""
    try:
        actions.take_papers(settings.STRENGTHS)
    except StoreProblem:
        return  # nothing was computed yet; what was taken over before stays
