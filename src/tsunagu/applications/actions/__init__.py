"""Every write of this room."""

from tsunagu.applications.actions.drafting import begin, save
from tsunagu.applications.actions.submitting import submit, withdraw

__all__ = ["begin", "save", "submit", "withdraw"]
