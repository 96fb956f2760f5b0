"""Before the site answers: the data files, and the index that is built from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings

from tsunagu.catalog.actions.load import LoadReport, load
from tsunagu.catalog.queries import search_index


def prepare(tell: Callable[[str], object]) -> None:
    """Load the data files and build the index, saying what changed. Raises ``Rejected``."""
    report = load(settings.DATA)
    if report.changed:
        tell(f"catalog: {report.programs} programs, {report.maps} maps ({len(report.changed)} new or changed)")
    for kept in report.kept:
        tell(f"map {kept} was edited from a spreadsheet and is kept; `tsunagu load --force` takes the file instead")
    for told in sentences(report):
        tell(told)
    search_index.refresh()


def sentences(report: LoadReport) -> Iterator[str]:
    """What a load says of corrections."""
    for settled in report.corrections.settled:
        yield f"the file says by now what was corrected, and is followed again: {settled}"
    for clashing in report.corrections.clashing:
        yield f"the file changed what was corrected; readers see the correction until somebody decides: {clashing}"
