"""Every write of this room."""

from tsunagu.networks.actions.keeping import add_member, agree, drop, edit_network, end_member
from tsunagu.networks.actions.load import LoadReport, bring, load

__all__ = ["LoadReport", "add_member", "agree", "bring", "drop", "edit_network", "end_member", "load"]
