"""What has a page of its own, when anything last changed, and where officers work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.calls.enums import State, Verb
from tsunagu.calls.models import Call, Extension, Load
from tsunagu.calls.queries import calls
from tsunagu.calls.rights import CALLS
from tsunagu.kernel.announced import Tool, Window
from tsunagu.kernel.remembering import remembered


def things() -> list[Call]:
    """The calls that everybody sees."""
    return list(calls.shown())


@remembered()
def updated() -> datetime | None:
    """When the text files were last loaded with a change, or a call was published or extended."""
    loaded = Load.objects.first()
    published = calls.shown().aggregate(last=Max("published"))["last"]
    extended = Extension.objects.aggregate(last=Max("made"))["last"]
    times = [time for time in (loaded and loaded.loaded, published, extended) if time]
    return max(times, default=None)


def windows() -> Iterator[Window]:
    """The windows of the calls of programs, as far as their days are known; in one statement."""
    rows = calls.shown().exclude(state=State.WITHDRAWN).exclude(program="")
    dated = rows.filter(opens__isnull=False, closes__isnull=False, published__isnull=False)
    for row in dated.annotate(times=Count("extensions"), moved=Max("extensions__made")):
        yield _window(row)


def _window(row: Any) -> Window:
    last, hour = _end(row.closes)
    return Window(
        key=row.key,
        program=row.program,
        name=row.display_name,
        year=int(row.year),
        opens=localtime(row.opens).date(),
        closes=last,
        hour=hour,
        url=row.get_absolute_url(),
        known=localtime(row.published).date(),
        changed=row.moved or row.published,
        times=row.times,
        filed=row.filed,
    )


def _end(closes: datetime) -> tuple[date, time | None]:
    """The last day, and the hour; what is over at midnight had its last day before, and no hour."""
    there = localtime(closes)
    if there.time() == time():
        return there.date() - timedelta(days=1), None
    return there.date(), there.time()


def tools(by: Actor) -> Iterator[Tool]:
    """Where calls are kept, for officers."""
    if CALLS.may_anywhere(by, Verb.MAKE):
        yield Tool(title=gettext("公募の管理"), url=reverse("calls:desk"))
