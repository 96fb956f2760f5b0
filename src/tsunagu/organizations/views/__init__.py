"""This room's pages, one file a subject."""

from tsunagu.organizations.views.classes import classes
from tsunagu.organizations.views.criteria import criteria
from tsunagu.organizations.views.directory import organizations
from tsunagu.organizations.views.one import organization, person, registered
from tsunagu.organizations.views.regions import municipality, region, regions
from tsunagu.organizations.views.windows import windows

__all__ = [
    "classes",
    "criteria",
    "municipality",
    "organization",
    "organizations",
    "person",
    "region",
    "regions",
    "registered",
    "windows",
]
