"""Times as they are written in a terminal."""

from __future__ import annotations

from datetime import datetime

import click
from django.utils import timezone


def instant(ctx: click.Context, option: click.Parameter, text: str | None) -> datetime | None:
    """A time as written, in Japan's time where it names no other."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter('write it like "2026-12-05 22:00"') from error
    return time if time.tzinfo else timezone.make_aware(time)
