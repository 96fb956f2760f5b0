"""Posts: asked for, confirmed by the organization, approved by a second person, ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from tsunagu.access import actors
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.accounts import rights
from tsunagu.accounts.actions import telling
from tsunagu.accounts.enums import Standing, State, Verb
from tsunagu.accounts.models import Delegation, Membership, Token, User
from tsunagu.accounts.queries import people, posts
from tsunagu.accounts.rules import posts as rules
from tsunagu.kernel import clock
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.problems import Problem, Rejected
from tsunagu.mail import actions as mailing


def ask_for_post(*, user: User, domain: str, role: Role = Role.RESEARCHER) -> Membership | None:
    """A post in the organization of a domain, for its administrator to confirm; none where no organization has it."""
    organization = people.organization_of_domain(domain)
    if organization is None or posts.same(user.pk, role, organization):
        return None
    by = actors.signed_in(user=user.pk, name=str(user), posts=())
    now = clock.now()
    with transaction.atomic():
        asked = Membership.objects.create(
            user=user, organization_id=organization, role=role, state=State.TO_BE_CONFIRMED, starts=now
        )
        telling.note(by, Verb.REGISTER, asked)
        for administrator in posts.administrators(organization, now):
            _tell_that_one_waits(administrator, asked)
    return asked


def _tell_that_one_waits(administrator: User, asked: Membership) -> None:
    with override(administrator.language), speaking(administrator.language):
        telling.mail(
            to=administrator.email,
            subject=gettext("所属の確認をお願いします"),
            text=gettext(
                "%(name)s（%(email)s）さんから、%(organization)sの利用者登録がありました。\nサインインして、機関の管理のページで確認してください。"
            )
            % {"name": asked.user, "email": asked.user.email if asked.user else "", "organization": asked.organization},
            key=f"accounts.waiting:{asked.pk}:{administrator.pk}",
            language=administrator.language,
        )


def confirm(*, by: Actor, post: Membership, role: Role, ends: datetime | None = None) -> Membership:
    """Confirm who registered by themselves, in the role that they have. Raises ``Rejected``.

    A role that takes two persons waits for the second one.
    """
    with transaction.atomic():
        post = _locked(post, State.TO_BE_CONFIRMED)
        rights.POSTS.require(by, Verb.CONFIRM, post)
        if post.granted_by_id or post.user_id is None:
            raise Rejected([Problem("proposed", gettext("この所属は、運営管理者の承認を待っています。"))])
        before = telling.facts(post)
        post.role, post.ends, post.granted_by_id = role, ends, by.user
        rights.POSTS.require(by, Verb.INVITE, post)
        _require(
            rules.grant_problems(
                role=role,
                organization=post.organization_id,
                kind=posts.kind(post),
                starts=post.starts,
                ends=ends,
                at=clock.now(),
                same=_others(post, role),
            )
        )
        waits = posts.takes_two(post)
        if not waits:
            post.state, post.approved_by_id = State.ACTIVE, by.user
        post.save()
        telling.note(by, Verb.CONFIRM, post, before)
        if not waits:
            tell_that_it_holds(post)
    return post


def _others(post: Membership, role: Role) -> list[rules.Held]:
    """The posts of the same person in a role and the organization, without this one."""
    same = posts.same(post.user_id, role, post.organization_id)
    return [held for held in same if held.number != post.pk]


def propose(
    *,
    by: Actor,
    user: User,
    role: Role,
    organization: int | None,
    ends: datetime | None = None,
) -> Membership:
    """Propose a right that takes two persons, for somebody who is registered. Raises ``Rejected``."""
    now = clock.now()
    proposed = Membership(
        user=user, organization_id=organization, role=role, state=State.TO_BE_CONFIRMED, starts=now, ends=ends
    )
    rights.POSTS.require(by, Verb.INVITE, proposed)
    same = posts.same(user.pk, role, organization)
    _require(
        rules.grant_problems(
            role=role,
            organization=organization,
            kind=posts.kind(proposed),
            starts=now,
            ends=ends,
            at=now,
            same=same,
        )
    )
    with transaction.atomic():
        proposed.granted_by_id = by.user
        proposed.save()
        telling.note(by, Verb.INVITE, proposed)
    return proposed


def approve(*, by: Actor, post: Membership) -> Membership:
    """Approve as the second person what another one proposed. Raises ``Rejected``."""
    with transaction.atomic():
        post = _locked(post, State.TO_BE_CONFIRMED)
        rights.POSTS.require(by, Verb.APPROVE, post)
        _require(_approval_problems(by, post))
        before = telling.facts(post)
        post.approved_by_id = by.user
        post.state = State.ACTIVE if post.user_id else State.INVITED
        post.save()
        telling.note(by, Verb.APPROVE, post, before)
        if post.user_id:
            tell_that_it_holds(post)
    return post


def _approval_problems(by: Actor, post: Membership) -> Iterable[Problem]:
    holder = by.user if post.invited_address.lower() in people.addresses(by.user) else post.user_id
    bound = posts.bound(by, post.granted_by_id)
    return rules.approval_problems(proposer=post.granted_by_id, holder=holder, approver=by.user, bound=bound)


def end(
    *,
    by: Actor,
    post: Membership,
    at: datetime | None = None,
    reason: str = "",
) -> Membership:
    """End a post, at once or at an instant to come, and tell who had it. Raises ``Rejected``.

    The last post that administers an organization or the platform stays, unless who is above it gives a reason.
    """
    now = clock.now()
    at = at or now
    with transaction.atomic():
        post = _locked_to_end(post)
        rights.POSTS.require(by, Verb.END, post)
        _require([*_timing_problems(post, now, at), *_last_problems(by, post, at, reason)])
        before = telling.facts(post)
        post.ends = max(at, post.starts)
        if at <= now:
            post.state = State.ENDED
            close(post, now)
        post.save()
        telling.note(by, Verb.END, post, before, reason)
        tell_that_it_ends(post)
    return post


def _locked_to_end(post: Membership) -> Membership:
    """A post that nobody else changes meanwhile; of those that administer, all alike, so that one of them stays."""
    rows = Membership.objects.select_for_update(of=("self",))
    if post.role in rules.KEEPERS:
        list(rows.filter(Q(organization_id=post.organization_id), role=post.role).order_by("pk"))
    return rows.select_related("user", "organization").get(pk=post.pk)


def _timing_problems(post: Membership, now: datetime, at: datetime) -> Iterator[Problem]:
    if posts.standing(post, now) in (Standing.ENDED, Standing.WITHDRAWN):
        yield Problem("ended", gettext("この所属は、すでに終了しています。"))
    elif at < now:
        yield Problem("past", gettext("過ぎた日時では終了できません。"), "ends")


def _last_problems(by: Actor, post: Membership, at: datetime, reason: str) -> Iterator[Problem]:
    """The platform ends the last administrator of an organization with a reason, the operator any."""
    above = {Role.TERMINAL, Role.PLATFORM_ADMINISTRATOR} if post.organization_id else {Role.TERMINAL}
    if not posts.is_last(post, at):
        return
    if not above & by.roles:
        told = gettext("最後の%(role)sは終了できません。先に後任をおくか、運営管理者にご依頼ください。")
        yield Problem("last", told % {"role": post.of_role.label})
    elif not reason.strip():
        told = gettext("最後の%(role)sを終了するには、理由を入力してください。")
        yield Problem("last-reason", told % {"role": post.of_role.label}, "reason")


def tell_that_it_ends(post: Membership) -> None:
    """Write to somebody that they lose a post, and when."""
    user, ends = post.user, post.ends
    if user is None or ends is None:
        return
    with override(user.language), speaking(user.language):
        where = post.organization or gettext("運営")
        told = gettext(
            "%(organization)sの%(role)sは%(at)sに終了します。\n\n心当たりがない場合は、管理者にお問い合わせください。"
        )
        telling.mail(
            to=user.email,
            subject=gettext("所属の終了のお知らせ"),
            text=told % {"organization": where, "role": post.of_role.label, "at": f"{localtime(ends):%Y-%m-%d %H:%M}"},
            key=f"accounts.ends:{post.pk}:{ends.isoformat()}:{clock.now().isoformat()}",
            language=user.language,
        )


def tell_that_it_goes_on(post: Membership, was: datetime) -> None:
    """Write to somebody that they do not lose a post, of whose end they were told."""
    user = post.user
    if user is None:
        return
    with override(user.language), speaking(user.language):
        told = gettext("%(organization)sの%(role)sが%(at)sに終了するというお知らせは、取り消されました。")
        words = {"organization": post.organization, "role": post.of_role.label}
        telling.mail(
            to=user.email,
            subject=gettext("所属の終了の取消しのお知らせ"),
            text=told % {**words, "at": f"{localtime(was):%Y-%m-%d %H:%M}"},
            key=f"accounts.goes-on:{post.pk}:{clock.now().isoformat()}",
            language=user.language,
        )


def close(post: Membership, at: datetime) -> None:
    """End what hangs on a post: tokens, delegations, mail that waits."""
    Token.objects.filter(membership=post, revoked__isnull=True).update(revoked=at)
    Delegation.objects.filter(membership=post, revoked__isnull=True, ends__gt=at).update(revoked=at)
    mailing.cancel(hold=f"membership:{post.pk}")


def tell_that_it_holds(post: Membership) -> None:
    """Write to somebody that they have a post now."""
    user = post.user
    if user is None:
        return
    with override(user.language), speaking(user.language):
        telling.mail(
            to=user.email,
            subject=gettext("所属が有効になりました"),
            text=gettext("%(organization)sの%(role)sとして利用できるようになりました。")
            % {"organization": post.organization or gettext("運営"), "role": post.of_role.label},
            key=f"accounts.holds:{post.pk}",
            expires=post.ends,
            language=user.language,
            hold=f"membership:{post.pk}",
        )


def _locked(post: Membership, state: State) -> Membership:
    """A post that nobody else changes meanwhile. Raises ``Rejected`` where it is not in a state any more."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organization")
    locked = rows.get(pk=post.pk)
    if locked.state != state:
        raise Rejected([Problem("state", gettext("ほかの人がすでに処理しています。ページを開き直してください。"))])
    return locked


def _require(problems: Iterable[Problem]) -> None:
    if found := list(problems):
        raise Rejected(found)
