"""What of this room waits for a person."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.accounts.models import Membership
from tsunagu.accounts.queries import posts
from tsunagu.kernel.announced import Waiting


def desk(by: Actor) -> Iterator[Waiting]:
    """Posts to confirm or approve."""
    for post in posts.to_decide(by):
        title, about = _title(post), _about(post)
        yield Waiting(title=title, url=_url(post), since=post.made, about=about)


def _title(post: Membership) -> str:
    who = post.user or post.invited_address
    if post.granted_by_id:
        return gettext("%(who)s（%(role)s）の付与を承認する") % {"who": who, "role": post.of_role.label}
    return gettext("%(who)sの所属を確認する") % {"who": who}


def _about(post: Membership) -> str:
    return str(post.organization) if post.organization else gettext("運営")


def _url(post: Membership) -> str:
    if post.organization_id and not post.granted_by_id:
        return reverse("accounts:organization", args=[post.organization_id])
    return reverse("accounts:platform")
