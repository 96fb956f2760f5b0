"""Every write of this room."""

from tsunagu.governance.actions.load import LoadReport, bring, load
from tsunagu.governance.actions.recording import (
    add_meeting,
    add_point,
    answer,
    remove_answer,
    remove_meeting,
    remove_point,
)

__all__ = [
    "LoadReport",
    "add_meeting",
    "add_point",
    "answer",
    "bring",
    "load",
    "remove_answer",
    "remove_meeting",
    "remove_point",
]
