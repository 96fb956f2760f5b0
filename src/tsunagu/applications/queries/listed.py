"""What waits for somebody in this room, where one works, and where one applies."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.applications.enums import Verb
from tsunagu.applications.queries import applications
from tsunagu.applications.rights import APPLICATIONS, RECEIVED
from tsunagu.kernel.announced import Tool, Waiting


def desk(by: Actor) -> Iterator[Waiting]:
    """Drafts that are not submitted yet, with their deadlines."""
    for one in applications.drafts(by):
        yield Waiting(
            title=gettext("申請の提出：%(call)s") % {"call": one.call.display_name},
            url=one.get_absolute_url(),
            since=one.made,
            due=one.call.closes,
            about=one.title,
        )


def tools(by: Actor) -> Iterator[Tool]:
    """Where somebody's applications are."""
    if APPLICATIONS.may_anywhere(by, Verb.SEE):
        yield Tool(title=gettext("申請の一覧"), url=reverse("applications:applications"))
    if RECEIVED.may_anywhere(by, Verb.RECEIVE):
        yield Tool(title=gettext("提出された申請"), url=reverse("applications:called"))


def applying(key: str) -> str:
    """Where one applies for a call."""
    return reverse("applications:begin", args=[key])
