"""Who somebody is at an instant: their posts as facts, and as an actor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from tsunagu.access import actors
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.accounts import rights
from tsunagu.accounts.enums import Standing, State, Verb
from tsunagu.accounts.models import Delegation, Membership, User
from tsunagu.accounts.rules import posts
from tsunagu.accounts.rules.posts import Delegated, Held
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Hidden
from tsunagu.kernel.tables import Column, Columns

POSTS = Columns[Membership](
    Column("number", "番号", "Number", lambda post: post.pk),
    Column("email", "メールアドレス", "Address", lambda post: post.user.email if post.user else post.invited_address),
    Column("name", "氏名", "Name", lambda post: post.user.name if post.user else ""),
    Column("role", "役割", "Role", lambda post: post.role),
    Column("organization", "機関", "Organization", lambda post: str(post.organization or "")),
    Column("state", "状態", "State", lambda post: standing(post, clock.now()).value),
    Column("starts", "開始", "From", lambda post: _local(post.starts)),
    Column("ends", "終了", "Until", lambda post: _local(post.ends)),
)


OF_ONE = Columns[Membership](
    *POSTS,
    Column("granted_by", "付与した人", "Granted by", lambda post: post.granted_by.email if post.granted_by else ""),
)


def _local(instant: datetime | None) -> str:
    return timezone.localtime(instant).isoformat(timespec="seconds") if instant else ""


def listed() -> list[Membership]:
    """Every post, for the operator."""
    return list(Membership.objects.select_related("user", "organization", "invitation").order_by("id"))


def of_one() -> list[Membership]:
    """The posts, held or to come, that take two persons by today's rules and were given by one; for the operator."""
    open_ended = Q(ends__isnull=True) | Q(ends__gt=clock.now())
    rows = Membership.objects.filter(open_ended, state=State.ACTIVE).select_related(
        "user", "organization", "granted_by"
    )
    two = [post for post in rows.order_by("id") if takes_two(post)]
    return [post for post in two if posts.is_of_one(post.granted_by_id, post.approved_by_id)]


def held(membership: Membership) -> Held:
    """A post as the rules know it."""
    return Held(
        number=membership.pk,
        user=membership.user_id,
        organization=membership.organization_id,
        role=Role(membership.role),
        state=State(membership.state),
        starts=membership.starts,
        ends=membership.ends,
    )


def standing(membership: Membership, at: datetime) -> Standing:
    """How a post stands at an instant."""
    return posts.standing(held(membership), at)


def actor(user: User, *, at: datetime, request: str = "", used_factor: bool = False) -> Actor:
    """Who signed in, with the posts that hold at an instant: two statements, however many these are.

    used_factor: whether a second factor was used in the session.
    """
    held_now = _posts(user, at)
    counted = counting(user, held_now) if used_factor else _free(held_now)
    return actors.signed_in(user=user.pk, name=str(user), posts=counted, request=request)


def _posts(user: User, at: datetime) -> tuple[actors.Post, ...]:
    own = [held(membership) for membership in active(at).filter(user_id=user.pk)]
    if not own:
        return ()
    acting = [_delegated(given) for given in _delegations(user, at)]
    return posts.posts_at(at, own, acting)


def counting(user: User, every: Sequence[actors.Post]) -> tuple[actors.Post, ...]:
    """The posts that count: those of roles for which a second factor is required only where somebody has one."""
    others = _free(every)
    is_asked = len(others) < len(every) and has_second_factor(user.pk)
    return tuple(every) if is_asked else others


def _free(every: Sequence[actors.Post]) -> tuple[actors.Post, ...]:
    """The posts of roles for which no second factor is required."""
    return tuple(post for post in every if post.role not in settings.SECOND_FACTOR)


def has_second_factor(user: int | None) -> bool:
    """Whether a passkey or an authenticator app was added."""
    return bool(_factors().filter(user=user or 0).exists())


def _factors() -> Any:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(type__in=kinds)


def lacking_factor(by: Actor) -> list[Membership]:
    """One's own posts that do not count, since no second factor was added, or none used in this session."""
    if not settings.SECOND_FACTOR:
        return []
    mine = active(clock.now()).filter(user_id=by.user or 0, role__in=settings.SECOND_FACTOR)
    counted = [post.membership or 0 for post in by.posts]
    return list(mine.exclude(pk__in=counted).select_related("organization"))


def active(at: datetime) -> QuerySet[Membership]:
    """The posts that hold at an instant."""
    current = Q(ends__isnull=True) | Q(ends__gt=at)
    return Membership.objects.filter(current, state=State.ACTIVE, starts__lte=at)


def _delegations(user: User, at: datetime) -> QuerySet[Delegation]:
    """What was delegated to somebody, by those whose own post counts."""
    given = Delegation.objects.filter(deputy_id=user.pk, starts__lte=at, ends__gt=at, revoked__isnull=True)
    is_free = ~Q(membership__role__in=settings.SECOND_FACTOR)
    has_factor = Q(membership__user__in=_factors().values("user"))
    return given.filter(is_free | has_factor).select_related("membership")


def _delegated(given: Delegation) -> Delegated:
    return Delegated(of=held(given.membership), starts=given.starts, ends=given.ends)


def membership(by: Actor, number: int) -> Membership | None:
    """A post that somebody may see."""
    rows = Membership.objects.select_related("user", "organization", "invitation")
    return rights.POSTS.among(by, rows).filter(pk=number).first()


def mine(by: Actor) -> list[Membership]:
    """One's own posts, also those that ended, the newest first."""
    rows = Membership.objects.select_related("organization", "user", "invitation").filter(user_id=by.user or 0)
    return list(rows.order_by("-starts", "-id"))


def members(by: Actor, organization: int | None) -> list[Membership]:
    """The posts of an organization that somebody may see; without an organization, those of the platform."""
    rows = Membership.objects.select_related("user", "organization", "invitation", "granted_by", "approved_by")
    there = rights.POSTS.among(by, rows).filter(Q(organization_id=organization))
    return list(there.order_by("role", "starts", "id"))


def to_decide(by: Actor) -> list[Membership]:
    """The posts that wait for somebody's confirmation or approval, the longest waiting first."""
    rows = Membership.objects.select_related("user", "organization", "invitation")
    waiting = rows.filter(state=State.TO_BE_CONFIRMED).exclude(user_id=by.user or 0)
    asked = waiting.filter(granted_by__isnull=True, user__isnull=False)
    confirmed = rights.POSTS.among(by, asked, Verb.CONFIRM)
    approved = rights.POSTS.among(by, waiting, Verb.APPROVE).exclude(granted_by_id=by.user or 0)
    return sorted({*confirmed, *approved}, key=lambda post: post.pk)


def open_invitations(by: Actor) -> list[Membership]:
    """The invitations to organizations that can still be taken, the longest waiting first."""
    rows = Membership.objects.select_related("user", "organization", "invitation")
    waiting = rows.filter(state=State.INVITED, organization__isnull=False, invitation__expires__gt=clock.now())
    return list(rights.POSTS.among(by, waiting).order_by("invitation__expires", "id"))


def same(user: int | None, role: Role, organization: int | None) -> list[Held]:
    """The posts of one person in one role and organization."""
    if user is None:
        return []
    rows = Membership.objects.filter(Q(organization_id=organization), user_id=user, role=role)
    return [held(row) for row in rows]


def is_invited(email: str, post: Membership, at: datetime) -> bool:
    """Whether an invitation of the same address to the same role waits for its answer."""
    waiting = Membership.objects.filter(Q(organization_id=post.organization_id), role=post.role)
    asked = waiting.filter(invitation__email__iexact=email, invitation__expires__gt=at)
    return asked.filter(state__in=(State.INVITED, State.TO_BE_CONFIRMED)).exists()


def is_delegated(post: Membership, deputy: User, starts: datetime, ends: datetime) -> bool:
    """Whether somebody decides in the place of a post's holder for some of a time already."""
    given = Delegation.objects.filter(membership=post, deputy=deputy, revoked__isnull=True)
    return given.filter(starts__lt=ends, ends__gt=starts).exists()


def kind(membership: Membership) -> str | None:
    """The kind of the organization of a post; none for one of the platform."""
    return str(membership.organization.kind) if membership.organization else None


def takes_two(membership: Membership) -> bool:
    """Whether the grant of a post takes a second person."""
    return posts.takes_two(Role(membership.role), kind(membership))


def bound(by: Actor, proposer: int | None) -> list[int]:
    """The proposer, where the post with which one of the two acts was granted by the other; else nobody."""
    pair = [by.user or 0, proposer or 0]
    acting = active(clock.now()).filter(role__in=(Role.PLATFORM_ADMINISTRATOR, Role.ADMINISTRATOR))
    granted = acting.filter(user_id__in=pair, granted_by_id__in=pair).exclude(user_id=F("granted_by_id"))
    return [proposer] if proposer and granted.exists() else []


def administrators(organization: int | None, at: datetime) -> list[User]:
    """Who decides on the posts of an organization; without one, the administrators of the platform."""
    role = Role.ADMINISTRATOR if organization else Role.PLATFORM_ADMINISTRATOR
    rows = active(at).filter(Q(organization_id=organization), role=role).select_related("user")
    return [row.user for row in rows if row.user]


def addresses(organizations: Iterable[int], roles: Iterable[Role], at: datetime) -> dict[int, dict[str, str]]:
    """The mail addresses of who holds one of these roles in an organization, each with the language of its owner."""
    found: dict[int, dict[str, str]] = {}
    rows = active(at).filter(organization_id__in=list(organizations), role__in=list(roles), user__is_active=True)
    for row in rows.select_related("user"):
        if row.user:
            found.setdefault(row.organization_id or 0, {})[row.user.email] = row.user.language
    return found


def is_last(post: Membership, at: datetime, ending: Iterable[int] = ()) -> bool:
    """Whether nobody administers the organization, or the platform, from an instant on without this post.

    ending: other posts that do not count then.
    """
    if post.role not in posts.KEEPERS or not posts.holds(held(post), clock.now()):
        return False
    alike = active(at).filter(Q(organization_id=post.organization_id), role=post.role)
    return not alike.filter(user__is_active=True).exclude(pk__in=[post.pk, *ending]).exists()


def held_by(user: int, organization: int | None = None) -> list[Membership]:
    """The posts that a user holds now, in one organization or in all."""
    rows = active(clock.now()).filter(user_id=user).select_related("organization").order_by("id")
    return list(rows.filter(organization_id=organization) if organization else rows)


def colleagues(by: Actor, at: datetime, organization: int | None = None) -> QuerySet[User]:
    """Who else has a post in the organizations in which somebody approves, or in one of these."""
    of_mine = by.organizations([Role.APPROVER])
    rows = active(at).filter(organization_id__in=of_mine & {organization} if organization else of_mine)
    others = rows.exclude(user_id=by.user or 0).values("user_id")
    return User.objects.filter(pk__in=others).order_by("name", "id")


def organizations() -> QuerySet[Any]:
    """Every organization, for a form."""
    return _organizations().order_by("name")


def organization(number: int) -> Any:
    """An organization by number. Raises ``Hidden``."""
    found = _organizations().filter(pk=number).first()
    if found is None:
        raise Hidden
    return found


def _organizations() -> QuerySet[Any]:
    related: Any = Membership._meta.get_field("organization").related_model
    rows: QuerySet[Any] = related._default_manager.all()
    return rows


def offices(by: Actor) -> list[tuple[int, str]]:
    """The organizations that somebody administers, by name."""
    numbers = by.organizations([Role.ADMINISTRATOR])
    rows = Membership.objects.filter(organization_id__in=numbers).select_related("organization")
    names = {row.organization_id or 0: str(row.organization) for row in rows}
    return sorted(((number, names[number]) for number in names), key=lambda pair: pair[1])


def delegations(by: Actor) -> list[Delegation]:
    """What somebody delegated or was delegated, the newest first."""
    rows = Delegation.objects.select_related("membership__user", "membership__organization", "deputy")
    return list(rights.DELEGATIONS.among(by, rows).order_by("-starts", "-id"))


def orphans(ending: list[Membership], at: datetime, waiting: Any) -> list[tuple[Membership, Any]]:
    """What waits for posts that end and for nobody else after an instant.

    waiting: gives what waits for an actor; asked with one post at a time.
    """
    left = [post for post in ending if post.user and not _is_covered(post, ending, at)]
    return list(chain.from_iterable(_tasks(post, waiting) for post in left))


def _tasks(post: Membership, waiting: Any) -> list[tuple[Membership, Any]]:
    return [(post, task) for task in waiting(_only(post))]


def _is_covered(post: Membership, ending: list[Membership], at: datetime) -> bool:
    """Whether somebody else holds the same role in the organization then."""
    others = active(at).filter(Q(organization_id=post.organization_id), role=post.role)
    return others.exclude(pk__in=[other.pk for other in ending]).exists()


def _only(post: Membership) -> Actor:
    user = post.user
    alone = actors.Post(role=Role(post.role), organization=post.organization_id, membership=post.pk)
    return actors.signed_in(user=user.pk if user else 0, name=str(user), posts=[alone])
