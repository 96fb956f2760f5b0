"""What to do where an answer is not certain: open the official page, else ask the window, else the body in charge."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.catalog.enums import Step
from tsunagu.catalog.models import ContactPoint, Program
from tsunagu.kernel.years import FiscalYear


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step and whom it leads to: an address, an office of a contact table with its year, or a ministry or agency."""

    step: Step
    url: str = ""
    point: ContactPoint | None = None
    year: FiscalYear | None = None
    body: str = ""

    @property
    def text(self) -> str:
        """In one line."""
        office = f"{self.point} {self.point.tel or self.point.email}".strip() if self.point else ""
        return f"{self.step.label}: {self.url or office or self.body}"


def next_step(program: Program) -> NextStep:
    """The next step for a program that is loaded with its contact rows, the newest first."""
    if program.url:
        return NextStep(Step.PAGE, url=program.url)
    for row in program.contacts.all():
        for point in row.points.all():
            return NextStep(Step.WINDOW, point=point, year=FiscalYear(row.map.fiscal_year))
    return NextStep(Step.BODY, body=(program.agency or program.ministry).display_name)
