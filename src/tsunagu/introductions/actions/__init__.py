"""Every write of this room."""

from tsunagu.introductions.actions.asking import answer, ask, withdraw

__all__ = ["answer", "ask", "withdraw"]
