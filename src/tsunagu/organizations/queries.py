"""Every read of this room."""

from __future__ import annotations

from tsunagu.organizations.models import Organization


def organizations() -> list[Organization]:
    """All organizations in the order of the data file."""
    return list(Organization.objects.all())


def by_name() -> dict[str, Organization]:
    """Organizations by Japanese name."""
    return {organization.name: organization for organization in organizations()}
