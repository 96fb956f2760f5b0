"""Every write of this room."""

from tsunagu.organizations.actions.authorities import drop_unused_offices, office, register

__all__ = ["drop_unused_offices", "office", "register"]
