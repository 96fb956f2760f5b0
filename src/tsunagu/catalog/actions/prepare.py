"""Before the site answers: the data files, and the index that is built from them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from tsunagu.catalog.actions.load import load
from tsunagu.catalog.queries import search_index


def prepare(tell: Callable[[str], object]) -> None:
    """Load the data files and build the index, saying what changed. Raises ``Rejected``."""
    report = load(settings.DATA)
    if report.changed:
        tell(f"catalog: {report.programs} programs, {report.maps} maps ({len(report.changed)} new or changed)")
    for kept in report.kept:
        tell(f"map {kept} was edited from a spreadsheet and is kept; `tsunagu load --force` takes the file instead")
    search_index.refresh()
