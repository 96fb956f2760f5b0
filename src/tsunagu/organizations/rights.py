"""Who may do what in this room."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights, either, own, within
from tsunagu.kernel import clock
from tsunagu.kernel.labels import Label
from tsunagu.organizations.enums import (
    SPOKEN,
    BodyFact,
    BodyField,
    MatchFact,
    MatchState,
    NameKind,
    OrganizationKind,
    PersonalField,
    PersonFact,
    PersonField,
    Purpose,
    ReadingFact,
    SuccessionKind,
    UnitKind,
    Verb,
)
from tsunagu.organizations.models import Appointment
from tsunagu.organizations.models.evidence import holding
from tsunagu.registers.enums import Scheme, State

_KEEPERS = (Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)
_PUBLISHERS = (Role.ADMINISTRATOR, Role.URA, Role.LOCAL_OFFICER)


def _posts(by: Actor, role: Role) -> QuerySet[Appointment]:
    """The posts that are held now in the organizations in which somebody has a role."""
    return Appointment.objects.filter(holding(clock.today()), organization__in=by.organizations([role]))


HAS_A_POST_HERE = Condition(
    name="a post within one's organization",
    label=Label("所属する機関に、いま職のある人", "Whoever has a post now in one's own organization"),
    test=lambda by, role, thing: _posts(by, role).filter(person=thing.pk).exists(),
    filter=lambda by, role: Q(pk__in=_posts(by, role).values("person")),
)


def _spoken(code: str) -> str:
    """A language as the windows name it."""
    return SPOKEN.get(code, code)


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
    facts=(BodyField, BodyFact, Scheme),
    values={"kind": either(NameKind, UnitKind, SuccessionKind, OrganizationKind), BodyFact.LANGUAGES: _spoken},
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
        Right(Verb.RECOGNIZE, (Role.PLATFORM_ADMINISTRATOR,)),
        Right(Verb.RECOGNIZE, (Role.ADMINISTRATOR,), HAS_A_POST_HERE),
        Right(Verb.JOIN_ENTRIES, _KEEPERS),
        Right(Verb.PART_ENTRIES, _KEEPERS),
        Right(Verb.AGREE, (Role.SIGNED_IN,), own("user")),
        Right(Verb.REMOVE_PERSON, _KEEPERS),
        Right(Verb.REMOVE_PERSON, (Role.SIGNED_IN,), own("user")),
    ),
    history=Verb.SEE_PERSON,
    facts=(PersonField, PersonFact, Scheme),
    values={"agreed": PersonalField, "purpose": Purpose},
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
    facts=(MatchFact,),
    values={"state": MatchState},
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
    facts=(MatchFact,),
    values={"state": MatchState},
)
READINGS = Rights(
    of="registers.Reading",
    see=Verb.IMPORT,
    rows=(Right(Verb.IMPORT, (*_KEEPERS, Role.SYSTEM)),),
    history=Verb.IMPORT,
    facts=(ReadingFact,),
    values={"state": State},
)
TABLES = (BODIES, WINDOWS, PEOPLE, MATCHES, PERSON_MATCHES, READINGS)
