"""Milestones by their days, with what waits for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from tsunagu.governance.enums import Course, MilestoneState
from tsunagu.governance.models import Milestone
from tsunagu.governance.rules import milestones as rules
from tsunagu.governance.rules.milestones import Planned
from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label
from tsunagu.kernel.questions import asked
from tsunagu.kernel.tables import Column, Columns, file_column


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneQuery:
    """Which milestones are asked for."""

    course: Course | None = asked(Label("対象", "Subject"), None, help="only milestones of this subject")
    as_of: date | None = asked(
        Label("基準日", "As of"), None, help="where they stand on this day; today where it is not said"
    )

    @property
    def day(self) -> date:
        """The day that is asked about."""
        return self.as_of or clock.today()


@dataclass(frozen=True, slots=True)
class Report:
    """Where it was reported that a milestone was reached, as pages cite it."""

    document: str
    page: str
    printed: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A milestone on a day, with what it waits for, and what waits for it (``then``).

    open: what no document calls done of what it waits for.
    """

    milestone: Milestone
    state: MilestoneState
    waits_for: list[Milestone]
    open: list[Milestone]
    then: list[Milestone]

    @property
    def course(self) -> Course:
        """What it is about."""
        return Course(self.milestone.course)

    @property
    def day(self) -> date | None:
        """When it was done, or is due."""
        return self.milestone.done or self.milestone.due

    @property
    def day_text(self) -> str:
        """That day as it is printed, where it is printed otherwise."""
        return self.milestone.done_text if self.milestone.done else self.milestone.due_text

    @property
    def report(self) -> Report | None:
        """Where it was reported, if not where it was announced."""
        one = self.milestone
        return Report(one.done_document, one.done_page, one.done_printed) if one.done_document else None


MILESTONES = Columns[Placed](
    file_column("milestone", lambda row: row.milestone.key),
    Column("name", "節目", "Milestone", lambda row: row.milestone.name),
    file_column("course", lambda row: row.milestone.course),
    Column("due", "期日", "Due", lambda row: _day(row.milestone.due)),
    Column("done", "実施", "Done", lambda row: _day(row.milestone.done)),
    Column("state", "状態", "State", lambda row: row.state.value),
    Column("waits_for", "待つもの", "Waits for", lambda row: " ".join(one.key for one in row.waits_for)),
    file_column("document", lambda row: row.milestone.document),
    file_column("page", lambda row: row.milestone.page),
)


def milestones(question: MilestoneQuery | None = None) -> list[Placed]:
    """Milestones as they stand on a day, in their order; in three statements."""
    asked_for = question or MilestoneQuery()
    before = Prefetch("waits_for", Milestone.objects.order_by("order"))
    rows = {row.key: row for row in Milestone.objects.prefetch_related(before)}
    planned = {key: _planned(row) for key, row in rows.items()}
    after = _after(rows.values())
    placed = [
        Placed(
            rows[key],
            rules.state(planned, key, asked_for.day),
            list(rows[key].waits_for.all()),
            [rows[before] for before in rules.open_ones(planned, key)],
            after[key],
        )
        for key in rules.in_order(planned)
    ]
    return [one for one in placed if asked_for.course in (None, one.course)]


def _planned(row: Milestone) -> Planned:
    return Planned(row.due, row.done, tuple(one.key for one in row.waits_for.all()))


def _after(rows: Iterable[Milestone]) -> dict[str, list[Milestone]]:
    found: dict[str, list[Milestone]] = defaultdict(list)
    for row in rows:
        for before in row.waits_for.all():
            found[before.key].append(row)
    return found


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
