"""What has a page of its own, when anything last changed, and where people keep figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from tsunagu.access.actors import Actor
from tsunagu.access.enums import Role
from tsunagu.indicators.enums import Status, Verb
from tsunagu.indicators.models import Indicator, Load, Observation
from tsunagu.indicators.queries.known import counting, written
from tsunagu.indicators.rights import OBSERVATIONS
from tsunagu.kernel.announced import Tool, Waiting
from tsunagu.kernel.questions import Choices
from tsunagu.kernel.remembering import remembered
from tsunagu.organizations.queries import keeping


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """The page of the figures of a body under an indicator."""

    indicator: str
    body: str

    def get_absolute_url(self) -> str:
        """Its address."""
        return reverse("indicators:series", args=[self.indicator, self.body])


def things() -> list[Indicator | SeriesPage]:
    """All indicators, and the bodies with figures that everybody may see."""
    pairs = written().order_by().values_list("definition__indicator__key", "subject__key").distinct()
    return [*Indicator.objects.only("key"), *(SeriesPage(*pair) for pair in pairs)]


@remembered()
def updated() -> datetime | None:
    """When the text files were last loaded with a change."""
    loaded = Load.objects.first()
    return loaded.loaded if loaded else None


def kept(by: Actor) -> list[Observation]:
    """The figures that count and that somebody keeps, those not confirmed first."""
    rows = OBSERVATIONS.among(by, written(by), Verb.KEEP)
    return sorted(counting(rows), key=_urgency)


def _urgency(row: Observation) -> tuple[bool, str]:
    return row.state is not Status.PROVISIONAL, row.subject.name


def observation(number: int) -> Observation | None:
    """The row with a number, if there is one; what may be done with it is asked at the door."""
    rows = Observation.objects.select_related("definition__indicator", "subject")
    return rows.filter(pk=number).first()


def may_submit(by: Actor) -> bool:
    """Whether somebody may submit figures of any body."""
    return OBSERVATIONS.may_anywhere(by, Verb.SUBMIT)


def may_confirm(by: Actor) -> bool:
    """Whether somebody may confirm figures."""
    return OBSERVATIONS.may_anywhere(by, Verb.CONFIRM)


def tools(by: Actor) -> Iterator[Tool]:
    """Where figures are submitted and confirmed."""
    if OBSERVATIONS.may_anywhere(by, Verb.KEEP):
        yield Tool(title=gettext("指標の値の提出・確認"), url=reverse("indicators:desk"))


def desk(by: Actor) -> Iterator[Waiting]:
    """Figures that wait to be confirmed."""
    if not may_confirm(by):
        return
    for row in kept(by):
        if row.state is Status.PROVISIONAL and not row.public and row.writer != by.user:
            title = gettext("指標の値の確定：%(what)s") % {"what": row}
            yield Waiting(title=title, url=reverse("indicators:confirm", args=[row.pk]), since=row.written)


def own_bodies(by: Actor) -> Choices:
    """The bodies whose figures somebody may submit, to choose from."""
    able = by.organizations(role for role in Role if _submits(role))
    return [(str(number), name) for number, name in keeping.own_bodies(by) if number in able]


def _submits(role: Role) -> bool:
    return any(right.verb == Verb.SUBMIT and role in right.roles for right in OBSERVATIONS.rows)
