"""Every write of this room."""

from tsunagu.sheets.actions.answering import ask, attach, detach, extend, reopen, save, submit
from tsunagu.sheets.actions.load import bring
from tsunagu.sheets.actions.versions import change, draft, proceed

__all__ = [
    "ask",
    "attach",
    "bring",
    "change",
    "detach",
    "draft",
    "extend",
    "proceed",
    "reopen",
    "save",
    "submit",
]
