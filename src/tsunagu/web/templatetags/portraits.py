"""What other rooms know of a body or a fact, for pages of rooms that stand below them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from tsunagu import rooms
from tsunagu.kernel.portraits import Citation, Citing, Part, Subject

register = template.Library()
_ASKED = "_citing"  # on the request, so that a page asks once


@register.simple_tag
def parts(subject: Subject) -> list[Part]:
    """What the rooms add to the page of a body, from the lowest floor up."""
    told = (rooms.resolve(room.portrait)(subject) for room in rooms.ROOMS if room.portrait)
    return [part for part in told if part is not None]


@register.simple_tag
def person_parts(key: str) -> list[Part]:
    """What the rooms add to the page of a person, from the lowest floor up."""
    told = (rooms.resolve(room.person)(key) for room in rooms.ROOMS if room.person)
    return [part for part in told if part is not None]


@register.simple_tag(takes_context=True)
def cited(context: Mapping[str, Any], fact: Any) -> Citation | None:
    """Where a fact was read: a thing with ``document``, ``page`` and ``printed``; none where no room knows it."""
    if not fact.document:
        return None
    found = (cite(fact.document, fact.page, getattr(fact, "printed", "")) for cite in _asked(context["request"]))
    return next((citation for citation in found if citation is not None), None)


def _asked(request: Any) -> list[Citing]:
    known: list[Citing] | None = getattr(request, _ASKED, None)
    if known is None:
        known = [rooms.resolve(room.citing)() for room in rooms.ROOMS if room.citing]
        setattr(request, _ASKED, known)
    return known
