"""Every write of this room."""

from tsunagu.calls.actions.keeping import extend, publish, put, withdraw
from tsunagu.calls.actions.load import bring

__all__ = ["bring", "extend", "publish", "put", "withdraw"]
