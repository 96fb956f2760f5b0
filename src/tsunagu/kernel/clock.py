"""What time it is: the one place that asks, so that a page, a deadline and a test never see two different clocks."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The instant, with its zone."""
    return timezone.now()


def today() -> date:
    """The day in Japan."""
    return timezone.localdate(now())
