"""Who may do what in this room."""

from __future__ import annotations

from tsunagu.access.enums import Role
from tsunagu.access.rights import Right, Rights, own, within
from tsunagu.organizations.enums import Verb

_KEEPERS = (Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)
_PUBLISHERS = (Role.ADMINISTRATOR, Role.URA, Role.LOCAL_OFFICER)

BODIES = Rights(
    of="organizations.Organization",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, (Role.ANYBODY,)),
        Right(Verb.EDIT, _KEEPERS),
        Right(Verb.EDIT, (Role.ADMINISTRATOR,), within("pk")),
        Right(Verb.PUBLISH_WINDOW, _KEEPERS),
        Right(Verb.PUBLISH_WINDOW, _PUBLISHERS, within("pk")),
    ),
    history=Verb.EDIT,
)
WINDOWS = Rights(
    of="organizations.Window",
    see=Verb.SEE,
    rows=(
        Right(Verb.SEE, (Role.ANYBODY,)),
        Right(Verb.PUBLISH_WINDOW, _KEEPERS),
        Right(Verb.PUBLISH_WINDOW, _PUBLISHERS, within("organization_id")),
    ),
)
PEOPLE = Rights(
    of="organizations.Person",
    see=Verb.SEE_PERSON,
    rows=(
        Right(Verb.SEE_PERSON, _KEEPERS),
        Right(Verb.SEE_PERSON, (Role.SIGNED_IN,), own("user")),
        Right(Verb.EDIT_PERSON, _KEEPERS),
        Right(Verb.EDIT_PERSON, (Role.SIGNED_IN,), own("user")),
        Right(Verb.AGREE, (Role.SIGNED_IN,), own("user")),
        Right(Verb.REMOVE_PERSON, _KEEPERS),
        Right(Verb.REMOVE_PERSON, (Role.SIGNED_IN,), own("user")),
    ),
    history=Verb.SEE_PERSON,
)
MATCHES = Rights(
    of="organizations.Match",
    see=Verb.REVIEW,
    rows=(
        Right(Verb.REVIEW, (*_KEEPERS, Role.PROGRAM_OFFICER)),
        Right(Verb.JOIN, _KEEPERS),
        Right(Verb.PART, _KEEPERS),
        Right(Verb.UNDO, _KEEPERS),
    ),
    history=Verb.REVIEW,
)
PERSON_MATCHES = Rights(
    of="organizations.PersonMatch",
    see=Verb.REVIEW,
    rows=(
        Right(Verb.REVIEW, _KEEPERS),
        Right(Verb.JOIN, _KEEPERS),
        Right(Verb.PART, _KEEPERS),
        Right(Verb.UNDO, _KEEPERS),
    ),
    history=Verb.REVIEW,
)
READINGS = Rights(
    of="registers.Reading",
    see=Verb.IMPORT,
    rows=(Right(Verb.IMPORT, (*_KEEPERS, Role.SYSTEM)),),
    history=Verb.IMPORT,
)
TABLES = (BODIES, WINDOWS, PEOPLE, MATCHES, PERSON_MATCHES, READINGS)
