"""Asking to be introduced, answering, withdrawing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.introductions import queries, rules
from tsunagu.introductions.actions import letters
from tsunagu.introductions.enums import State, Verb
from tsunagu.introductions.models import Introduction
from tsunagu.introductions.queries import Addressee
from tsunagu.introductions.rights import INTRODUCTIONS
from tsunagu.introductions.rules import Asking
from tsunagu.kernel import clock, turns
from tsunagu.kernel.problems import Hidden, Problem, Rejected
from tsunagu.organizations.queries import people

Link = str
"""The whole address of a request's page, with ``{number}`` in the place of its number."""


def ask(
    key: str,
    *,
    by: Actor,
    reason: str,
    body: int | None,
    link: Link,
) -> Introduction:
    """Ask a person, who agreed to be asked, for an introduction. body: the organization of one of one's own posts.

    Raises ``Rejected``, and ``Hidden`` where the person cannot be asked.
    """
    INTRODUCTIONS.require_anywhere(by, Verb.ASK)
    person = people.askable(key, clock.today())
    if person is None or by.user is None:
        raise Hidden
    with transaction.atomic():
        turns.take(f"introductions.ask {by.user}")  # two requests at once would both find room for one
        to = _sound(by.user, person, reason)
        asked = _made(by, person, reason, body, to)
        after = {"person": person.key, "body": body, "expires": asked.expires.isoformat()}
        ledger.record(by=by, verb=Verb.ASK, thing=asked, after=after, reason=asked.reason)
        letters.request(asked, to, link)
    return asked


def answer(one: Introduction, *, by: Actor, agrees: bool, words: str, link: Link) -> Introduction:
    """Agree or decline. Where it is agreed, both are told how to reach the other; before, nobody is.

    Raises ``Rejected``.
    """
    INTRODUCTIONS.require(by, Verb.ANSWER, one)
    if one.asker_id == by.user:
        raise Rejected([Problem("oneself", "somebody else answers a request of one's own")])
    if len(words) > rules.LONGEST:
        raise Rejected([Problem("words", f"at most {rules.LONGEST} characters", "words")])
    return _ended(one, by, Verb.ANSWER, State.AGREED if agrees else State.DECLINED, words, link)


def withdraw(one: Introduction, *, by: Actor) -> Introduction:
    """Take back a request that nobody answered yet. Raises ``Rejected``."""
    INTRODUCTIONS.require(by, Verb.WITHDRAW, one)
    return _ended(one, by, Verb.WITHDRAW, State.WITHDRAWN)


def _ended(
    one: Introduction,
    by: Actor,
    verb: Verb,
    state: State,
    words: str = "",
    link: Link = "",
) -> Introduction:
    with transaction.atomic():
        Introduction.objects.select_for_update(of=("self",)).get(pk=one.pk)
        one.refresh_from_db(fields=["state", "expires", "person"])
        stands = queries.standing(one, clock.now())
        if stands is not State.WAITING:
            raise Rejected([Problem("over", f"it is {stands.en.lower()}")])
        one.state, one.answered, one.words = state, clock.now(), words.strip()
        if state is State.AGREED:
            one.contact, one.asker_contact = one.asked.email if one.asked else one.address, one.asker.email
        one.save(update_fields=["state", "answered", "words", "contact", "asker_contact"])
        states: dict[str, Any] = {"before": {"state": stands.value}, "after": {"state": state.value}}
        ledger.record(by=by, verb=verb, thing=one, reason=words, **states)
        letters.tell(one, link)
    return one


def _sound(user: int, person: Any, reason: str) -> Addressee:
    """To whom a request goes that can be sent. Raises ``Rejected``."""
    to = queries.addressee(person)
    asking = Asking(
        reason=reason,
        is_oneself=person.user == user,
        waits=queries.waits(user, person),
        reachable=to is not None,
        sent=queries.sent_last_day(user),
        most=settings.INTRODUCTIONS_PER_DAY,
    )
    found = list(rules.problems(asking))
    if found or to is None:
        raise Rejected(found)
    return to


def _made(by: Actor, person: Any, reason: str, body: int | None, to: Addressee) -> Introduction:
    """Keep the request. One that nobody answered in time makes room for it."""
    now = clock.now()
    late = Introduction.objects.filter(person=person, asker_id=by.user, state=State.WAITING)
    late.update(state=State.EXPIRED)
    mine = {post.organization for post in by.posts}
    return Introduction.objects.create(
        person=person,
        asker_id=by.user or 0,
        body_id=body if body in mine else None,
        asked=to.user,
        through=to.through,
        address=to.address,
        reason=reason.strip(),
        made=now,
        expires=now + timedelta(days=settings.INTRODUCTION_DAYS),
    )
