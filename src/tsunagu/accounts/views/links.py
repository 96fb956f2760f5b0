"""Where mails and answers lead."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.accounts.models import Membership

_PLACE = "0key0"  # letters that an address may have


def link(request: HttpRequest, view: str) -> str:
    """The whole address of a page with ``{key}`` in the place of its key."""
    address = request.build_absolute_uri(reverse(view, args=[_PLACE]))
    return address.replace("{", "").replace("}", "").replace(_PLACE, "{key}")


def page_of(by: Actor, post: Membership) -> str:
    """Where a post is administered; one's own account for a post of one's own, which may be what opened that page."""
    if post.user_id == by.user:
        return reverse("accounts:account")
    if post.organization_id in by.organizations([Role.ADMINISTRATOR]):
        return reverse("accounts:organization", args=[post.organization_id])
    return reverse("accounts:platform" if Role.PLATFORM_ADMINISTRATOR in by.roles else "accounts:account")
