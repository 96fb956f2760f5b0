"""Every write of this room, one file a use case."""

from tsunagu.catalog.actions.corrections import Source, approve, propose, refuse, take_back
from tsunagu.catalog.actions.decide_state import decide_state, take_back_state
from tsunagu.catalog.actions.editions import Seen, drop, preview, publish, withdraw
from tsunagu.catalog.actions.import_edition import Imported, import_edition
from tsunagu.catalog.actions.load import LoadReport, load
from tsunagu.catalog.actions.originals import attach, detach

__all__ = [
    "Imported",
    "LoadReport",
    "Seen",
    "Source",
    "approve",
    "attach",
    "decide_state",
    "detach",
    "drop",
    "import_edition",
    "load",
    "preview",
    "propose",
    "publish",
    "refuse",
    "take_back",
    "take_back_state",
    "withdraw",
]
