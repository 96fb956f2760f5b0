"""What has a page of its own, when anything last changed, and where officers work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.governance.enums import Verb
from tsunagu.governance.models import Body, Load, Meeting, Point
from tsunagu.governance.rights import BODIES
from tsunagu.kernel.announced import Tool
from tsunagu.kernel.remembering import remembered


def things() -> list[Body | Meeting | Point]:
    """All bodies, meetings and points."""
    return list(chain.from_iterable(model.objects.only("key") for model in (Body, Meeting, Point)))


@remembered()
def updated() -> datetime | None:
    """When the text files were last loaded with a change."""
    loaded = Load.objects.first()
    return loaded.loaded if loaded else None


def tools(by: Actor) -> Iterator[Tool]:
    """Where meetings and points are recorded, for officers."""
    if BODIES.may_anywhere(by, Verb.ADD_MEETING):
        yield Tool(title=gettext("会議・論点の記録"), url=reverse("governance:desk"))
