"""Decisions of the catalog: may a body apply, and do listed figures add up.

Facts in, answers out; no database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tsunagu.catalog.enums import BodyKind, Check, TotalRule, Verdict
from tsunagu.kernel.money import Yen

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
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Line(Generic[S]):
    """How one rule came out, in codes: the doors put them into words.

    ``code``: ``lead``, ``partial``, ``not_lead``, ``narrower`` (only some of this kind of body), ``consortium``,
    ``requires``, ``partner`` (may take part without leading), ``partner_unstated``, ``excludes``, ``condition``,
    ``no_new_call``.
    """

    code: str
    check: Check
    source: S
    bodies: tuple[BodyKind, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Generic[S]):
    """The answer with the lines it rests on and the partners that are still to be found."""

    verdict: Verdict
    lines: list[Line[S]] = field(default_factory=list)
    missing: tuple[BodyKind, ...] = ()


def may_apply(
    rules: Sequence[EligibilityRule[S]], body: BodyKind, partners: Iterable[BodyKind] = (), *, closed: S | None = None
) -> Answer[S]:
    """Whether ``body``, with ``partners`` at hand, may apply under ``rules``.

    ``closed`` is the source that says that there is no new call. Nothing known is ``UNKNOWN``; what a rule leaves open
    (a condition in words, a narrower kind of body) never turns into a plain yes.
    """
    if not rules:
        return (
            Answer(Verdict.UNKNOWN)
            if closed is None
            else Answer(Verdict.NO, [Line("no_new_call", Check.FAILED, closed)])
        )
    at_hand = {body, *partners}
    standing = _standing(rules, body)
    joint = [line for rule in rules for line in _joint(rule, at_hand)]
    taking_part = [] if any(line.check is Check.SATISFIED for line in standing) else _taking_part(rules, body)
    words = [line for rule in rules for line in _words(rule)]
    lines = [*standing, *taking_part, *joint, *words]
    if closed is not None:
        return Answer(Verdict.NO, [Line("no_new_call", Check.FAILED, closed), *lines])

    missing = [kind for line in joint if line.check is Check.FAILED for kind in line.bodies]
    checks = {line.check for line in standing}
    if Check.SATISFIED in checks:
        if missing:
            return Answer(Verdict.WITH_PARTNER, lines, _once(missing))
        return Answer(Verdict.IF if words or any(line.code == "partial" for line in standing) else Verdict.YES, lines)
    if Check.UNKNOWN in checks:
        return Answer(Verdict.UNKNOWN, lines, _once(missing))
    if any(line.check is Check.SATISFIED for line in taking_part):
        leaders = [kind for line in standing for kind in line.bodies]
        lacking = [] if any(leader.covers(kind) for leader in leaders for kind in at_hand) else leaders
        return Answer(Verdict.WITH_PARTNER, lines, _once([*lacking, *missing]))
    return Answer(Verdict.NO if standing else Verdict.UNKNOWN, lines)


def _standing(rules: Sequence[EligibilityRule[S]], body: BodyKind) -> list[Line[S]]:
    """May this body be the applicant? The rules that speak of applicants; one that admits it is enough."""
    lines: list[Line[S]] = []
    for rule in rules:
        leaders = rule.lead or rule.consortium
        if not leaders and not rule.partial:
            continue
        ordered = _ordered(leaders | rule.partial)
        if any(kind.covers(body) for kind in leaders - rule.partial) or (
            body is BodyKind.UNIVERSITY and leaders >= _EVERY_UNIVERSITY
        ):
            lines.append(Line("lead", Check.SATISFIED, rule.source, ordered))
        elif any(kind.covers(body) for kind in rule.partial):
            lines.append(Line("partial", Check.SATISFIED, rule.source, ordered))
        elif any(body.covers(kind) for kind in leaders):
            lines.append(
                Line("narrower", Check.UNKNOWN, rule.source, _ordered({kind for kind in leaders if body.covers(kind)}))
            )
        else:
            lines.append(Line("not_lead", Check.FAILED, rule.source, ordered))
    admitted = [line for line in lines if line.check is Check.SATISFIED]
    return admitted or lines


def _joint(rule: EligibilityRule[S], at_hand: set[BodyKind]) -> Iterable[Line[S]]:
    for code, needed in (("consortium", rule.consortium), ("requires", rule.requires)):
        if needed:
            lacking = {kind for kind in needed if not any(kind.covers(have) for have in at_hand)}
            yield Line(code, Check.FAILED if lacking else Check.SATISFIED, rule.source, _ordered(lacking or needed))


def _taking_part(rules: Sequence[EligibilityRule[S]], body: BodyKind) -> list[Line[S]]:
    """May a body that cannot lead take part? Only where a document says so."""
    lines = [
        Line("partner", Check.SATISFIED, rule.source, _ordered(rule.partners | rule.requires | rule.consortium))
        for rule in rules
        if any(kind.covers(body) for kind in rule.partners | rule.requires | rule.consortium)
    ]
    return lines or [Line("partner_unstated", Check.UNKNOWN, rules[0].source)]


def _words(rule: EligibilityRule[S]) -> Iterable[Line[S]]:
    """Conditions in words: only a person can check them."""
    if rule.excludes:
        yield Line("excludes", Check.UNKNOWN, rule.source, text=rule.excludes)
    if rule.condition:
        yield Line("condition", Check.UNKNOWN, rule.source, text=rule.condition)


def _ordered(kinds: Iterable[BodyKind]) -> tuple[BodyKind, ...]:
    present = set(kinds)
    return tuple(kind for kind in BodyKind if kind in present)


def _once(kinds: Sequence[BodyKind]) -> tuple[BodyKind, ...]:
    return tuple(dict.fromkeys(kinds))


@dataclass(frozen=True, slots=True)
class TotalCheck:
    """Listed figures against a printed total. ``gap`` is printed minus computed; amounts in yen."""

    printed: Yen
    computed: Yen
    figures: int
    unknown: int
    adds_up: bool

    @property
    def gap(self) -> Yen:
        """Printed minus computed."""
        return Yen(self.printed - self.computed)


def check_total(printed: Yen, unit: Yen, rule: TotalRule, amounts: Sequence[Yen | None]) -> TotalCheck:
    """Whether figures add up to a printed total.

    ``equal``: the sum, rounded to the printed unit or cut off at it, is the printed figure. ``at_most``: the sum is not
    above it (above the printed figure by less than one unit is still what was printed). Unknown figures count as none
    and are reported.
    """
    known = [amount for amount in amounts if amount is not None]
    computed = Yen(sum(known))
    adds_up = abs(printed - computed) < unit if rule is TotalRule.EQUAL else computed < printed + unit
    return TotalCheck(printed, computed, len(known), len(amounts) - len(known), adds_up)
