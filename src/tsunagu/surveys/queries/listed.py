"""What has a page of its own, when anything last changed, and where officers work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.kernel.announced import Tool
from tsunagu.kernel.remembering import remembered
from tsunagu.surveys.enums import State, Verb
from tsunagu.surveys.models import Load, Survey
from tsunagu.surveys.rights import SURVEYS


def things() -> list[Survey]:
    """The published surveys."""
    return list(Survey.objects.filter(state=State.PUBLISHED))


@remembered()
def updated() -> datetime | None:
    """When the text files were last loaded with a change, or a survey was published."""
    loaded = Load.objects.first()
    published = Survey.objects.filter(state=State.PUBLISHED).aggregate(last=Max("published"))["last"]
    times = [time for time in (loaded and loaded.loaded, published) if time]
    return max(times, default=None)


def tools(by: Actor) -> Iterator[Tool]:
    """Where surveys are kept, for officers."""
    if SURVEYS.may_anywhere(by, Verb.KEEP):
        yield Tool(title=gettext("調査の管理"), url=reverse("surveys:desk"))
