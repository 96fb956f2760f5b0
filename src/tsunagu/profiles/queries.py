"""Every read of this room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.accounts.queries import posts
from tsunagu.kernel import clock
from tsunagu.kernel.announced import Tool, Waiting
from tsunagu.kernel.portraits import Part
from tsunagu.organizations.queries import oneself
from tsunagu.profiles.enums import State, Verb
from tsunagu.profiles.models import Claim
from tsunagu.profiles.rights import CLAIMS
from tsunagu.registers.enums import Scheme

_DECIDED = (State.CONFIRMED, State.REFUSED, State.TAKEN_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A claim as whoever decides it sees it.

    held: the posts of the claimant as a user, in the organization that decides, or all. person: the entry; none where
    the number is nobody's. posts: those of the entry in that organization, or all. other: whether it is another user's.
    own: another entry that the claimant has already.
    """

    claim: Claim
    held: list[Any]
    person: Any
    posts: list[Any]
    other: bool
    number: str
    own: Any


def claim(number: int) -> Claim | None:
    """The claim with this number, if there is one; who may see it is asked at the door."""
    return _rows().filter(pk=number).first()


def mine(by: Actor) -> list[Claim]:
    """One's own claims, the newest first."""
    return list(_rows().filter(user_id=by.user or 0))


def facts(one: Claim) -> dict[str, Any]:
    """A claim as its claimant takes it along."""
    told = {name: getattr(one, name) for name in ("scheme", "number", "words", "state", "made", "decided", "answer")}
    return {**told, "entry": one.person.key if one.person else ""}


def waits(user: int) -> bool:
    """Whether a claim of somebody waits."""
    return Claim.objects.filter(user_id=user, state=State.WAITING).exists()


def sent_last_day(user: int) -> int:
    """How many claims somebody sent during the last day."""
    yesterday = clock.now() - timedelta(days=1)
    return Claim.objects.filter(user_id=user, made__gt=yesterday).count()


def to_decide(by: Actor) -> list[Claim]:
    """The claims that wait for somebody's decision, the longest waiting first; never their own.

    Those of whoever administers the organization by now wait for the platform alone: they see what waits there.
    """
    waiting = _rows().filter(state=State.WAITING).exclude(user_id=by.user or 0)
    if Role.PLATFORM_ADMINISTRATOR not in by.roles:
        offices = posts.active(clock.now()).filter(role=Role.ADMINISTRATOR)
        theirs = offices.filter(organization=OuterRef("organization"), user=OuterRef("user"))
        waiting = waiting.exclude(Exists(theirs))
    return list(CLAIMS.among(by, waiting, Verb.DECIDE).order_by("made", "id"))


def decided(by: Actor) -> list[Claim]:
    """The last claims that were decided, by whom it may be."""
    rows = _rows().filter(state__in=_DECIDED).exclude(user_id=by.user or 0)
    return list(CLAIMS.among(by, rows, Verb.DECIDE).order_by("-decided", "-id")[:50])


def entry(one: Claim) -> Any:
    """The entry that a claim means, or that to which it was joined; none where its number is nobody's by now."""
    if one.person:
        return one.person.joined or one.person
    return oneself.numbered(Scheme(one.scheme), one.number) if one.number else None


def shown(one: Claim) -> Shown:
    """A claim with what is needed to decide it, and no more."""
    person, body, own = entry(one), one.organization_id, oneself.of_user(one.user_id)
    return Shown(
        claim=one,
        held=posts.held_by(one.user_id, body),
        person=person,
        posts=list(oneself.posts_in(person, body)) if person else [],
        other=bool(person and person.user not in (None, one.user_id)),
        number=f"{Scheme(one.scheme).label} {one.number}" if one.number else "",
        own=own if person and own != person else None,
    )


def office(by: Actor, person: Any) -> int | None:
    """The organization whose administrators decide on a claim: one where the entry has a post now, and the claimant.

    Never one that the claimant administers: what waits there would tell them whether the entry is there. None, so that
    the platform decides, where there is no such one, or the entry is another user's.
    """
    if person is None or person.user is not None:
        return None
    theirs = {post.organization for post in by.posts} - by.organizations([Role.ADMINISTRATOR])
    shared = (body for body in oneself.bodies_now(person) if body in theirs)
    return next((body for body in shared if _is_decided_in(body, by.user)), None)


def deciders(one: Claim) -> list[Any]:
    """Who decides on a claim."""
    return _others(one.organization_id, one.user_id)


def desk(by: Actor) -> Iterator[Waiting]:
    """The claims that wait for somebody's decision, as one thing with their number."""
    if rows := to_decide(by):
        title = gettext("名簿の本人の申出%(count)d件を確認する") % {"count": len(rows)}
        about = str(rows[0].user) if len(rows) == 1 else ""
        yield Waiting(title=title, url=reverse("profiles:claims"), since=rows[0].made, about=about)


def tools(by: Actor) -> Iterator[Tool]:
    """One's own entry, for whoever signed in; the claims, for whoever decides on them."""
    if by.user is not None:
        yield Tool(title=gettext("名簿の自分の記載"), url=reverse("profiles:entry"))
    if CLAIMS.may_anywhere(by, Verb.DECIDE):
        yield Tool(title=gettext("名簿の本人の申出"), url=reverse("profiles:claims"))


def part(key: str) -> Part | None:
    """What this room adds to the page of a person: the way for whoever they are."""
    title, template = gettext("ご本人の方へ"), "profiles/parts/way.html"
    return Part(key="oneself", title=title, template=template, holds={"key": key})


def _is_decided_in(body: int, user: int | None) -> bool:
    """Whether an organization has administrators, of whom this user is none; they may be one without the factor."""
    there = [one.pk for one in posts.administrators(body, clock.now())]
    return bool(there) and user not in there


def _others(body: int | None, user: int | None) -> list[Any]:
    return [one for one in posts.administrators(body, clock.now()) if one.pk != user]


def _rows() -> QuerySet[Claim]:
    return Claim.objects.select_related("user", "person", "organization")
