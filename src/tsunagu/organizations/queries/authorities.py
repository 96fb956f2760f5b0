"""Whom a program of the catalog can belong to."""

from __future__ import annotations

from tsunagu.organizations.enums import AUTHORITIES
from tsunagu.organizations.models import Organization


def authorities() -> list[Organization]:
    """Ministries, agencies and funding agencies in the order of the data file."""
    return list(Organization.objects.filter(kind__in=AUTHORITIES))


def authorities_by_name() -> dict[str, Organization]:
    """Ministries, agencies and funding agencies by Japanese name."""
    return {organization.name: organization for organization in authorities()}
