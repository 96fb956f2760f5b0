"""A person says whether an entry of a register of researchers and somebody of the directory are the same.

Every decision can be taken back, stands in the ledger, and is not asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations.actions import entries
from tsunagu.organizations.actions.checking import refuse
from tsunagu.organizations.enums import MatchState, Verb
from tsunagu.organizations.models import Identifier, Person, PersonMatch
from tsunagu.organizations.queries.likeness import Places
from tsunagu.organizations.rights import PERSON_MATCHES
from tsunagu.registers import queries as registers
from tsunagu.registers.enums import PeopleRegister
from tsunagu.registers.rules.researchers import Researcher


def join(by: Actor, match: PersonMatch, reason: str = "") -> PersonMatch:
    """Say that an entry and a person are the same: they get its numbers and posts. Raises ``Rejected``."""
    PERSON_MATCHES.require(by, Verb.JOIN, match)
    with transaction.atomic():
        pair = _locked(match, MatchState.JOINED)
        entry = _entry(pair)
        refuse(_hindrances(pair, entry))
        given = entries.give(pair, PeopleRegister(pair.register), entry, Places())
        refuse(given.problems)
        return _decide(by, Verb.JOIN, pair, MatchState.JOINED, reason)


def part(by: Actor, match: PersonMatch, reason: str = "") -> PersonMatch:
    """Say that an entry and a person are not the same: what came of it goes again.

    An entry that is like nobody else becomes a person of its own. Raises ``Rejected``.
    """
    PERSON_MATCHES.require(by, Verb.PART, match)
    with transaction.atomic():
        pair = _locked(match, MatchState.APART)
        refuse(_own(pair))
        entries.take(pair)
        decided = _decide(by, Verb.PART, pair, MatchState.APART, reason)
        _make_if_alone(pair)
    return decided


def undo(by: Actor, match: PersonMatch, reason: str = "") -> PersonMatch:
    """Take back the last decision, so that the pair waits for one again, with whoever was made of the entry since.

    Raises ``Rejected``.
    """
    PERSON_MATCHES.require(by, Verb.UNDO, match)
    with transaction.atomic():
        pair = _locked(match, MatchState.PROPOSED)
        refuse(_own(pair))
        entries.take(pair)
        _unmake(pair)
        return _decide(by, Verb.UNDO, pair, MatchState.PROPOSED, reason)


def _locked(match: PersonMatch, wanted: MatchState) -> PersonMatch:
    """The pair as it is now, for nobody else to decide meanwhile. Raises ``Rejected`` where that is decided already."""
    rows = PersonMatch.objects.select_for_update(of=("self",)).select_related("person")
    pair = rows.get(pk=match.pk)
    Person.objects.select_for_update().get(pk=pair.person_id)  # two posts at once would both find room for their share
    if pair.state == wanted:
        raise Rejected([Problem("done", gettext("すでにそのように判断されています。画面を読み込み直してください。"))])
    return pair


def _entry(pair: PersonMatch) -> Researcher:
    row = registers.researcher(pair.register, pair.code)
    if row is None:
        raise Rejected([Problem("gone", gettext("登録簿のこの記載はすでに削除されています。"), pair.code)])
    return registers.told(row)


def _own(pair: PersonMatch) -> Iterator[Problem]:
    """Nobody is parted from the entry of which they were made."""
    if pair.made:
        told = gettext("この人はこの記載から登録されました。誤りであれば、人の情報を削除してください。")
        yield Problem("made", told, pair.code)


def _hindrances(pair: PersonMatch, entry: Researcher) -> Iterator[Problem]:
    """Why an entry cannot be joined to a person: it is joined to somebody, or its numbers are somebody else's."""
    other = _others(pair).filter(state=MatchState.JOINED).select_related("person").first()
    if other:
        told = gettext("この記載は「%(name)s」に結び付いています。先にその判断を取り消してください。")
        yield Problem("taken", told % {"name": other.person.name}, pair.code)
        return
    for scheme, value in entry.numbers:
        held = Identifier.objects.filter(scheme=scheme, value=value).exclude(person=pair.person_id)
        if owner := held.select_related("person", "organization").first():
            told = gettext("番号 %(value)s は「%(owner)s」が持っています。")
            yield Problem("taken", told % {"value": value, "owner": owner.person or owner.organization}, scheme)


def _others(pair: PersonMatch) -> QuerySet[PersonMatch]:
    return PersonMatch.objects.filter(register=pair.register, code=pair.code).exclude(pk=pair.pk)


def _make_if_alone(pair: PersonMatch) -> None:
    """Make a person of an entry of which it was said of everybody alike that they are somebody else."""
    row = registers.researcher(pair.register, pair.code)
    if row is None or _others(pair).exclude(state=MatchState.APART).exists():
        return
    register, entry = PeopleRegister(pair.register), registers.told(row)
    person = entries.somebody(register, entry)
    person.save()
    own = entries.own(person, row)
    entries.give(own, register, entry, Places())
    own.save()


def _unmake(pair: PersonMatch) -> None:
    """Remove whoever was made of the entry after it was parted, as long as nobody else said anything of them."""
    own = _others(pair).filter(made=True, state=MatchState.JOINED).select_related("person").first()
    if own is None:
        return
    person = own.person
    if _is_more(own):
        told = gettext(
            "この記載から登録された「%(name)s」には、ほかの情報があります。先にその人の情報を整理してください。"
        )
        raise Rejected([Problem("more", told % {"name": person.name}, pair.code)])
    person.delete()


def _is_more(own: PersonMatch) -> bool:
    """Whether more is known of somebody than what the entry said of which they were made."""
    person = own.person
    told = (
        person.user is not None,
        person.consents.exists(),
        person.network_roles.exists(),
        person.appointments.exclude(pk__in=own.posts).exists(),
        person.identifiers.exclude(pk__in=own.numbers).exists(),
        person.matches.exclude(pk=own.pk).filter(state=MatchState.JOINED).exists(),
    )
    return any(told)


def _decide(by: Actor, verb: Verb, pair: PersonMatch, state: MatchState, reason: str) -> PersonMatch:
    before, pair.state, pair.decided = pair.state, state, clock.now()
    pair.save()
    facts = {"state": before}, {"state": str(state), "points": pair.points}
    ledger.record(by=by, verb=verb, thing=pair, before=facts[0], after=facts[1], reason=reason)
    return pair
