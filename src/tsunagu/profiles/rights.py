"""Who may do what in this room: who claims, and whoever administers where the entry has a post, else the platform."""

from __future__ import annotations

from tsunagu.access.enums import Role
from tsunagu.access.rights import Right, Rights, own, within
from tsunagu.profiles.enums import ClaimField, State, Verb
from tsunagu.registers.enums import Scheme

_ONESELF = (Role.SIGNED_IN,)
_PLATFORM = (Role.PLATFORM_ADMINISTRATOR,)
_OFFICE = (Role.ADMINISTRATOR,)

CLAIMS = Rights(
    of="profiles.Claim",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, _ONESELF, own("user_id")),
        Right(Verb.SEE, _OFFICE, within("organization_id")),
        Right(Verb.SEE, _PLATFORM),
        Right(Verb.CLAIM, _ONESELF),
        Right(Verb.DECIDE, _OFFICE, within("organization_id")),
        Right(Verb.DECIDE, _PLATFORM),
        Right(Verb.WITHDRAW, _ONESELF, own("user_id")),
    ),
    history=Verb.DECIDE,
    facts=(ClaimField, Scheme),
    values={"state": State},
)
TABLES = (CLAIMS,)
