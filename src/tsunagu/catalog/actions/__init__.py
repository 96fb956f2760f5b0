"""Every write of this room, one file a use case."""

from tsunagu.catalog.actions.load import LoadReport, load

__all__ = ["LoadReport", "load"]
