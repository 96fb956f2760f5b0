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


class Reported(Labeled):
    """What became of a notification of a mail server."""

    BOUNCED = "bounced", "不達と記録", "Noted as undeliverable"
    KNOWN = "known", "記録済み", "Noted before"
    NOT_FINAL = "not-final", "遅延・到着の通知", "Late, or did arrive"
    NOT_OURS = "not-ours", "本サイトのメールでない", "No message of this site"
    NO_REPORT = "no-report", "配信状況の通知でない", "No delivery status notification"
