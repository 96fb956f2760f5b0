"""Every read of this room."""

from tsunagu.organizations.queries.authorities import authorities, authorities_by_name
from tsunagu.organizations.queries.counts import counts
from tsunagu.organizations.queries.directory import facets, organizations
from tsunagu.organizations.queries.portrait import portrait
from tsunagu.organizations.queries.windows import missing_windows, windows

__all__ = [
    "authorities",
    "authorities_by_name",
    "counts",
    "facets",
    "missing_windows",
    "organizations",
    "portrait",
    "windows",
]
