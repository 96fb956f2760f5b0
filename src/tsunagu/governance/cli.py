"""Meetings and points in the terminal."""

from __future__ import annotations

import click

from tsunagu.governance.queries import bodies, counts, milestones, points
from tsunagu.governance.queries.bodies import MeetingQuery
from tsunagu.governance.queries.milestones import MilestoneQuery
from tsunagu.governance.queries.points import PointQuery
from tsunagu.kernel.terminal import SHAPES, asks, print_table

format_option = click.option("--format", "shape", type=SHAPES, default="table", show_default=True)


@click.group()
def governance() -> None:
    """Meetings, what was asked there and what became of it, and milestones.

    \b
    tsunagu governance points --body collaboration-hearing
    tsunagu governance unanswered --format csv
    tsunagu governance counts --format csv
    """


@governance.command("points")
@asks(PointQuery)
@format_option
def points_(question: PointQuery, shape: str) -> None:
    """List what was asked, by whom, when, and what became of it."""
    print_table(points.POINTS.keyed("points", points.points(question)), shape)


@governance.command()
@format_option
def unanswered(shape: str) -> None:
    """List the points of which no document at hand says what became of them."""
    print_table(points.UNANSWERED.keyed("unanswered", points.unanswered()), shape)


@governance.command("meetings")
@asks(MeetingQuery)
@format_option
def meetings_(question: MeetingQuery, shape: str) -> None:
    """List meetings, the oldest first, with how many points were raised in each."""
    print_table(bodies.MEETINGS.keyed("meetings", bodies.meetings(question)), shape)


@governance.command("milestones")
@asks(MilestoneQuery)
@format_option
def milestones_(question: MilestoneQuery, shape: str) -> None:
    """List milestones in their order, with where they stand on a day and what they wait for."""
    print_table(milestones.MILESTONES.keyed("milestones", milestones.milestones(question)), shape)


@governance.command("counts")
@format_option
def counts_(shape: str) -> None:
    """Compare the numbers of the documents with what is counted here."""
    print_table(counts.COUNTS.keyed("counts", counts.compared()), shape)
