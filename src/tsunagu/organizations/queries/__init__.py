"""Every read of this room, one file a question."""

from tsunagu.organizations.queries.authorities import authorities, authorities_by_name

__all__ = ["authorities", "authorities_by_name"]
