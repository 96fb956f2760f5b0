"""Every write of this room, one file a use case."""

from tsunagu.catalog.actions.import_edition import EditionChange, import_edition
from tsunagu.catalog.actions.load import LoadReport, load

__all__ = ["EditionChange", "LoadReport", "import_edition", "load"]
