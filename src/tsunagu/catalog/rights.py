"""Who may do what in this room. What is published is for everybody and takes no right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from tsunagu.access.actors import Actor, Post
from tsunagu.access.enums import Role
from tsunagu.access.rights import Condition, Right, Rights, Said
from tsunagu.catalog.enums import AmountIs, BodyKind, EditionFact, EditionState, Per, Verb
from tsunagu.catalog.enums.corrections import CorrectedField, CorrectionFact, CorrectionState
from tsunagu.catalog.rules.corrections import WHO
from tsunagu.kernel.labels import Label

# A map holds programs of several ministries, so that none belongs to one of them.
_OFFICERS = (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR, Role.TERMINAL)
_NOTHING = Q(pk__in=())


def _is_another(by: Actor, post: Post | None, first: int | None) -> bool:
    """Whether somebody decides on what another began, nor in the place of whoever did. first: who began it."""
    decides = {by.user, post.instead_of if post else None} - {None}
    return by.user is not None and first not in decides


def _of_another(by: Actor, post: Post | None, first: str) -> Q:
    """The same as a filter. first: the field of who began it."""
    if by.user is None:
        return _NOTHING
    own = [by.user, *([post.instead_of] if post and post.instead_of else [])]
    return ~Q(**{f"{first}__in": own})


def _posts(by: Actor, role: Role) -> Iterator[Post]:
    yield from (post for post in by.posts if post.role == role)


def _brought_test(by: Actor, role: Role, thing: Any) -> bool:
    return any(_is_another(by, post, thing.brought_by) for post in _posts(by, role))


def _brought_filter(by: Actor, role: Role) -> Q:
    own = (_of_another(by, post, "brought_by") for post in _posts(by, role))
    return reduce(or_, own, _NOTHING)


# Who brought a draft at the terminal is no user: then whoever publishes in the browser is another in any case.
BROUGHT_BY_ANOTHER = Condition(
    name="brought in by another",
    label=Label("別の人が取り込んだもの", "Brought in by somebody else"),
    test=_brought_test,
    filter=_brought_filter,
)

EDITIONS = Rights(
    of="catalog.Map",
    see=Verb.SEE_EDITIONS,
    rows=(
        Right(Verb.SEE_EDITIONS, _OFFICERS),
        Right(Verb.IMPORT, _OFFICERS),
        Right(Verb.PREVIEW, _OFFICERS),
        Right(Verb.PUBLISH, (Role.TERMINAL,)),
        Right(Verb.PUBLISH, (Role.PROGRAM_OFFICER, Role.PLATFORM_ADMINISTRATOR), BROUGHT_BY_ANOTHER),
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


def _second_test(by: Actor, role: Role, thing: Any) -> bool:
    there = {thing.program.ministry_id, thing.program.agency_id} - {None}
    own = [post for post in _posts(by, role) if post.organization in there]
    return any(_is_another(by, post, thing.proposed_by) for post in own)


def _in_post(by: Actor, post: Post) -> Q:
    return _of_bodies("program__", [post.organization]) & _of_another(by, post, "proposed_by")


def _second_filter(by: Actor, role: Role) -> Q:
    own = (_in_post(by, post) for post in _posts(by, role) if post.organization)
    return reduce(or_, own, _NOTHING)


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
    test=lambda by, role, thing: _is_another(by, None, thing.proposed_by),
    filter=lambda by, role: _of_another(by, None, "proposed_by"),
)
_HERE = _in_charge()
_CORRECTED_HERE = _in_charge("program__")
_OF_FIELDS: dict[str, Said] = {
    **dict.fromkeys(WHO, BodyKind),
    CorrectedField.AMOUNT_IS: AmountIs,
    CorrectedField.PER: Per,
}
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
    values={**_OF_FIELDS, "state": CorrectionState},
)

TABLES = (EDITIONS, PROGRAMS, CORRECTIONS)
