"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class State(Labeled):
    """How far a message is."""

    QUEUED = "queued", "送信待ち", "Queued"
    SENT = "sent", "送信済み", "Sent"
    CANCELLED = "cancelled", "取消し", "Cancelled"
    EXPIRED = "expired", "期限切れ", "Expired"
    BOUNCED = "bounced", "不達", "Undeliverable"
