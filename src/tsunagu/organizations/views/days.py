"""Links that stay on the day that is asked about."""

from __future__ import annotations

from datetime import date
from typing import Any


def on_day(day: date | None) -> dict[str, Any]:
    """What a page says of its day, and what its links to other pages of this room carry on."""
    return {"as_of": day, "on_day": f"?as_of={day.isoformat()}" if day else ""}
