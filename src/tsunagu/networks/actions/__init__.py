"""Every write of this room."""

from tsunagu.networks.actions.keeping import add_member, agree, drop, edit_network, end_member
from tsunagu.networks.actions.load import LoadReport, bring, load
from tsunagu.networks.actions.papers import PapersReport, take_papers
from tsunagu.networks.actions.sheet import bring_members

__all__ = [
    "LoadReport",
    "PapersReport",
    "add_member",
    "agree",
    "bring",
    "bring_members",
    "drop",
    "edit_network",
    "end_member",
    "load",
    "take_papers",
]
