"""Administration: of an organization by its administrators, of the platform by its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.enums import Role
from tsunagu.accounts.actions import domains, invitations
from tsunagu.accounts.actions import posts as actions
from tsunagu.accounts.enums import Language, Standing, State
from tsunagu.accounts.forms import ConfirmForm, DomainForm, MemberForm, PlatformInviteForm
from tsunagu.accounts.models import Membership
from tsunagu.accounts.queries import hand_overs, people, posts
from tsunagu.accounts.rules import posts as rules
from tsunagu.accounts.views.links import link, page_of
from tsunagu.accounts.views.private import actor, private
from tsunagu.kernel import clock
from tsunagu.kernel.problems import Hidden, Rejected
from tsunagu.organizations.queries import directory

_WAITING = (Standing.TO_BE_CONFIRMED, Standing.INVITED)
_NOT_MEMBERS = (*_WAITING, Standing.WITHDRAWN)


@private
def organization(request: HttpRequest, number: int) -> HttpResponse:
    """Members, whoever waits, invitations, domains, hand-overs of one organization."""
    by = actor(request)
    if number not in by.organizations([Role.ADMINISTRATOR]) and Role.PLATFORM_ADMINISTRATOR not in by.roles:
        raise Hidden
    body = posts.organization(number)
    form: Any = MemberForm(request.POST or None, kind=body.kind, initial={"language": "ja"})
    answer = _invited(request, form, number)
    if answer:
        return answer
    shown = {
        **_members(request, number),
        "organization": body,
        "form": form,
        "domains": people.domains(by, number),
        "hand_overs": hand_overs.hand_overs(by, number),
        "confirm_form": ConfirmForm(kind=body.kind),
        "may_add_domain": Role.PLATFORM_ADMINISTRATOR in by.roles,
        "domain_form": DomainForm(),
    }
    return render(request, "accounts/organization.html", shown, status=422 if form.errors else 200)


@private
def platform(request: HttpRequest) -> HttpResponse:
    """The posts of the platform, which two persons grant, and the first administrators of organizations."""
    by = actor(request)
    if Role.PLATFORM_ADMINISTRATOR not in by.roles:
        raise Hidden
    searched = "search" in request.POST
    found = directory.named(request.POST.get("words", ""))
    if searched:
        form = PlatformInviteForm(initial=request.POST.dict(), found=found)
    else:
        form = PlatformInviteForm(request.POST or None, found=found, initial={"language": "ja"})
    answer = _invited(request, form, None)
    if answer:
        return answer
    shown = {**_members(request, None), "form": form}
    of_bodies = [post for post in posts.to_decide(by) if post.organization_id]
    shown["pending"] += [(post, Standing.TO_BE_CONFIRMED) for post in of_bodies]
    shown["invited"] = posts.open_invitations(by)
    shown |= {"searched": searched, "found": found}
    shown["bounced"] = people.bounced()
    return render(request, "accounts/platform.html", shown, status=422 if form.errors else 200)


def _members(request: HttpRequest, number: int | None) -> dict[str, Any]:
    by, now = actor(request), clock.now()
    rows = [(post, posts.standing(post, now)) for post in posts.members(by, number)]
    return {
        "members": [row for row in rows if row[1] not in _NOT_MEMBERS],
        "pending": [row for row in rows if row[1] in _WAITING],
        "bounced": people.bounced({_address(post) for post, _ in rows}),
        "by": by,
        "now": now,
    }


def _address(post: Membership) -> str:
    return post.user.email if post.user else post.invited_address


def _invited(request: HttpRequest, form: Any, number: int | None) -> HttpResponse | None:
    """Send the invitation of a form, or write into it why not."""
    if request.method != "POST" or not form.is_valid():
        return None
    given = form.cleaned_data
    chosen = given.get("organization")
    role = Role(given["role"])
    try:
        post = invitations.invite(
            by=actor(request),
            email=given["email"],
            role=role,
            organization=number or (chosen.pk if chosen and role is Role.ADMINISTRATOR else None),
            link=link(request, "accounts:invitation"),
            starts=rules.first_instant(given["first"]) if given["first"] else None,
            ends=rules.after(given["last"]) if given["last"] else None,
            language=Language(given["language"]),
        )
    except Rejected as refused:
        form.refuse(refused)
        return None
    messages.success(request, _said(post))
    return HttpResponseRedirect(request.path)


def _said(post: Membership) -> str:
    if post.granted_by_id and post.state == "to-be-confirmed":
        return gettext("提案しました。別の運営管理者が承認すると、招待のメールが送られます。")
    return gettext("招待のメールを送りました。")


@private
def decide(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """Confirm, approve or take back one post."""
    post = posts.membership(actor(request), number)
    if post is None or request.method != "POST" or step not in _STEPS:
        raise Hidden
    try:
        messages.success(request, _STEPS[step](request, post))
    except Rejected as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return HttpResponseRedirect(page_of(actor(request), post))


def _confirm(request: HttpRequest, post: Membership) -> str:
    form = ConfirmForm(request.POST, kind=posts.kind(post) or "")
    if not form.is_valid():
        raise Rejected([])
    last = form.cleaned_data["last"]
    ends = rules.after(last) if last else None
    role = Role(form.cleaned_data["role"])
    confirmed = actions.confirm(by=actor(request), post=post, role=role, ends=ends)
    if confirmed.state == State.TO_BE_CONFIRMED:
        return gettext("提案しました。別の運営管理者が承認すると、所属が有効になります。")
    return gettext("所属を確認しました。")


def _approve(request: HttpRequest, post: Membership) -> str:
    invitations.approve(by=actor(request), post=post, link=link(request, "accounts:invitation"))
    return gettext("承認しました。")


def _revoke(request: HttpRequest, post: Membership) -> str:
    invitations.revoke(by=actor(request), post=post)
    return gettext("取り消しました。")


_STEPS = {"confirm": _confirm, "approve": _approve, "revoke": _revoke}


@private
def domain(request: HttpRequest, number: int) -> HttpResponse:
    """Add a domain to an organization, or take one away."""
    by = actor(request)
    if request.method != "POST":
        raise Hidden
    try:
        if remove := request.POST.get("remove"):
            there = {str(one.pk): one for one in people.domains(by, number)}
            found = there.get(remove)
            if found is None:
                raise Hidden
            domains.remove(by=by, domain=found)
        else:
            domains.add(by=by, organization=number, name=request.POST.get("name", "")[:253])
        messages.success(request, gettext("保存しました。"))
    except Rejected as refused:
        for problem in refused.problems:
            messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("accounts:organization", args=[number]))
