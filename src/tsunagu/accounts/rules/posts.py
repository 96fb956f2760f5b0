"""Which posts hold at an instant, and whether a grant may be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from tsunagu.access.actors import Post
from tsunagu.access.enums import WITHOUT_MEMBERSHIP, Role
from tsunagu.accounts.enums import Standing, State
from tsunagu.kernel.labels import Label
from tsunagu.kernel.problems import Problem
from tsunagu.organizations.enums import AUTHORITIES, UNIVERSITIES
from tsunagu.organizations.enums import OrganizationKind as Kind

JAPAN = timezone(timedelta(hours=9), "JST")  # without summer time, and without a change since 1951
TWO_PERSONS = frozenset({Role.PLATFORM_ADMINISTRATOR, Role.PROGRAM_OFFICER})
OVER_AUTHORITIES = frozenset({Role.ADMINISTRATOR, Role.APPROVER})  # these decide on what the public catalog says
KEEPERS = frozenset({Role.PLATFORM_ADMINISTRATOR, Role.ADMINISTRATOR})  # without one, nobody invites or ends
OF_THE_PLATFORM = frozenset({Role.PLATFORM_ADMINISTRATOR, Role.PROGRAM_OFFICER, Role.REVIEWER})
OVER = frozenset({State.ENDED, State.WITHDRAWN})  # withdrawn: an invitation taken back, a hand-over undone
GRANTABLE = tuple(role for role in Role if role not in WITHOUT_MEMBERSHIP)
BY_ORGANIZATIONS = tuple(role for role in GRANTABLE if role not in OF_THE_PLATFORM)

_RESEARCHING = (
    *UNIVERSITIES,
    Kind.JUNIOR_COLLEGE,
    Kind.COLLEGE_OF_TECHNOLOGY,
    Kind.UNIVERSITY_CORPORATION,
    Kind.INTER_UNIVERSITY,
    Kind.RESEARCH_AGENCY,
    Kind.RESEARCH_INSTITUTE,
    Kind.HUB,
    Kind.CENTER,
    Kind.ALLIANCE,
)
# The kinds of bodies in which a role can be held; one that is not here fits everywhere.
_FITTING = {
    Role.LOCAL_OFFICER: (Kind.PREFECTURE, Kind.MUNICIPALITY),
    Role.COMPANY_MEMBER: (Kind.COMPANY, Kind.BANK, Kind.VENTURE_CAPITAL),
    Role.URA: _RESEARCHING,
    Role.PROGRAM_OFFICER: AUTHORITIES,
    Role.PLATFORM_ADMINISTRATOR: (),
}


def fits(role: Role, kind: str | None) -> bool:
    """Whether a role can be held in a body of a kind; none is the platform, where its own roles can."""
    if kind is None:
        return role in OF_THE_PLATFORM
    return role not in _FITTING or kind in _FITTING[role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is known of a post. ends: the first instant at which it does not hold; none where it is open."""

    number: int
    user: int | None
    organization: int | None
    role: Role
    state: State
    starts: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegated:
    """That an approver (the holder of ``of``) has somebody decide in their place."""

    of: Held
    starts: datetime
    ends: datetime


def first_instant(day: date) -> datetime:
    """The instant at which a day begins in Japan."""
    return datetime(day.year, day.month, day.day, tzinfo=JAPAN)


def after(day: date) -> datetime:
    """The first instant that does not belong to a last day any more: its 23:59:59.999… in Japan is the last one."""
    return first_instant(day + timedelta(days=1))


def last_day(ends: datetime) -> date:
    """The last day in Japan of what ends at an instant."""
    return (ends.astimezone(JAPAN) - timedelta(microseconds=1)).date()


def standing(post: Held, at: datetime) -> Standing:
    """How a post stands at an instant."""
    if post.state is not State.ACTIVE and post.state is not State.ENDED:
        return Standing(post.state.value)
    if post.state is State.ENDED or (post.ends is not None and at >= post.ends):
        return Standing.ENDED
    return Standing.FUTURE if at < post.starts else Standing.HELD


def holds(post: Held, at: datetime) -> bool:
    """Whether a post holds at an instant: its first belongs to it, its end does not."""
    return standing(post, at) is Standing.HELD


def posts_at(
    at: datetime,
    own: Iterable[Held],
    delegated: Iterable[Delegated] = (),
) -> tuple[Post, ...]:
    """What somebody may act with at an instant: own posts, and those in whose place they decide (代決).

    A delegation is worth nothing without a post of one's own in the same organization, and ends with the post of
    whoever gave it.
    """
    held = [post for post in own if holds(post, at)]
    here = {post.organization for post in held}
    acting = [given.of for given in delegated if _acts(given, at) and given.of.organization in here]
    return (*map(_own, held), *map(_in_place, acting))


def _acts(given: Delegated, at: datetime) -> bool:
    return given.starts <= at < given.ends and holds(given.of, at)


def _own(post: Held) -> Post:
    return Post(role=post.role, organization=post.organization, membership=post.number)


def _in_place(post: Held) -> Post:
    return Post(role=post.role, organization=post.organization, membership=post.number, instead_of=post.user)


def grant_problems(
    *,
    role: Role,
    organization: int | None,
    kind: str | None,
    starts: datetime,
    ends: datetime | None,
    at: datetime,
    same: Iterable[Held] = (),
) -> Iterator[Problem]:
    """What is wrong with a grant. kind: of the organization. at: when it is made.

    same: the posts of the same person in the same role and organization.
    """
    if role in WITHOUT_MEMBERSHIP:
        yield Problem("no-role", str(_NO_ROLE), "role")
    if organization is None and role not in OF_THE_PLATFORM:
        yield Problem("no-organization", str(_NO_ORGANIZATION), "organization")
    if organization is not None and role not in WITHOUT_MEMBERSHIP and not fits(role, kind):
        yield Problem("unfit", str(_UNFIT), "role")
    if ends is not None and ends <= starts:
        yield Problem("ends-before", str(_ENDS_BEFORE), "ends")
    elif ends is not None and ends <= at:
        yield Problem("past", str(_PAST), "ends")
    if any(_overlaps(post, starts, ends) for post in same):
        yield Problem("twice", str(_TWICE), "role")


def _overlaps(post: Held, starts: datetime, ends: datetime | None) -> bool:
    if post.state in OVER:
        return False
    begins_in_time = ends is None or post.starts < ends
    return begins_in_time and (post.ends is None or starts < post.ends)


def takes_two(role: Role, kind: str | None) -> bool:
    """Whether a grant takes a second person. kind: of the organization; none for a post of the platform."""
    return role in TWO_PERSONS or (role in OVER_AUTHORITIES and kind in AUTHORITIES)


def is_of_one(proposer: int | None, approver: int | None) -> bool:
    """Whether a post for which two persons are needed was given by one alone, as before that was asked."""
    return approver is None or approver == proposer


def approval_problems(
    *, proposer: int | None, holder: int | None, approver: int | None, bound: Collection[int] = ()
) -> Iterator[Problem]:
    """What is wrong with an approval: it takes a second person, who is not the one to hold the post either.

    bound: users one of whom has the post with which the other acts from the approver, or the other way about.
    """
    if approver is None or approver == proposer:
        yield Problem("same-person", str(_SAME_PERSON))
    elif approver == holder:
        yield Problem("own-post", str(_OWN_POST))
    elif proposer in bound:
        yield Problem("bound", str(_BOUND))


_NO_ROLE = Label("この役割は付与できません。", "This role cannot be granted.")
_NO_ORGANIZATION = Label("機関を選んでください。", "Choose an organization.")
_UNFIT = Label("この種類の機関に、この役割はありません。", "There is no such role in an organization of this kind.")
_ENDS_BEFORE = Label("終了日は、開始日以降にしてください。", "Choose a last day that is not before the first one.")
_PAST = Label("終了日がすでに過ぎています。", "The last day has passed already.")
_TWICE = Label(
    "同じ機関の同じ役割が、重なる期間にすでにあります。",
    "The same role in the same organization is there already for some of this time.",
)
_SAME_PERSON = Label(
    "付与を提案した人は、自分で承認できません。別の運営管理者の承認が必要です。",
    "Whoever proposed this cannot approve it. Another platform administrator has to.",
)
_BOUND = Label(
    "提案した人とあなたの一方が、もう一方に役割を付与しているため、承認できません。別の運営管理者の承認が必要です。",
    "You cannot approve this, since one of you and whoever proposed it gave the other their post. "
    "Another platform administrator has to.",
)
_OWN_POST = Label("自分自身への付与は承認できません。", "You cannot approve a post of your own.")
