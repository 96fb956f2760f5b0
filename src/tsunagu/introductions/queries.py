"""Every read of this room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.accounts.queries import people as users
from tsunagu.introductions import rules
from tsunagu.introductions.enums import State, Verb
from tsunagu.introductions.models import Introduction
from tsunagu.introductions.rights import INTRODUCTIONS
from tsunagu.kernel import clock
from tsunagu.kernel.announced import Tool, Waiting
from tsunagu.kernel.portraits import Part
from tsunagu.organizations.queries import people


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who is written to: the person's own account, or the window of a body of theirs."""

    address: str
    language: str = "ja"
    user: Any = None
    through: Any = None


def part(key: str) -> Part | None:
    """What this room adds to the page of a person: the way to ask, where they agreed to be asked."""
    person = people.askable(key, clock.today())
    if person is None:
        return None
    title, template = gettext("紹介を依頼する"), "introductions/parts/way.html"
    return Part(key="introduction", title=title, template=template, holds={"key": key})


def addressee(person: Any) -> Addressee | None:
    """Who is asked for a person; none where nobody can be written to."""
    if user := users.user(person.user):
        return Addressee(address=user.email, language=user.language, user=user)
    for window in people.windows_of(person, clock.today()):
        return Addressee(address=window.email, through=window.organization)
    return None


def introductions(by: Actor) -> list[tuple[Introduction, State]]:
    """The requests that somebody may see, each with where it stands, the newest first."""
    now = clock.now()
    return [(one, standing(one, now)) for one in INTRODUCTIONS.among(by, _rows())]


def introduction(number: int) -> Introduction | None:
    """The request with this number, if there is one; who may see it is asked at the door."""
    return _rows().filter(pk=number).first()


def standing(one: Introduction, at: datetime) -> State:
    """Where a request stands at an instant; one to a user who the person is not any more is over."""
    if one.state == State.WAITING and not _is_theirs(one):
        return State.EXPIRED
    return rules.standing(State(one.state), one.expires, at)


def contact(one: Introduction, by: Actor) -> str:
    """How the other is reached, as it was passed on; nothing once the entry is not any more of who answered.

    Nor for the asker once the person takes no requests any more, even where they take some again later.
    """
    if one.state != State.AGREED or not one.answered or not _is_theirs(one):
        return ""
    if one.asker_id != by.user:
        return one.asker_contact
    return one.contact if people.askable(one.person.key, localdate(one.answered)) else ""


def holds(person: Any, by: Actor) -> list[dict[str, Any]]:
    """The requests for a person and those that they sent, as they take them along.

    Not those that were answered by a former user of the entry.
    """
    for_them = Q(person=person) & (Q(asked=None) | Q(asked=person.user))
    sent = Q(asker=person.user) if person.user else Q()
    return [_taken_along(one, by) for one in _rows().filter(for_them | sent)]


def _taken_along(one: Introduction, by: Actor) -> dict[str, Any]:
    texts = {name: getattr(one, name) for name in ("reason", "words", "made", "expires", "answered")}
    texts["state"] = standing(one, clock.now()).value
    texts["body"] = one.body.key if one.body else ""
    texts["contact"] = contact(one, by)
    return {"person": one.person.key, "asker": one.asker.name, **texts}


def sent_last_day(user: int) -> int:
    """How many requests somebody sent during the last day."""
    yesterday = clock.now() - timedelta(days=1)
    return Introduction.objects.filter(asker_id=user, made__gt=yesterday).count()


def waits(user: int, person: Any) -> bool:
    """Whether somebody asked a person and waits."""
    return _waiting().filter(asker_id=user, person=person).exists()


def desk(by: Actor) -> Iterator[Waiting]:
    """The requests that wait for somebody's answer."""
    for one in INTRODUCTIONS.among(by, _waiting(), Verb.ANSWER).exclude(asker_id=by.user or 0):
        title = gettext("%(who)sさんから%(person)sさんへの紹介の依頼に返事をする") % {
            "who": one.asker.name,
            "person": one.person.name,
        }
        dates = {"since": one.made, "due": one.expires}
        yield Waiting(title=title, url=one.get_absolute_url(), about=str(one.body or ""), **dates)


def tools(by: Actor) -> Iterator[Tool]:
    """The list of requests, for whoever has one to look at."""
    if INTRODUCTIONS.among(by, Introduction.objects.all()).exists():
        yield Tool(title=gettext("紹介の依頼"), url=reverse("introductions:introductions"))


def _is_theirs(one: Introduction) -> bool:
    """Whether who was asked is still the person; a window answers for whom it answered for."""
    return not one.asked_id or one.person.user == one.asked_id


def _waiting() -> QuerySet[Introduction]:
    theirs = Q(asked__isnull=True) | Q(asked=F("person__user"))
    return _rows().filter(theirs, state=State.WAITING, expires__gt=clock.now())


def _rows() -> QuerySet[Introduction]:
    return Introduction.objects.select_related("person", "asker", "asked", "body", "through")
