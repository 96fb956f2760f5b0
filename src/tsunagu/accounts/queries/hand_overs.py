"""Hand-overs of an organization."""

from __future__ import annotations

from tsunagu.access.actors import Actor
from tsunagu.accounts import rights
from tsunagu.accounts.models import HandOver


def hand_overs(by: Actor, organization: int) -> list[HandOver]:
    """The hand-overs of an organization, the latest first."""
    rows = HandOver.objects.filter(organization_id=organization).select_related("made_by")
    return list(rights.HAND_OVERS.among(by, rows).prefetch_related("lines__ending__user", "lines__beginning__user"))


def hand_over(by: Actor, number: int) -> HandOver | None:
    """A hand-over that somebody may see."""
    rows = HandOver.objects.select_related("organization")
    return rights.HAND_OVERS.among(by, rows).filter(pk=number).first()
