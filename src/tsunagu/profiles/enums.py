"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class State(Labeled):
    """What became of a claim."""

    WAITING = "waiting", "確認待ち", "Waiting to be checked"
    CONFIRMED = "confirmed", "確認済み", "Confirmed"
    REFUSED = "refused", "確認できず", "Not confirmed"
    WITHDRAWN = "withdrawn", "取下げ", "Withdrawn"
    TAKEN_BACK = "taken-back", "確認の取消し", "Confirmation taken back"


class ClaimField(Labeled):
    """What the ledger keeps of a claim."""

    STATE = "state", "状態", "State"
    PERSON = "person", "名簿の記載", "Entry in the directory"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "profiles.see", "本人の申出を見る", "See a claim to an entry"
    CLAIM = "profiles.claim", "名簿の記載が自分のものだと申し出る", "Claim an entry as one's own"
    DECIDE = "profiles.decide", "本人の申出を確認する", "Check a claim to an entry"
    WITHDRAW = "profiles.withdraw", "自分の申出を取り下げる", "Withdraw one's own claim"
