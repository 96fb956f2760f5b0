"""Every read of this room."""

from tsunagu.organizations.queries.authorities import authorities, authorities_by_name

__all__ = ["authorities", "authorities_by_name"]
