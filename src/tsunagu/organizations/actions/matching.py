"""Entries of registers are joined to bodies: by number at once, by name only when a person says so.

Every decision can be taken back, stands in the ledger, and is not asked for again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.organizations import rights
from tsunagu.organizations.enums import MatchState, Verb
from tsunagu.organizations.models import Identifier, Match
from tsunagu.organizations.queries import matching
from tsunagu.organizations.queries.matching import NUMBER_OF, Bodies, Listed
from tsunagu.organizations.rules.matching import Score, score
from tsunagu.registers.enums import RegisterKind

_MOST_OF_A_BODY = 10  # pairs of a body with entries of one register


@dataclass(slots=True)
class Compared:
    """What a comparison of a register with all bodies found.

    joined: entries that a number joins. proposed: pairs that wait for a decision. alone: entries like no body.
    """

    joined: int = 0
    proposed: int = 0
    alone: list[Listed] = field(default_factory=list)


def compare(by: Actor, register: RegisterKind) -> Compared:
    """Compare every entry of a register with the bodies, and put down what a person is to decide.

    An entry whose number a body has is joined. What was decided before stays, and is not proposed again.
    """
    rights.MATCHES.require_anywhere(by, Verb.JOIN)
    bodies, decided, found = Bodies(register), matching.decided(register), Compared()
    made: list[Match] = []
    for entry in matching.entries(register):
        body = next((bodies.by_number[pair] for pair in entry.numbers if pair in bodies.by_number), None)
        if body is not None:
            found.joined += 1
            continue
        proposals = list(_proposals(entry, bodies, decided[entry.code]))
        made += [_match(register, entry, body, result) for body, result in proposals]
        if not proposals:
            found.alone.append(entry)
    kept = _likeliest(made)
    found.proposed = len(kept)
    with transaction.atomic():
        Match.objects.filter(register=register, state=MatchState.PROPOSED).delete()
        Match.objects.bulk_create(kept, batch_size=1000)
    return found


def _likeliest(made: Iterable[Match]) -> list[Match]:
    """Of the pairs of each body those for which most speaks; nobody looks through hundreds of the same name."""
    many: Counter[int] = Counter()
    kept: list[Match] = []
    for match in sorted(made, key=lambda match: -match.points):
        many[match.organization_id] += 1
        if many[match.organization_id] <= _MOST_OF_A_BODY:
            kept.append(match)
    return kept


def join(by: Actor, match: Match, reason: str = "") -> Match:
    """Say that an entry and a body are the same: the body gets the number. Raises ``Rejected``."""
    rights.MATCHES.require(by, Verb.JOIN, match)
    with transaction.atomic():
        locked = _locked(match, MatchState.JOINED)
        if problems := list(_hindrances(locked)):
            raise Rejected(problems)
        locked.number = Identifier.objects.create(
            organization=locked.organization, scheme=NUMBER_OF[RegisterKind(locked.register)], value=locked.code
        )
        return _decide(by, Verb.JOIN, locked, MatchState.JOINED, reason)


def part(by: Actor, match: Match, reason: str = "") -> Match:
    """Say that an entry and a body are not the same: a number that joining gave to the body goes again."""
    rights.MATCHES.require(by, Verb.PART, match)
    with transaction.atomic():
        locked = _locked(match, MatchState.APART)
        _take_number(locked)
        return _decide(by, Verb.PART, locked, MatchState.APART, reason)


def undo(by: Actor, match: Match, reason: str = "") -> Match:
    """Take back the last decision, so that the pair waits for one again."""
    rights.MATCHES.require(by, Verb.UNDO, match)
    with transaction.atomic():
        locked = _locked(match, MatchState.PROPOSED)
        _take_number(locked)
        return _decide(by, Verb.UNDO, locked, MatchState.PROPOSED, reason)


def _proposals(entry: Listed, bodies: Bodies, done: set[int]) -> Iterator[tuple[int, Score]]:
    """The bodies that an entry may be, but those about which it was decided."""
    for body in bodies.near(entry.side):
        result = score(entry.side, bodies.sides[body])
        if body not in done and result.is_proposed:
            yield body, result


def _match(register: RegisterKind, entry: Listed, body: int, result: Score) -> Match:
    return Match(
        register=register,
        code=entry.code,
        name=entry.name,
        organization_id=body,
        points=result.points,
        reasons=list(result.reasons),
    )


def _locked(match: Match, wanted: MatchState) -> Match:
    """The pair as it is now, for nobody else to decide meanwhile. Raises ``Rejected`` where that is decided already."""
    rows = Match.objects.select_for_update(of=("self",)).select_related("organization", "number")
    locked = rows.get(pk=match.pk)
    if locked.state == wanted:
        raise Rejected([Problem("done", gettext("すでにそのように判断されています。画面を読み込み直してください。"))])
    return locked


def _hindrances(match: Match) -> Iterator[Problem]:
    """Why an entry cannot be joined to a body: the number is another body's, or the body has another number."""
    scheme = NUMBER_OF[RegisterKind(match.register)]
    taken = Identifier.objects.filter(scheme=scheme, value=match.code).select_related("organization").first()
    if taken:
        owner = taken.organization.name if taken.organization else ""
        yield Problem("taken", gettext("この番号は「%(owner)s」に結び付いています。") % {"owner": owner}, match.code)
    other = Identifier.objects.filter(scheme=scheme, organization=match.organization).first()
    if other and other.value != match.code:
        yield Problem(
            "another-number",
            gettext("この機関は同じ登録簿の別の番号 %(value)s を持っています。先にそちらを切り離してください。")
            % {"value": other.value},
            match.organization.name,
        )


def _take_number(match: Match) -> None:
    if match.number:
        match.number.delete()
        match.number = None


def _decide(by: Actor, verb: Verb, match: Match, state: MatchState, reason: str) -> Match:
    before, match.state, match.decided = match.state, state, clock.now()
    match.save()
    ledger.record(
        by=by,
        verb=verb,
        thing=match,
        before={"state": before},
        after={"state": str(state), "points": match.points},
        reason=reason,
    )
    return match
