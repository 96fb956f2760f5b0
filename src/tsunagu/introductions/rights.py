"""Who may do what in this room: who asks, who is asked, and where they have no account, the window of their body."""

from __future__ import annotations

from tsunagu.access.enums import Role
from tsunagu.access.rights import Right, Rights, own, within
from tsunagu.introductions.enums import Fact, State, Verb

_ONESELF = (Role.SIGNED_IN,)
_WINDOW = (Role.ADMINISTRATOR, Role.URA, Role.LOCAL_OFFICER)

INTRODUCTIONS = Rights(
    of="introductions.Introduction",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _ONESELF, own("asker_id")),
        Right(Verb.SEE, _ONESELF, own("asked_id")),
        Right(Verb.SEE, _WINDOW, within("through_id")),
        Right(Verb.ASK, _ONESELF),
        Right(Verb.ANSWER, _ONESELF, own("asked_id")),
        Right(Verb.ANSWER, _WINDOW, within("through_id")),
        Right(Verb.WITHDRAW, _ONESELF, own("asker_id")),
    ),
    history=Verb.SEE,
    facts=(Fact,),
    values={"state": State},
)
TABLES = (INTRODUCTIONS,)
