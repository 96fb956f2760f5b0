"""What this room adds to the page of a body: of each indicator its latest figure, with its period."""

from __future__ import annotations

from django.utils.translation import gettext

from tsunagu.indicators.enums import Kind
from tsunagu.indicators.queries.known import counting, written
from tsunagu.kernel.portraits import Part, Subject


def portrait(subject: Subject) -> Part | None:
    """The latest actual figures of a body, as they were known on the day on which it is looked at."""
    rows = counting(written(as_of=subject.day).filter(subject=subject.row, kind=Kind.ACTUAL))
    latest = {row.definition.indicator_id: row for row in rows}
    if not latest:
        return None
    shown = sorted(latest.values(), key=lambda row: row.definition.indicator.order)
    template = "indicators/parts/portrait.html"
    return Part(key="indicators", title=gettext("指標"), template=template, holds={"rows": shown})
