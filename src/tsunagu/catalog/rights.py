"""Who may do what in this room. What is published is for everybody and takes no right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor, Post
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights
from tsunagu.catalog.enums import EditionFact, EditionState, Verb
from tsunagu.catalog.enums.corrections import CorrectedField, CorrectionFact
from tsunagu.kernel.labels import Label

# A map holds programs of several ministries, so that no map is the business of one officer alone.
_OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)
_NOTHING = Q(pk__in=())

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
    facts=(EditionFact,),
    values={"state": EditionState},
)


def _in_charge(program: str = "") -> Condition:
    """A right in programs of which one's own body is the ministry, or the agency that runs them.

    program: the way to the program, as ``program__``; none where it is the thing itself.
    """

    def test(by: Actor, role: Role, thing: Any) -> bool:
        own = thing.program if program else thing
        return not by.organizations([role]).isdisjoint({own.ministry_id, own.agency_id})

    return Condition(
        name="of one's own ministry or agency",
        label=Label("所属する府省・実施機関の事業", "Programs of one's own ministry or agency"),
        test=test,
        filter=lambda by, role: _of_bodies(program, by.organizations([role])),
    )


def _of_bodies(program: str, bodies: Any) -> Q:
    return Q(**{f"{program}ministry__in": bodies}) | Q(**{f"{program}agency__in": bodies})


def _is_another(by: Actor, post: Post | None, thing: Any) -> bool:
    """Whether somebody decides on what another proposed, nor in the place of whoever did."""
    decides = {by.user, post.instead_of if post else None}
    return by.user is not None and thing.proposed_by not in decides


def _of_another(by: Actor, post: Post | None) -> Q:
    if by.user is None:
        return _NOTHING
    own = [by.user, *([post.instead_of] if post and post.instead_of else [])]
    return ~Q(proposed_by__in=own)


def _posts(by: Actor, role: Role) -> Iterator[Post]:
    yield from (post for post in by.posts if post.role == role and post.organization)


def _second_test(by: Actor, role: Role, thing: Any) -> bool:
    there = {thing.program.ministry_id, thing.program.agency_id}
    return any(post.organization in there and _is_another(by, post, thing) for post in _posts(by, role))


def _in_post(by: Actor, post: Post) -> Q:
    return _of_bodies("program__", [post.organization]) & _of_another(by, post)


def _second_filter(by: Actor, role: Role) -> Q:
    return reduce(or_, (_in_post(by, post) for post in _posts(by, role)), _NOTHING)


SECOND = Condition(
    name="of one's own ministry or agency, proposed by another",
    label=Label(
        "所属する府省・実施機関の事業で、別の人が提案したもの",
        "Programs of one's own ministry or agency, proposed by somebody else",
    ),
    test=_second_test,
    filter=_second_filter,
)
OF_ANOTHER = Condition(
    name="proposed by another",
    label=Label("別の人が提案したもの", "Proposed by somebody else"),
    test=lambda by, role, thing: _is_another(by, None, thing),
    filter=lambda by, role: _of_another(by, None),
)
_HERE = _in_charge()
_CORRECTED_HERE = _in_charge("program__")
_DECIDING = (Role.PROGRAM_OFFICER, Role.APPROVER)

PROGRAMS = Rights(
    of="catalog.Program",
    see=Verb.SEE_PROGRAM,
    rows=(
        Right(Verb.SEE_PROGRAM, (Role.ANYBODY,)),
        Right(Verb.PROPOSE, (Role.PLATFORM_ADMINISTRATOR,)),
        Right(Verb.PROPOSE, (Role.PROGRAM_OFFICER,), _HERE),
    ),
)
CORRECTIONS = Rights(
    of="catalog.Correction",
    see=Verb.SEE_CORRECTIONS,
    rows=(
        Right(Verb.SEE_CORRECTIONS, (Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)),
        Right(Verb.SEE_CORRECTIONS, _DECIDING, _CORRECTED_HERE),
        Right(Verb.APPROVE, (Role.PLATFORM_ADMINISTRATOR,), OF_ANOTHER),
        Right(Verb.APPROVE, _DECIDING, SECOND),
        Right(Verb.REFUSE, (Role.PLATFORM_ADMINISTRATOR,), OF_ANOTHER),
        Right(Verb.REFUSE, _DECIDING, SECOND),
        Right(Verb.TAKE_BACK, (Role.PLATFORM_ADMINISTRATOR,)),
        Right(Verb.TAKE_BACK, (Role.PROGRAM_OFFICER,), _CORRECTED_HERE),
    ),
    history=Verb.SEE_CORRECTIONS,
    facts=(CorrectedField, CorrectionFact),
)

TABLES = (EDITIONS, PROGRAMS, CORRECTIONS)
