"""Jobs of this room."""

from __future__ import annotations

from tsunagu.catalog.actions.editions import REFRESH
from tsunagu.catalog.queries import search_index
from tsunagu.jobs import app


@app.app.task(name=REFRESH, retry=app.Growing())
def refresh_search() -> None:
    """Bring the search up to what readers see now."""
    search_index.refresh()
