"""Who may do what with messages. Sending one takes no right."""

from __future__ import annotations

from tsunagu.access.enums import Role
from tsunagu.access.rights import Right, Rights
from tsunagu.feedback.enums import Fact, Kind, Verb

_OPERATORS = (Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)

RIGHTS = Rights(
    of="feedback.Message",
    see=Verb.READ,
    rows=(
        Right(Verb.READ, _OPERATORS),
        Right(Verb.REMOVE, _OPERATORS),
    ),
    facts=(Fact,),
    values={"kind": Kind},
)

TABLES = (RIGHTS,)
