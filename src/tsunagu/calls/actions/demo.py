"""An invented call that is open, for the people of the demonstration to try."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.utils.timezone import localtime

from tsunagu.access.actors import system
from tsunagu.calls.actions import keeping
from tsunagu.calls.models import Call
from tsunagu.kernel import clock
from tsunagu.kernel.years import FiscalYear

_OPENED = timedelta(days=7)
_LASTS = timedelta(days=40)
_FILE = Path(__file__).parent.parent / "sample.toml"


def make() -> None:
    """Open the call, unless one that was made before is open still."""
    now = clock.now()
    by = system("calls.demo")
    if Call.objects.filter(key__startswith="mihon-", closes__gt=now).exists():
        return
    opens, closes = _at(now - _OPENED, hour=10), _at(now + _LASTS, hour=12)
    year = FiscalYear.of(closes.date()) + 1
    words = {"YEAR": f"{int(year)}", "OPENS": opens.isoformat(), "CLOSES": closes.isoformat()}
    text = _FILE.read_text()
    for word, value in words.items():
        text = text.replace(f"= {word}", f"= {value}")
    made = keeping.put(f"mihon-{closes:%Y%m%d}", text.encode(), by=by)
    keeping.publish(made, by=by)


def _at(moment: datetime, *, hour: int) -> datetime:
    return localtime(moment).replace(hour=hour, minute=0, second=0, microsecond=0)
