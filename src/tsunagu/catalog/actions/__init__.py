"""Every write of this room, one file a use case."""

from tsunagu.catalog.actions.decide_state import decide_state, take_back_state
from tsunagu.catalog.actions.import_edition import EditionChange, import_edition
from tsunagu.catalog.actions.load import LoadReport, load

__all__ = ["EditionChange", "LoadReport", "decide_state", "import_edition", "load", "take_back_state"]
