"""The calendar of calls as other programs read it: iCalendar (RFC 5545) and Atom (RFC 4287)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext

from tsunagu.catalog.enums import CallKind
from tsunagu.catalog.queries.calendar import CallEntry
from tsunagu.kernel.labels import language

if TYPE_CHECKING:
    from icalendar import Event

Absolute = Callable[[str], str]
_AGAIN = timedelta(days=1)  # how often calendars are asked to look again


def icalendar(entries: Sequence[CallEntry], absolute: Absolute) -> bytes:
    """A calendar with an event a window; what is not announced is tentative. absolute: makes an address absolute."""
    from icalendar import Calendar  # takes a while to load, and only this file needs it

    calendar = Calendar.new(
        prodid="-//Tsunagu//catalog//JA",
        uid="calls@tsunagu",
        name=gettext("公募カレンダー"),
        language=language(),
        refresh_interval=_AGAIN,
        subcomponents=[_event(entry, absolute) for entry in entries],
    )
    written: bytes = calendar.to_ical()
    return written


def atom(entries: Sequence[CallEntry], absolute: Absolute) -> str:
    """A feed with an entry a window."""
    feed = _Feed(
        title=gettext("公募カレンダー"),
        link=absolute(reverse("catalog:calendar")),
        feed_url=absolute(reverse("catalog:calendar_atom")),
        description=None,
        language=language(),
        author_name="Tsunagu",
    )
    for entry in entries:
        changed = _midnight(entry.changed)
        feed.add_item(
            title=_title(entry),
            link=absolute(entry.url),
            description=escape(_text(entry)),
            unique_id=f"{absolute(reverse('catalog:calendar'))}#{_name(entry)}",
            pubdate=changed,
            updateddate=changed,
            categories=(entry.kind.label,),
        )
    return feed.writeString("utf-8")


class _Feed(Atom1Feed):
    """A feed that is the same each time as long as its entries are, also without any."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)


def _event(entry: CallEntry, absolute: Absolute) -> Event:
    from icalendar import STATUS, TRANSP, Event

    first, after = _days(entry)
    announced = entry.kind not in (CallKind.EXPECTED, CallKind.ASSUMED)
    return Event.new(
        uid=f"{_name(entry)}@tsunagu",
        stamp=_midnight(entry.changed),
        start=first,
        end=after,
        summary=_title(entry),
        description=_text(entry),
        url=absolute(entry.url),
        sequence=entry.page.times if entry.page else None,
        categories=[entry.kind.label],
        status=STATUS.CONFIRMED if announced else STATUS.TENTATIVE,
        transparency=TRANSP.TRANSPARENT,
    )


def _days(entry: CallEntry) -> tuple[date, date]:
    """The first day of an event and the one after its last; of an expected month all of it."""
    if entry.usual:
        return entry.usual.month, (entry.usual.month + timedelta(days=31)).replace(day=1)
    return entry.first_day, (entry.closes or entry.first_day) + timedelta(days=1)


def _name(entry: CallEntry) -> str:
    """What an entry is known by, the same each time: whose window it is, and where it begins."""
    if entry.page and not entry.page.filed:
        return f"call-{entry.page.key}"  # also once its days have moved
    what = "usual" if entry.usual else f"{int(entry.call.fiscal_year)}"
    parts = (entry.program.key, entry.call.track, what, entry.first_day.isoformat())
    return "-".join(filter(None, parts))


def _title(entry: CallEntry) -> str:
    return f"[{entry.kind.label}] {' '.join(filter(None, [entry.program.display_name, entry.track]))}"


def _text(entry: CallEntry) -> str:
    """When, on what basis, and the source."""
    call = entry.call
    source = f"{call.document.display_title} {call.page} {call.document.url}".strip() if call.document else ""
    return "\n".join(filter(None, [entry.when, entry.basis, source]))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
