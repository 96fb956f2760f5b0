"""Bring the data files in and the index of the search up to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tsunagu.access.terminal import operator
from tsunagu.catalog.actions.load import LoadReport, load
from tsunagu.catalog.queries import search_index


def bring(data: Path, *, force: bool = False) -> list[str]:
    """Load the data files and make the search ready; gives the lines that say what changed. Raises ``Rejected``."""
    report = load(data, force=force, by=operator())
    search_index.refresh()
    return list(_lines(report))


def _lines(report: LoadReport) -> Iterator[str]:
    changed, removed = len(report.changed), len(report.removed)
    if changed or removed:
        yield f"catalog: {report.programs} programs, {report.maps} maps; {changed} new or changed, {removed} removed"
    for kept in report.kept:
        yield f"kept the edition edited from a spreadsheet: {kept} (`tsunagu load --force` takes the file instead)"
    for settled in report.corrections.settled:
        yield f"the file says by now what was corrected, and is followed again: {settled}"
    for clashing in report.corrections.clashing:
        yield f"the file changed what was corrected; readers see the correction until somebody decides: {clashing}"
