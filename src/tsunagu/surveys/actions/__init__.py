"""Every write of this room."""

from tsunagu.surveys.actions.keeping import begin, close, extend, invite, publish, remind, remind_all
from tsunagu.surveys.actions.load import bring

__all__ = ["begin", "bring", "close", "extend", "invite", "publish", "remind", "remind_all"]
