"""Who may do what in this room. What is published is for everybody and takes no right."""

from __future__ import annotations

from tsunagu.access.enums import Role
from tsunagu.access.rights import Right, Rights
from tsunagu.catalog.enums import Verb

# A map holds programs of several ministries, so that no map is the business of one officer alone.
_OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)

EDITIONS = Rights(
    of="catalog.Map",
    see=Verb.SEE_EDITIONS,
    rows=(
        Right(Verb.SEE_EDITIONS, _OFFICERS),
        Right(Verb.IMPORT, _OFFICERS),
        Right(Verb.PREVIEW, _OFFICERS),
        Right(Verb.PUBLISH, _OFFICERS),
        Right(Verb.WITHDRAW, _OFFICERS),
        Right(Verb.DROP, _OFFICERS),
    ),
    history=Verb.SEE_EDITIONS,
)

TABLES = (EDITIONS,)
