"""Invitations: a one-time link to a post, mailed or printed, that expires and can be taken back."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext, override

from tsunagu.access import actors
from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.accounts import rights, secrets
from tsunagu.accounts.actions import posts as actions
from tsunagu.accounts.actions import telling
from tsunagu.accounts.enums import Language, State, Verb
from tsunagu.accounts.models import LONGEST_NAME, Invitation, Membership, User
from tsunagu.accounts.queries import people, posts
from tsunagu.accounts.rules import names
from tsunagu.accounts.rules import posts as rules
from tsunagu.kernel import clock
from tsunagu.kernel.labels import speaking
from tsunagu.kernel.problems import Forbidden, Hidden, Problem, Rejected
from tsunagu.mail import actions as mailing

VALID = timedelta(days=14)


def invite(
    *,
    by: Actor,
    email: str,
    role: Role,
    organization: int | None,
    link: str,
    starts: datetime | None = None,
    ends: datetime | None = None,
    language: Language = Language.JA,
) -> Membership:
    """Invite somebody to a post. link: the address of the page that takes invitations, with ``{key}`` in it.

    Without a link nothing is mailed yet. A role that takes two persons waits for the second one, and only then the
    link goes out. Raises ``Rejected``.
    """
    now = clock.now()
    post = Membership(organization_id=organization, role=role, state=State.INVITED, starts=starts or now, ends=ends)
    rights.POSTS.require(by, Verb.INVITE, post)
    known = people.by_address(email)
    _require(email, post, posts.same(known.pk if known else None, role, organization))
    with transaction.atomic():
        post.granted_by_id = by.user
        if posts.takes_two(post) and Role.TERMINAL not in by.alone:
            post.state = State.TO_BE_CONFIRMED
        post.save()
        invitation = Invitation.objects.create(
            membership=post, email=email.lower(), language=language, expires=now + VALID
        )
        telling.note(by, Verb.INVITE, post)
        if post.state == State.INVITED and link:
            send(invitation, link)
    return post


def send(invitation: Invitation, link: str) -> str:
    """Make the link of an invitation anew and mail it; gives the link."""
    secret = secrets.new()
    invitation.key, invitation.expires = secrets.digest(secret), clock.now() + VALID
    invitation.save()
    address = link.format(key=secret)
    with override(invitation.language), speaking(invitation.language):
        _mail(
            invitation,
            gettext("Tsunagu（繋ぐ）への招待"),
            gettext(
                "%(organization)sの%(role)sとして招待されました。次のページで登録してください。リンクは%(day)sまで、一度だけ使えます。\n\n%(link)s\n\n心当たりがない場合は、このメールを破棄してください。"
            )
            % _told(invitation, address),
        )
    return address


def _told(invitation: Invitation, address: str) -> dict[str, object]:
    """What a mail says of an invitation, in the language that is spoken."""
    post = invitation.membership
    return {
        "organization": post.organization or gettext("運営"),
        "role": post.of_role.label,
        "day": f"{rules.last_day(invitation.expires):%Y-%m-%d}",
        "link": address,
    }


def _mail(invitation: Invitation, subject: str, text: str) -> None:
    """Mail a link: it goes when the invitation does."""
    telling.mail(
        to=invitation.email,
        subject=subject,
        text=text,
        key=f"accounts.invitation:{(invitation.key or '')[:16]}",
        expires=invitation.expires,
        language=invitation.language,
        hold=f"membership:{invitation.membership_id}",
        secret=True,
    )


def approve(*, by: Actor, post: Membership, link: str) -> Membership:
    """Approve as the second person, and mail the link where somebody is invited: both, or none. Raises ``Rejected``."""
    with transaction.atomic():
        approved = actions.approve(by=by, post=post)
        if not approved.user_id:
            send(approved.invitation, link)
    return approved


def administrator(*, by: Actor, email: str, site: str) -> str:
    """An invitation of an administrator of the platform by the operator in the terminal; gives its link."""
    path = reverse("accounts:invitation", args=["0key0"]).replace("0key0", "{key}")
    with transaction.atomic():
        role = Role.PLATFORM_ADMINISTRATOR
        post = invite(by=by, email=email, role=role, organization=None, link="")
        return send(post.invitation, f"{site}{path.removeprefix('/en')}")


def opened(key: str) -> Invitation:
    """The invitation of a link that can still be used. Raises ``Hidden`` for any other link."""
    found = Invitation.objects.select_related("membership__organization").filter(key=secrets.digest(key)).first()
    now = clock.now()
    if found is None or found.accepted or found.revoked or found.expires <= now:
        raise Hidden
    if found.membership.state != State.INVITED or (found.membership.ends and found.membership.ends <= now):
        raise Hidden
    return found


def register(*, key: str, by: Actor, name: str, password: str, link: str) -> None:
    """Take a post as somebody new, with a name and a password.

    Where the address is registered already, nothing is taken and no password is changed: the link is used up all the
    same and its owner gets another one by mail. So whoever else got the link cannot tell the two apart. Raises
    ``Rejected``, ``Hidden``.
    """
    with transaction.atomic():
        invitation = _locked(key)
        if people.by_address(invitation.email) is None:
            accept(key=key, by=by, name=name, password=password)
            return
        if problems := _wrong(User(email=invitation.email, name=_shortened(name)), password):
            raise Rejected(problems)
        make_password(password)  # takes as long as for somebody new
        _send_to_the_owner(invitation, link)
        telling.note(by, Verb.INVITE, invitation.membership)


def _send_to_the_owner(invitation: Invitation, link: str) -> None:
    """A new link to whoever is registered with the invited address, and why: the one before was used without them."""
    secret = secrets.new()
    invitation.key = secrets.digest(secret)
    invitation.save()
    with override(invitation.language), speaking(invitation.language):
        _mail(
            invitation,
            gettext("Tsunagu（繋ぐ）への招待（すでに登録があります）"),
            gettext(
                "%(organization)sの%(role)sへの招待のリンクから、新しい利用者の登録が申し込まれましたが、このアドレスにはすでに登録があります。登録は変わっていません。招待を受ける場合は、サインインしてから次のページを開いてください。前のリンクは使えなくなりました。リンクは%(day)sまで、一度だけ使えます。\n\n%(link)s\n\n心当たりがない場合は、このメールを破棄してください。"
            )
            % _told(invitation, link.format(key=secret)),
        )


def _locked(key: str) -> Invitation:
    """The invitation of a link, which nobody else takes meanwhile. Raises ``Hidden``."""
    Membership.objects.select_for_update().get(pk=opened(key).membership_id)
    return opened(key)


def accept(*, key: str, by: Actor, name: str = "", password: str = "") -> User:
    """Take a post by its link: whoever signed in with the invited address, or somebody new with a name and password.

    Raises ``Rejected``, ``Hidden`` where the link is not valid, ``Forbidden`` where it is another person's.
    """
    with transaction.atomic():
        invitation = _locked(key)
        user = people.by_address(invitation.email)
        if user is None:
            user = _register(invitation, name, password)
        elif by.user != user.pk:
            raise Forbidden(gettext("招待を受けたアドレスの利用者としてサインインしてください。"))
        post = invitation.membership
        post.user, post.state = user, State.ACTIVE
        post.save()
        invitation.accepted, invitation.key = clock.now(), None
        invitation.save()
        who = actors.signed_in(user=user.pk, name=str(user), posts=())
        telling.note(who, Verb.ACCEPT, post)
        actions.tell_that_it_holds(post)
    return user


def _register(invitation: Invitation, name: str, password: str) -> User:
    """A new user, whose address the link has proved."""
    user = User(email=invitation.email, name=_shortened(name), language=invitation.language)
    if problems := _wrong(user, password):
        raise Rejected(problems)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _shortened(name: str) -> str:
    return name.strip()[:LONGEST_NAME]


def _wrong(user: User, password: str) -> list[Problem]:
    problems = list(names.problems(user.name))
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems += [Problem("password", text, "password") for text in error.messages]
    return problems


def revoke(*, by: Actor, post: Membership) -> None:
    """Take an invitation back, or refuse a registration that waits. Raises ``Rejected`` where it was taken already."""
    with transaction.atomic():
        post = Membership.objects.select_for_update(of=("self",)).get(pk=post.pk)
        rights.POSTS.require(by, Verb.END, post)
        if post.state not in (State.INVITED, State.TO_BE_CONFIRMED):
            raise Rejected([Problem("state", gettext("この招待は、すでに使われています。"))])
        before = telling.facts(post)
        now = clock.now()
        post.state, post.ends = State.WITHDRAWN, max(now, post.starts)
        post.save()
        Invitation.objects.filter(membership=post).update(revoked=now, key=None)
        mailing.cancel(hold=f"membership:{post.pk}")
        telling.note(by, Verb.END, post, before)


def _require(email: str, post: Membership, same: list[rules.Held]) -> None:
    problems = list(
        rules.grant_problems(
            role=Role(post.role),
            organization=post.organization_id,
            kind=posts.kind(post),
            starts=post.starts,
            ends=post.ends,
            at=clock.now(),
            same=same,
        )
    )
    try:
        validate_email(email)
    except ValidationError as error:
        problems += [Problem("email", text, "email") for text in error.messages]
    if posts.is_invited(email, post, clock.now()):
        problems.append(Problem("invited", gettext("すでに招待中です。"), "email"))
    if problems:
        raise Rejected(problems)
