"""Words of this room."""

from __future__ import annotations

from tsunagu.kernel.labels import Labeled


class State(Labeled):
    """What became of a request. One that nobody answered in time is over, though no row says so."""

    WAITING = "waiting", "返事待ち", "Waiting for an answer"
    AGREED = "agreed", "承諾", "Agreed"
    DECLINED = "declined", "辞退", "Declined"
    WITHDRAWN = "withdrawn", "取下げ", "Withdrawn"
    EXPIRED = "expired", "期限切れ", "Expired"


class Fact(Labeled):
    """What the ledger tells of requests."""

    PERSON = "person", "相手", "Person asked for"
    BODY = "body", "依頼した人の所属の番号", "Number of the asker's organization"


class Verb(Labeled):
    """What one may do in this room."""

    SEE = "introductions.see", "紹介の依頼を見る", "See a request to be introduced"
    ASK = "introductions.ask", "紹介を依頼する", "Ask to be introduced"
    ANSWER = "introductions.answer", "紹介の依頼に返事をする", "Answer a request to be introduced"
    WITHDRAW = "introductions.withdraw", "紹介の依頼を取り下げる", "Withdraw one's own request"
