"""Words of networks as pages write them."""

from __future__ import annotations

from django import template

from tsunagu.kernel.labels import Labeled
from tsunagu.networks import enums

register = template.Library()


@register.filter
def net_word(value: str, enum: str) -> str:
    """A stored value's label in the reader's language: ``network.kind|net_word:"NetworkKind"``."""
    words: type[Labeled] = getattr(enums, enum)
    return words(value).label if value else ""
