"""Every write of this room."""

from tsunagu.organizations.actions.authorities import drop_unused_offices, office, register
from tsunagu.organizations.actions.load import LoadReport, load, prepare

__all__ = ["LoadReport", "drop_unused_offices", "load", "office", "prepare", "register"]
