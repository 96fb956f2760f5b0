"""The windows of calls that have pages of their own, beside those that documents print."""

from __future__ import annotations

from collections.abc import Iterable

from tsunagu.catalog.enums import Evidence
from tsunagu.catalog.models import Call, Program
from tsunagu.catalog.queries import days
from tsunagu.kernel import announced
from tsunagu.kernel.announced import Window
from tsunagu.kernel.labels import language
from tsunagu.kernel.remembering import remembered
from tsunagu.kernel.years import FiscalYear


@remembered(days.looked_at, language)
def known() -> tuple[Window, ...]:
    """What was known on the day on which the catalog is looked at."""
    return tuple(window for window in announced.windows() if window.known <= days.seen())


def own() -> list[Window]:
    """Those of calls that are made here; of the others the documents tell."""
    return [window for window in known() if not window.filed]


def row(window: Window, program: Program) -> Call:
    """A window as a row of the calendar, which is kept nowhere."""
    return Call(
        program=program,
        fiscal_year=FiscalYear(window.year),
        name=window.name,
        opens=window.opens,
        closes=window.closes,
        closes_at=window.hour,
        evidence=Evidence.ANNOUNCED,
    )


def of(call: Call, among: Iterable[Window]) -> Window | None:
    """The window that tells of the same call as a row of a document: same program, year and last day."""
    same = (call.program.key, int(call.fiscal_year), call.closes)
    return next((one for one in among if (one.program, one.year, one.closes) == same), None)
