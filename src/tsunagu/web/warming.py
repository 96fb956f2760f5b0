"""What takes seconds to load is loaded by a server before somebody asks for it.

That is, once the first pages have been answered.
"""

from __future__ import annotations

import logging
import threading

from tsunagu import rooms

DELAY = 3.0  # seconds


def warm() -> None:
    """Load what the rooms name, a little later, in a thread of its own."""
    timer = threading.Timer(DELAY, _load)
    timer.daemon = True
    timer.start()


def _load() -> None:
    for room in rooms.ROOMS:
        if room.warm:
            _warm(room)


def _warm(room: rooms.Room) -> None:
    try:
        rooms.resolve(room.warm)()
    except Exception:
        # Whoever opens the page sees what is wrong; the server goes on.
        logging.getLogger(__name__).warning("%s could not be opened", room.key, exc_info=True)
