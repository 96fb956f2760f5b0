"""Hand-over: several posts change hands at one instant to come, and until then it can be undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext

from tsunagu.access import ledger
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.accounts import rights
from tsunagu.accounts.actions import posts as actions
from tsunagu.accounts.actions import telling
from tsunagu.accounts.enums import State, Verb
from tsunagu.accounts.models import HandOver, HandOverLine, Membership, User
from tsunagu.accounts.queries import posts
from tsunagu.accounts.rules import posts as rules
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Problem, Rejected


@dataclass(frozen=True, slots=True)
class Line:
    """One post that ends, and who has it from then on; nobody where it is not filled."""

    ending: Membership
    successor: User | None = None


def problems(*, organization: int, lines: Sequence[Line], day: date) -> list[Problem]:
    """What is wrong with a hand-over, all at once: what a preview shows."""
    now, at = clock.now(), rules.first_instant(day)
    found = [] if lines else [Problem("empty", gettext("引き継ぐ所属を選んでください。"))]
    if at <= now:
        found.append(Problem("past", gettext("明日以降の日を選んでください。"), "day"))
    for line in lines:
        found += _wrong(organization, line, at)
    return found or list(_left_alone(lines, at))


def _left_alone(lines: Sequence[Line], at: datetime) -> Iterator[Problem]:
    """Nobody would administer the organization any more."""
    followed = any(line.successor and line.ending.role in rules.KEEPERS for line in lines)
    ending = [line.ending.pk for line in lines]
    if not followed and any(posts.is_last(line.ending, at, ending) for line in lines):
        yield Problem("last", gettext("機関管理者がいなくなります。後任を選んでください。"))


def _wrong(organization: int, line: Line, at: datetime) -> list[Problem]:
    post = posts.held(line.ending)
    where = str(line.ending.user)
    if not (post.organization == organization and rules.holds(post, at)):
        return [Problem("not-held", gettext("この日に有効な所属ではありません。"), where)]
    if _is_same(line):
        return [Problem("same", gettext("後任は、別の人にしてください。"), where)]
    if line.successor and not rules.fits(post.role, posts.kind(line.ending)):
        return [Problem("unfit", gettext("この種類の機関に、この役割はありません。"), where)]
    if line.successor and post.role not in rules.BY_ORGANIZATIONS:
        return [Problem("of-the-platform", gettext("この役割の後任は、運営管理者が付与します。"), where)]
    if any(_goes_on(held, at) for held in _same(line)):
        return [Problem("twice", gettext("後任は、すでに同じ役割です。"), where)]
    return []


def _is_same(line: Line) -> bool:
    return line.successor is not None and line.successor.pk == line.ending.user_id


def _same(line: Line) -> list[rules.Held]:
    user = line.successor.pk if line.successor else None
    return posts.same(user, Role(line.ending.role), line.ending.organization_id)


def _goes_on(held: rules.Held, at: datetime) -> bool:
    return held.state not in rules.OVER and (held.ends is None or held.ends > at)


def plan(*, by: Actor, organization: int, lines: Sequence[Line], day: date) -> HandOver:
    """Have posts end and their successors' begin at midnight of a day. Raises ``Rejected``.

    Dates alone do it: nothing has to run at that midnight.
    """
    at = rules.first_instant(day)
    over = HandOver(organization_id=organization, at=at, made_by_id=by.user)
    rights.HAND_OVERS.require(by, Verb.HAND_OVER, over)
    with transaction.atomic():
        list(Membership.objects.select_for_update().filter(pk__in=[line.ending.pk for line in lines]))
        if found := problems(organization=organization, lines=lines, day=day):
            raise Rejected(found)
        over.save()
        for line in lines:
            _take_over(by, over, line)
        after = {"at": at.isoformat(), "posts": len(lines)}
        ledger.record(by=by, verb=Verb.HAND_OVER, thing=over, after=after)
    return over


def _take_over(by: Actor, over: HandOver, line: Line) -> None:
    ending = line.ending
    begun = _begin(by, over, ending, line.successor) if line.successor else None
    HandOverLine.objects.create(hand_over=over, ending=ending, until=ending.ends, beginning=begun)
    before = telling.facts(ending)
    ending.ends = over.at
    ending.save(update_fields=["ends"])
    telling.note(by, Verb.HAND_OVER, ending, before)
    actions.tell_that_it_ends(ending)


def _begin(by: Actor, over: HandOver, ending: Membership, successor: User) -> Membership:
    """The post of a successor, which waits for the second person where its role takes two."""
    begun = Membership(user=successor, role=ending.role, starts=over.at)
    begun.organization_id, begun.granted_by_id = ending.organization_id, by.user
    begun.state = State.TO_BE_CONFIRMED if posts.takes_two(begun) else State.ACTIVE
    begun.save()
    telling.note(by, Verb.HAND_OVER, begun)
    return begun


def undo(*, by: Actor, over: HandOver) -> None:
    """Take a hand-over back before its instant: every post as it was. Raises ``Rejected`` once it has come."""
    with transaction.atomic():
        over = HandOver.objects.select_for_update().get(pk=over.pk)
        rights.HAND_OVERS.require(by, Verb.HAND_OVER, over)
        if over.undone or over.at <= clock.now():
            raise Rejected([Problem("late", gettext("引き継ぎの日が来たか、すでに取り消されています。"))])
        for line in over.lines.select_related("ending", "beginning"):
            _give_back(by, over, line)
        over.undone = clock.now()
        over.save(update_fields=["undone"])
        before = {"at": over.at.isoformat()}
        ledger.record(by=by, verb=Verb.HAND_OVER, thing=over, before=before, after={"undone": True})


def _give_back(by: Actor, over: HandOver, line: HandOverLine) -> None:
    if line.ending.ends == over.at and line.ending.state == State.ACTIVE:  # unless it was changed since
        before = telling.facts(line.ending)
        line.ending.ends = line.until
        line.ending.save(update_fields=["ends"])
        telling.note(by, Verb.HAND_OVER, line.ending, before)
        actions.tell_that_it_goes_on(line.ending, over.at)
    if line.beginning:
        line.beginning.state, line.beginning.ends = State.WITHDRAWN, line.beginning.starts
        line.beginning.save(update_fields=["state", "ends"])
