"""What rooms have called about each half second, in a thread of the worker."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Mapping

from django.db import OperationalError, close_old_connections

_LOG = logging.getLogger(__name__)
EVERY = 0.5  # seconds
Ticks = Mapping[str, Callable[[], object]]
_PATIENCE = 5.0  # seconds for what is being done when the worker ends


@contextlib.contextmanager
def ticking(ticks: Ticks) -> Iterator[None]:
    """Call these functions again and again meanwhile."""
    ended = threading.Event()
    thread = threading.Thread(target=tick_until, args=(ended, ticks), name="ticks", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_PATIENCE)


def tick_until(ended: threading.Event, ticks: Ticks, every: float = EVERY) -> None:
    """Call each in turn until it is ended. The same trouble of one is told once, and keeps no other from its turn."""
    told: dict[str, str] = {}
    while not ended.wait(every):
        for name, tick in ticks.items():
            try:
                tick()
                told.pop(name, None)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
                if told.get(name) != repr(error):
                    told[name] = repr(error)
                    _LOG.error("tick %s: %s", name, error, exc_info=not isinstance(error, OperationalError))
        close_old_connections()  # as after a request: it goes back to its pool, or away if it is broken
