"""When a step begins and ends, as instants in Japan, and where it stands at one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tsunagu.calls.enums import CallPhase

JAPAN = ZoneInfo("Asia/Tokyo")


def begins(moment: date | None) -> datetime | None:
    """The instant at which something begins: a day does at midnight in Japan, an hour without a zone is Japan's."""
    if moment is None or isinstance(moment, datetime):
        return moment and _aware(moment)
    return datetime.combine(moment, time(), JAPAN)


def ends(moment: date | None) -> datetime | None:
    """The instant at which something ends, from which on it is over: a day does at the next midnight in Japan."""
    if moment is None or isinstance(moment, datetime):
        return moment and _aware(moment)
    return datetime.combine(moment + timedelta(days=1), time(), JAPAN)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)


def phase(opens: datetime | None, closes: datetime | None, at: datetime) -> CallPhase:
    """Where a window stands: open from ``opens`` to before ``closes``; without both nobody kats that it is."""
    if closes is not None and closes <= at:
        return CallPhase.CLOSED
    if opens is not None and at < opens:
        return CallPhase.COMING
    return CallPhase.OPEN if opens is not None and closes is not None else CallPhase.UNDATED
