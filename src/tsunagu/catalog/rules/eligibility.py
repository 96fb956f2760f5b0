"""May a body apply, by the rules that were printed and as far as these are rules of the present."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import chain
from typing import Generic, TypeVar

from tsunagu.catalog.enums import BodyKind, Check, State, Verdict
from tsunagu.kernel.conditions import Facts, Includes, Leaf, OneOf, Possible, check
from tsunagu.kernel.conditions import Verdict as Met
from tsunagu.kernel.years import FiscalYear

S = TypeVar("S")

# 「国公私立大学」 names every university: who only says "university" is one of these. Of other kinds there may be some
# that are of none of the narrower kinds.
_WHOLE = {BodyKind.UNIVERSITY}
_BODY, _AT_HAND = "body", "at hand"  # the facts: what kind of body asks, and which kinds ask with it
_ANY_DAY = date.min  # which rules hold is told by their year, before they come here


@dataclass(frozen=True, slots=True)
class EligibilityRule(Generic[S]):
    """One printed rule about who may ask. ``source`` is whatever the caller wants to find again beside the answer."""

    source: S
    lead: frozenset[BodyKind] = frozenset()
    partial: frozenset[BodyKind] = frozenset()
    consortium: frozenset[BodyKind] = frozenset()
    requires: frozenset[BodyKind] = frozenset()
    partners: frozenset[BodyKind] = frozenset()
    excludes: str = ""
    excludes_en: str = ""
    condition: str = ""
    condition_en: str = ""
    fiscal_year: FiscalYear | None = None

    @property
    def leaders(self) -> frozenset[BodyKind]:
        """Who may be the applicant, or all the applicants together."""
        return self.lead or self.consortium

    @property
    def participants(self) -> frozenset[BodyKind]:
        """Who may take part without leading."""
        return self.partners | self.requires | self.consortium


@dataclass(frozen=True, slots=True)
class Line(Generic[S]):
    """How one rule came out, in codes: the doors put them into words.

    ``code``: ``lead``, ``partial``, ``not_lead``, ``narrower`` (only some of this kind of body), ``consortium``,
    ``requires``, ``partner`` (may take part without leading), ``partner_unstated``, ``excludes``, ``condition``;
    ``continuing`` and ``ended`` for a program that takes no new applications.
    """

    code: str
    check: Check
    source: S
    bodies: tuple[BodyKind, ...] = ()
    text: str = ""
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Generic[S]):
    """The answer with the lines it rests on and the partners that are still to be found.

    rules_year: the fiscal year of the rules. confirmed: whether these are rules of the present, or the present itself
    gives the answer.
    """

    verdict: Verdict
    lines: list[Line[S]] = field(default_factory=list)
    missing: tuple[BodyKind, ...] = ()
    rules_year: FiscalYear | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Present(Generic[S]):
    """Whether a program takes applications on the day of the question, in ``this_year``, and what says so.

    call_year: the fiscal year of the call that is open or planned.
    """

    state: State
    source: S
    this_year: FiscalYear
    call_year: FiscalYear | None = None

    def confirms(self, rules_year: FiscalYear | None) -> bool:
        """Whether rules of a year are rules of the present: of this fiscal year or of the call meant.

        Those of a call that has closed are not: the next one may have others.
        """
        if rules_year is None or self.state is State.CLOSED:
            return False
        of_the_call = self.state is not State.UNKNOWN and rules_year == self.call_year
        return of_the_call or rules_year >= self.this_year


Lines = Sequence[Line[S]]


def may_apply(
    rules: Sequence[EligibilityRule[S]],
    body: BodyKind,
    partners: Iterable[BodyKind] = (),
    *,
    present: Present[S],
) -> Answer[S]:
    """Whether ``body``, with ``partners`` at hand, may apply under ``rules`` as things stand.

    Nothing known is ``UNKNOWN``; what a rule leaves open (a condition in words, a narrower kind of body) never turns
    into a plain yes, nor do rules of an earlier year: what these allow is to be checked.
    """
    answer = by_rules(rules, body, partners)
    year = max((rule.fiscal_year for rule in rules if rule.fiscal_year), default=None)
    if present.state.is_over:
        over = Line(present.state.value, Check.FAILED, present.source)
        return Answer(Verdict.NO, [over, *answer.lines], rules_year=year, confirmed=True)
    confirmed = present.confirms(year)
    verdict = Verdict.CHECK if answer.verdict in _ADMITTED and not confirmed else answer.verdict
    return replace(answer, verdict=verdict, rules_year=year, confirmed=confirmed)


_ADMITTED = (Verdict.YES, Verdict.IF)


def by_rules(
    rules: Sequence[EligibilityRule[S]],
    body: BodyKind,
    partners: Iterable[BodyKind] = (),
) -> Answer[S]:
    """What rules say of ``body`` with ``partners`` at hand, in whatever year they hold."""
    if not rules:
        return Answer(Verdict.UNKNOWN)
    facts = {_BODY: _narrowest(body), _AT_HAND: _kinds_of({body, *partners})}
    standing = _standing(rules, body, facts)
    joint = _all(_joint(rule, facts) for rule in rules)
    words = _all(_words(rule) for rule in rules)
    missing = _bodies(line for line in joint if line.check is Check.FAILED)
    if _has(standing, Check.SATISFIED):
        return Answer(_admitted(standing, words, missing), [*standing, *joint, *words], missing)
    taking_part = _taking_part(rules, facts)
    lines = [*standing, *taking_part, *joint, *words]
    if _has(standing, Check.UNKNOWN):
        return Answer(Verdict.UNKNOWN, lines, missing)
    if _has(taking_part, Check.SATISFIED):
        leaders = _lacking_leaders(standing, facts)
        return Answer(Verdict.WITH_PARTNER, lines, _once([*leaders, *missing]))
    return Answer(Verdict.NO if standing else Verdict.UNKNOWN, lines)


def _admitted(standing: Lines[S], words: Lines[S], missing: Sequence[BodyKind]) -> Verdict:
    """The verdict for a body that may be the applicant."""
    if missing:
        return Verdict.WITH_PARTNER
    only_in_part = any(line.code == "partial" for line in standing)
    return Verdict.IF if words or only_in_part else Verdict.YES


def _standing(rules: Sequence[EligibilityRule[S]], body: BodyKind, facts: Facts) -> list[Line[S]]:
    """Whether this body may be the applicant, by the rules that speak of applicants; one that admits it is enough."""
    lines = [_standing_line(rule, body, facts) for rule in rules if rule.leaders or rule.partial]
    admitted = [line for line in lines if line.check is Check.SATISFIED]
    return admitted or lines


def _standing_line(rule: EligibilityRule[S], body: BodyKind, facts: Facts) -> Line[S]:
    """How one rule about applicants comes out for a body."""
    every = _ordered(rule.leaders | rule.partial)
    if _is_among(rule.leaders - rule.partial, facts) is Met.YES:
        return Line("lead", Check.SATISFIED, rule.source, every)
    if _is_among(rule.partial, facts) is Met.YES:
        return Line("partial", Check.SATISFIED, rule.source, every)
    if _is_among(rule.leaders | rule.partial, facts) is Met.NO:
        return Line("not_lead", Check.FAILED, rule.source, every)
    return Line("narrower", Check.UNKNOWN, rule.source, tuple(kind for kind in every if body.covers(kind)))


def _joint(rule: EligibilityRule[S], facts: Facts) -> Iterator[Line[S]]:
    """Whether those are at hand who must apply or take part together."""
    for code, needed in (("consortium", rule.consortium), ("requires", rule.requires)):
        if needed and _are_at_hand(needed, facts):
            yield Line(code, Check.SATISFIED, rule.source, _ordered(needed))
        elif needed:
            yield Line(code, Check.FAILED, rule.source, _ordered(needed - facts[_AT_HAND]))


def _taking_part(rules: Sequence[EligibilityRule[S]], facts: Facts) -> list[Line[S]]:
    """Whether a body that cannot lead may take part: only where a document says so."""
    lines = [
        Line("partner", Check.SATISFIED, rule.source, _ordered(rule.participants))
        for rule in rules
        if _is_among(rule.participants, facts) is Met.YES
    ]
    return lines or [Line("partner_unstated", Check.UNKNOWN, rules[0].source)]


def _is_among(kinds: frozenset[BodyKind], facts: Facts) -> Met:
    """Whether the body that asks is of one of the kinds that a rule names; unknown where some of its kind are."""
    return check(_named(kinds), facts, _ANY_DAY).verdict


@cache
def _named(kinds: frozenset[BodyKind]) -> Leaf[None]:
    narrowest = chain.from_iterable(_narrowest(kind).values for kind in kinds)
    return Leaf(_BODY, OneOf(frozenset(narrowest)))


def _are_at_hand(kinds: frozenset[BodyKind], facts: Facts) -> bool:
    return check(Leaf(_AT_HAND, Includes(kinds)), facts, _ANY_DAY).verdict is Met.YES


@cache
def _narrowest(kind: BodyKind) -> Possible:
    """What a body of a kind may be: of any narrower kind, or of none of these where they do not make up the whole."""
    return Possible(frozenset(one for one in BodyKind if kind.covers(one)) - _WHOLE)


def _kinds_of(bodies: Iterable[BodyKind]) -> frozenset[BodyKind]:
    """All kinds by which a rule may name one of these bodies."""
    return frozenset(kind for body in bodies for kind in BodyKind if kind.covers(body))


def _words(rule: EligibilityRule[S]) -> Iterator[Line[S]]:
    """Conditions in words: only a person can check them."""
    if rule.excludes:
        yield Line("excludes", Check.UNKNOWN, rule.source, text=rule.excludes, text_en=rule.excludes_en)
    if rule.condition:
        yield Line("condition", Check.UNKNOWN, rule.source, text=rule.condition, text_en=rule.condition_en)


def _lacking_leaders(standing: Iterable[Line[S]], facts: Facts) -> tuple[BodyKind, ...]:
    """Those who would have to apply, where none of them is at hand."""
    leaders = _bodies(standing)
    return () if any(leader in facts[_AT_HAND] for leader in leaders) else leaders


def _has(lines: Lines[S], check: Check) -> bool:
    return any(line.check is check for line in lines)


def _all(lines: Iterable[Iterable[Line[S]]]) -> list[Line[S]]:
    return list(chain.from_iterable(lines))


def _bodies(lines: Iterable[Line[S]]) -> tuple[BodyKind, ...]:
    """The kinds of bodies that lines name, each once."""
    return _once(chain.from_iterable(line.bodies for line in lines))


def _ordered(kinds: Iterable[BodyKind]) -> tuple[BodyKind, ...]:
    present = set(kinds)
    return tuple(kind for kind in BodyKind if kind in present)


def _once(kinds: Iterable[BodyKind]) -> tuple[BodyKind, ...]:
    return tuple(dict.fromkeys(kinds))
