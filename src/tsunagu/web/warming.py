"""What takes seconds to load is loaded by a server before somebody asks for it.

That is, once the first pages have been answered.
"""

from __future__ import annotations

import logging
import threading
from importlib import import_module

from django.conf import settings

DELAY = 3.0  # seconds


def warm() -> None:
    """Load the analytics behind the pages of strengths a little later, in a thread of its own."""
    timer = threading.Timer(DELAY, _load)
    timer.daemon = True
    timer.start()


def _load() -> None:
    if not (settings.STRENGTHS / "current").exists():
        return
    try:
        opened = import_module("tsunagu.strengths.questions.reading").reading(settings.STRENGTHS)
        import_module("tsunagu.strengths.questions.university").warm(opened)
    except Exception:
        # Whoever opens the page sees what is wrong; the server goes on.
        logging.getLogger(__name__).warning("strengths could not be opened", exc_info=True)
