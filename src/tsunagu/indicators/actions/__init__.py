"""Every write of this room."""

from tsunagu.indicators.actions.keeping import confirm, correct, submit, take_back
from tsunagu.indicators.actions.load import LoadReport, bring, load

__all__ = ["LoadReport", "bring", "confirm", "correct", "load", "submit", "take_back"]
