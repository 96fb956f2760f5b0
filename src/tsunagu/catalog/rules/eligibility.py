"""May a body apply, by the rules that were printed and as far as these are rules of the present."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Generic, TypeVar

from tsunagu.catalog.enums import BodyKind, Check, State, Verdict
from tsunagu.kernel.years import FiscalYear

S = TypeVar("S")

# 「国公私立大学」 names every university, so somebody who only says "university" is meant too.
_EVERY_UNIVERSITY = {BodyKind.NATIONAL_UNIVERSITY, BodyKind.PUBLIC_UNIVERSITY, BodyKind.PRIVATE_UNIVERSITY}


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
    at_hand = {body, *partners}
    standing = _standing(rules, body)
    joint = _all(_joint(rule, at_hand) for rule in rules)
    words = _all(_words(rule) for rule in rules)
    missing = _bodies(line for line in joint if line.check is Check.FAILED)
    if _has(standing, Check.SATISFIED):
        return Answer(_admitted(standing, words, missing), [*standing, *joint, *words], missing)
    taking_part = _taking_part(rules, body)
    lines = [*standing, *taking_part, *joint, *words]
    if _has(standing, Check.UNKNOWN):
        return Answer(Verdict.UNKNOWN, lines, missing)
    if _has(taking_part, Check.SATISFIED):
        leaders = _lacking_leaders(standing, at_hand)
        return Answer(Verdict.WITH_PARTNER, lines, _once([*leaders, *missing]))
    return Answer(Verdict.NO if standing else Verdict.UNKNOWN, lines)


def _admitted(standing: Lines[S], words: Lines[S], missing: Sequence[BodyKind]) -> Verdict:
    """The verdict for a body that may be the applicant."""
    if missing:
        return Verdict.WITH_PARTNER
    only_in_part = any(line.code == "partial" for line in standing)
    return Verdict.IF if words or only_in_part else Verdict.YES


def _standing(rules: Sequence[EligibilityRule[S]], body: BodyKind) -> list[Line[S]]:
    """Whether this body may be the applicant, by the rules that speak of applicants; one that admits it is enough."""
    lines = [_standing_line(rule, body) for rule in rules if rule.leaders or rule.partial]
    admitted = [line for line in lines if line.check is Check.SATISFIED]
    return admitted or lines


def _standing_line(rule: EligibilityRule[S], body: BodyKind) -> Line[S]:
    """How one rule about applicants comes out for a body."""
    every = _ordered(rule.leaders | rule.partial)
    if _cover(rule.leaders - rule.partial, body):
        return Line("lead", Check.SATISFIED, rule.source, every)
    if body is BodyKind.UNIVERSITY and rule.leaders >= _EVERY_UNIVERSITY:
        return Line("lead", Check.SATISFIED, rule.source, every)
    if _cover(rule.partial, body):
        return Line("partial", Check.SATISFIED, rule.source, every)
    narrower = {kind for kind in rule.leaders if body.covers(kind)}
    if narrower:
        return Line("narrower", Check.UNKNOWN, rule.source, _ordered(narrower))
    return Line("not_lead", Check.FAILED, rule.source, every)


def _joint(rule: EligibilityRule[S], at_hand: set[BodyKind]) -> Iterator[Line[S]]:
    """Whether those are at hand who must apply or take part together."""
    for code, needed in (("consortium", rule.consortium), ("requires", rule.requires)):
        lacking = {kind for kind in needed if not _covers_any(kind, at_hand)}
        if lacking:
            yield Line(code, Check.FAILED, rule.source, _ordered(lacking))
        elif needed:
            yield Line(code, Check.SATISFIED, rule.source, _ordered(needed))


def _taking_part(rules: Sequence[EligibilityRule[S]], body: BodyKind) -> list[Line[S]]:
    """Whether a body that cannot lead may take part: only where a document says so."""
    lines = [
        Line("partner", Check.SATISFIED, rule.source, _ordered(rule.participants))
        for rule in rules
        if _cover(rule.participants, body)
    ]
    return lines or [Line("partner_unstated", Check.UNKNOWN, rules[0].source)]


def _words(rule: EligibilityRule[S]) -> Iterator[Line[S]]:
    """Conditions in words: only a person can check them."""
    if rule.excludes:
        yield Line("excludes", Check.UNKNOWN, rule.source, text=rule.excludes, text_en=rule.excludes_en)
    if rule.condition:
        yield Line("condition", Check.UNKNOWN, rule.source, text=rule.condition, text_en=rule.condition_en)


def _lacking_leaders(standing: Iterable[Line[S]], at_hand: set[BodyKind]) -> tuple[BodyKind, ...]:
    """Those who would have to apply, where none of them is at hand."""
    leaders = _bodies(standing)
    return () if any(_covers_any(leader, at_hand) for leader in leaders) else leaders


def _has(lines: Lines[S], check: Check) -> bool:
    return any(line.check is check for line in lines)


def _cover(kinds: Iterable[BodyKind], body: BodyKind) -> bool:
    return any(kind.covers(body) for kind in kinds)


def _covers_any(kind: BodyKind, bodies: Iterable[BodyKind]) -> bool:
    return any(kind.covers(body) for body in bodies)


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
