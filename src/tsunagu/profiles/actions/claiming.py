"""Somebody says that an entry of the directory is theirs, and somebody else checks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import transaction

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock, turns
from tsunagu.kernel.problems import Hidden, Problem, Rejected
from tsunagu.organizations import actions as organizations
from tsunagu.organizations.enums import Verb as PersonVerb
from tsunagu.organizations.queries import oneself
from tsunagu.organizations.rights import PEOPLE
from tsunagu.profiles import queries, rules
from tsunagu.profiles.actions import letters
from tsunagu.profiles.enums import State, Verb
from tsunagu.profiles.models import Claim
from tsunagu.profiles.rights import CLAIMS
from tsunagu.profiles.rules import Claiming
from tsunagu.registers.enums import Scheme
from tsunagu.registers.rules import identifiers

Act = Callable[[Claim, Actor], None]
Link = str
"""The whole address of a claim's page, with ``{number}`` in the place of its number."""


def claim(
    *,
    by: Actor,
    link: Link,
    key: str = "",
    scheme: Scheme | None = None,
    written: str = "",
    words: str = "",
    verified: bool = False,
) -> Claim:
    """Claim an entry: one that everybody may see, by its key, or the one of a number.

    Whether the number is somebody's is not told. verified: whether a provider of sign-in vouches for it.
    Raises ``Rejected``.
    """
    CLAIMS.require_anywhere(by, Verb.CLAIM)
    if by.user is None:
        raise Hidden
    value = identifiers.canonical(scheme, written) if scheme and written else ""
    with transaction.atomic():
        turns.take(f"profiles.claim {by.user}")  # two claims at once would both find that none waits
        person = oneself.visible(key) if key else None
        _require_sound(by.user, person, scheme, value, words)
        one = Claim(user_id=by.user, person=person, number=value, scheme=str(scheme) if value else "")
        one.organization_id = queries.office(by, queries.entry(one))
        one.words, one.verified = words.strip(), verified
        one.save()
        ledger.record(by=by, verb=Verb.CLAIM, thing=one, after=_facts(one))
        letters.asked(one, queries.deciders(one), link)
    return one


def confirm(one: Claim, *, by: Actor, words: str = "", link: Link = "", joins: bool = False) -> Claim:
    """Say that an entry is the claimant's. One of a number that is nobody's is made.

    joins: that another entry of the claimant is the same person, so that both become one. Raises ``Rejected``.
    """
    return _decided(one, by, State.CONFIRMED, words, link, partial(_recognize, joins=joins))


def refuse(one: Claim, *, by: Actor, words: str, link: Link = "") -> Claim:
    """Say, with a reason, that an entry cannot be confirmed as the claimant's. Raises ``Rejected``."""
    return _decided(one, by, State.REFUSED, words, link, lambda *_: None)


def withdraw(one: Claim, *, by: Actor) -> Claim:
    """Take back a claim of one's own that waits. Raises ``Rejected``."""
    CLAIMS.require(by, Verb.WITHDRAW, one)
    with transaction.atomic():
        _lock(one, State.WAITING)
        _end(one, by, Verb.WITHDRAW, State.WITHDRAWN, "")
    return one


def take_back(one: Claim, *, by: Actor, words: str, link: Link = "") -> Claim:
    """Take back, with a reason, that an entry is the claimant's; what they agreed to is not shown from then on.

    Raises ``Rejected``.
    """
    CLAIMS.require(by, Verb.DECIDE, one)
    _require_answer(one, by, words, needed=True)
    with transaction.atomic():
        _lock(one, State.CONFIRMED)
        _unrecognize(one, by, words)
        _end(one, by, Verb.DECIDE, State.TAKEN_BACK, words)
        letters.told(one, link)
    return one


def _decided(
    one: Claim,
    by: Actor,
    state: State,
    words: str,
    link: Link,
    act: Act,
) -> Claim:
    CLAIMS.require(by, Verb.DECIDE, one)
    _require_answer(one, by, words, needed=state is State.REFUSED)
    with transaction.atomic():
        _lock(one, State.WAITING)
        act(one, by)
        _end(one, by, Verb.DECIDE, state, words)
        letters.told(one, link)
    return one


def _recognize(one: Claim, by: Actor, *, joins: bool) -> None:
    """Have the entry be the claimant's, and their number stand in it."""
    person = queries.entry(one)
    if person is None:
        one.person, one.gave = _numbered(one, by), True
    else:
        one.person = organizations.recognize(person, by=by, user=one.user_id, joins=joins)
    one.save(update_fields=["person", "gave"])


def _unrecognize(one: Claim, by: Actor, words: str) -> None:
    """Take back what confirming a claim did: a number that it gave goes, and else the entry is not theirs any more."""
    person: Any = one.person
    holder = person and (person.joined or person)
    if holder is None or holder.user != one.user_id:
        return
    if one.gave:
        organizations.take_number(holder, by=by, scheme=Scheme(one.scheme), value=one.number, reason=words)
    else:
        organizations.unrecognize(person, by=by, reason=words)


def _numbered(one: Claim, by: Actor) -> Any:
    """The claimant's own entry, made if there is none, with the number that was checked."""
    if not PEOPLE.may_anywhere(by, PersonVerb.RECOGNIZE) or one.organization_id:
        raise Rejected([Problem("gone", "the entry is not there any more; the operator of the site decides")])
    own = oneself.of_user(one.user_id)
    if own is None:
        key, name = organizations.new_key(), one.user.name
        own = organizations.enter_person(by=by, key=key, name=name, user=one.user_id)
    organizations.number_person(own, by=by, scheme=Scheme(one.scheme), written=one.number)
    return own


def _require_sound(user: int, person: Any, scheme: Scheme | None, value: str, words: str) -> None:
    claiming = Claiming(
        words=words,
        names=bool(person or value),
        waits=queries.waits(user),
        sent=queries.sent_last_day(user),
    )
    found = [*rules.problems(claiming), *_wrong_number(scheme, value)]
    if found:
        raise Rejected(found)


def _wrong_number(scheme: Scheme | None, value: str) -> Iterator[Problem]:
    if scheme and value:
        for problem in identifiers.problems(scheme, value):
            yield Problem(problem.code, problem.message, "number")


def _require_answer(one: Claim, by: Actor, words: str, *, needed: bool) -> None:
    """Raise ``Rejected`` for a claim of one's own, or for words that cannot be said."""
    found = list(rules.answer_problems(words, needed=needed))
    if one.user_id == by.user:
        found.append(Problem("oneself", "somebody else decides on a claim of one's own"))
    if found:
        raise Rejected(found)


def _lock(one: Claim, state: State) -> None:
    """Wait until nobody else decides on a claim. Raises ``Rejected`` where it stands otherwise by now."""
    Claim.objects.select_for_update(of=("self",)).get(pk=one.pk)
    one.refresh_from_db(fields=["state", "organization", "person"])
    if one.state != state:
        raise Rejected([Problem("over", f"it is {one.of_state.en.lower()}")])


def _end(one: Claim, by: Actor, verb: Verb, state: State, words: str) -> None:
    was, one.state = one.state, state
    one.decided, one.answer = clock.now(), words.strip()
    one.save(update_fields=["state", "decided", "answer"])
    facts = {"before": {"state": was}, "after": {"state": state.value}}
    ledger.record(by=by, verb=verb, thing=one, reason=words, **facts)  # type: ignore[arg-type]


def _facts(one: Claim) -> dict[str, Any]:
    """What the ledger keeps of a claim: not whether its number is somebody's."""
    named = {"person": one.person.key} if one.person else {one.scheme: one.number}
    return {**named, "state": one.state}
